// Opens a decoder of zstd frames: Node's own libzstd, or that of a package before Node 22.15.

import { openBuiltinDecoder } from './builtin-decoder.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

export type OpenDecoder = () => Promise<ZstdDecoder>;

export async function openDecoder(): Promise<ZstdDecoder> {
  return openBuiltinDecoder() ?? (await openPackageDecoder());
}

let loading: Promise<typeof import('./package-decoder.ts')> | undefined;

/** The package is loaded when it is needed, because it is large. */
export async function openPackageDecoder(): Promise<ZstdDecoder> {
  loading ??= import('./package-decoder.ts');
  const { createPackageDecoder } = await loading;
  return createPackageDecoder();
}
