// What decodes zstd frames: Node's own libzstd, or where it has none yet (before 22.15) a package's.

import type { Sink } from '../format.ts';
import { openBuiltinDecoder } from './builtin-decoder.ts';

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

export type OpenDecoder = () => Promise<ZstdDecoder>;

export async function openDecoder(): Promise<ZstdDecoder> {
  return openBuiltinDecoder() ?? (await openPackageDecoder());
}

let loading: Promise<typeof import('./package-decoder.ts')> | undefined;

/** It is large, and seldom needed. */
export async function openPackageDecoder(): Promise<ZstdDecoder> {
  loading ??= import('./package-decoder.ts');
  const { createPackageDecoder } = await loading;
  return createPackageDecoder();
}
