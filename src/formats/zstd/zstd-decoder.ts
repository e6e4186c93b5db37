// The interface of a decoder of zstd frames.

import type { Sink } from '../format.ts';

/** Decodes frames with windows of up to 128 MiB, one after the other. */
export interface ZstdDecoder {
  /**
   * Decodes a piece of a frame. A piece must not reach beyond the frame's end, because Node's stream drops
   * the bytes after it. Resolves to 0, or to an error number of zstd_errors.h; then the piece's output may
   * be lost, and the decoder is unusable. If the piece is a whole frame of known decoded size,
   * `wholeBytes` gives that size.
   */
  write(piece: Uint8Array, sink: Sink, wholeBytes?: number): Promise<number>;
  close(): void;
}
