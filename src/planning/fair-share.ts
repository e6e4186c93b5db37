// How much work one task or slice should be: small enough that the last worker is not alone at the
// end, large enough that an invocation is worth it.

/** What opening an object costs, in the bytes of plain text that could be counted in the same time. */
export const OPENING_COST = 64 * 1024;

/**
 * A task has one worker's share of so much of what is left, so that tasks become smaller towards the
 * end and their last ones fill what gaps there are. Half of it is what Hummel, Schonberg and Flynn
 * found good ("Factoring", Communications of the ACM 35, 1992).
 */
export const PART_OF_THE_REST = 1 / 2;

/** Below this a task's own overhead would show. */
export const MIN_TASK_COST = 4 * 1024 * 1024;

/** The same for a slice, which has the first bytes of an object and a request to it to wait for. */
const MIN_SLICE_BYTES = 16 * 1024 * 1024;

/** Slices can't become smaller towards the end; with so many the last one is an eighth of all time. */
const MAX_SLICES_PER_WORKER = 8;

/** What slices cost together, in bytes of plain text, their opening included. */
export function totalCost(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + cost + OPENING_COST, 0);
}

/** What the next task should cost at the most, where `leftCost` is still to be shared out. */
export function taskShare(leftCost: number, workers: number): number {
  return Math.max(MIN_TASK_COST, (leftCost * PART_OF_THE_REST) / workers);
}

/**
 * How long slices should be of which none may be longer than `maxBytes`: so that each worker has
 * about a whole number of them, for else some would have one more than others to the end.
 */
export function sliceBytesFor(total: number, workers: number, maxBytes: number): number {
  const share = total / workers;
  const slices = Math.min(MAX_SLICES_PER_WORKER, Math.floor(share / MIN_SLICE_BYTES));
  const bytes = Math.max(MIN_SLICE_BYTES, share / Math.max(1, slices));
  return Math.min(maxBytes, Math.ceil(bytes));
}
