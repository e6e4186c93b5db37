// How much work one task or slice should be: small enough that the last worker is not alone at the
// end, large enough that an invocation is worth it.

/** Enough tasks for each worker that one which is done early finds another. */
const TASKS_PER_WORKER = 4;

/** Below this a task's own overhead would show. */
const MIN_TASK_COST = 4 * 1024 * 1024;

/** The same for a slice, which has the first bytes of an object and a request to it to wait for. */
const MIN_SLICE_BYTES = 16 * 1024 * 1024;

/** What a task should cost at the most, in bytes of plain text. */
export function fairShare(costs: readonly number[], workers: number): number {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return Math.max(MIN_TASK_COST, total / (workers * TASKS_PER_WORKER));
}

/** How long slices should be of which none may be longer than `maxBytes`. */
export function sliceBytesFor(share: number, maxBytes: number): number {
  return Math.min(maxBytes, Math.ceil(Math.max(MIN_SLICE_BYTES, share)));
}
