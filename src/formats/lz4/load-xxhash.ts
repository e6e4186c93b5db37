// Loads xxHash, whose 32-bit variant LZ4 uses, when it is first needed.

import type { XXHashAPI } from 'xxhash-wasm';

let loading: Promise<XXHashAPI> | undefined;

export function loadXxhash(): Promise<XXHashAPI> {
  loading ??= import('xxhash-wasm').then(({ default: createXxhash }) => createXxhash());
  return loading;
}
