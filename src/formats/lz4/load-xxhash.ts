// xxHash, of which LZ4 uses the 32-bit one: loaded when it is first needed.

import type { XXHashAPI } from 'xxhash-wasm';

let loading: Promise<XXHashAPI> | undefined;

export function loadXxhash(): Promise<XXHashAPI> {
  loading ??= import('xxhash-wasm').then(({ default: createXxhash }) => createXxhash());
  return loading;
}
