// The interface of all streaming counters.

import type { Count } from './count.ts';

/** Counts bytes that arrive in chunks. The borders of chunks do not affect the count. */
export interface Counter {
  update(chunk: Uint8Array): void;
  /** The count of all bytes given to {@link Counter.update}. */
  count(): Count;
}
