// What decodes zstd frames: Node's own libzstd, or where it has none yet (before 22.15) a package's.

import { openBuiltinDecoder } from './builtin-decoder.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

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
