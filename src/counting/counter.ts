// The streaming counter's interface, which the table, article and any faster counter have in common.

import type { Count } from './count.ts';

/** Counts bytes that come in chunks; where the chunks are cut changes nothing. */
export interface Counter {
  update(chunk: Uint8Array): void;
  /** The count of all that {@link Counter.update} was given. */
  count(): Count;
}
