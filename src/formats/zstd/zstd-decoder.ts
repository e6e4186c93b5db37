// What every decoder of zstd frames can do.

import type { Sink } from '../format.ts';

/** Frames of up to 128 MiB of window, one after the other. */
export interface ZstdDecoder {
  /**
   * Decodes more of a frame, which no piece may go beyond the end of: Node's stream forgets what a
   * piece holds behind it. Gives 0, or after a fault the number that zstd_errors.h has for it; then
   * what the piece decodes to may be lost, and the decoder is good for nothing more. `wholeBytes` is
   * to how much a piece should decode that is a whole frame, where that is known.
   */
  write(piece: Uint8Array, sink: Sink, wholeBytes?: number): Promise<number>;
  close(): void;
}
