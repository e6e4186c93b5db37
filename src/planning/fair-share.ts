// Decides how large a task or slice should be: small enough that all workers end at about the same time,
// and large enough to be worth an invocation.

/** The counting cost of opening an object: the bytes of plain text that could be counted in that time. */
export const OPENING_COST = 64 * 1024;

/**
 * A task gets one worker's share of this part of the remaining work. So tasks become smaller towards the
 * end, and the last ones fill the gaps. Hummel, Schonberg and Flynn recommend a half ("Factoring",
 * Communications of the ACM 35, 1992).
 */
export const PART_OF_THE_REST = 1 / 2;

/** The overhead of a smaller task would be noticeable. */
export const MIN_TASK_COST = 4 * 1024 * 1024;

/** The overhead of a smaller slice, which needs a request to the object, would be noticeable. */
const MIN_WORTHWHILE_SLICE_BYTES = 16 * 1024 * 1024;

/** Slices can't become smaller towards the end. With eight a worker, the last takes 1/8 of the time. */
const MAX_SLICES_PER_WORKER = 8;

/** The counting cost of all slices, including their opening. */
export function totalCost(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + cost + OPENING_COST, 0);
}

/** The maximum counting cost of the next task if work of `leftCost` is left. */
export function taskShare(leftCost: number, workers: number): number {
  return Math.max(MIN_TASK_COST, (leftCost * PART_OF_THE_REST) / workers);
}

/**
 * The length of slices, at most `maxBytes`. Each worker gets about a whole number of slices, because
 * otherwise some workers would have one more than others at the end.
 */
export function sliceBytesFor(total: number, workers: number, maxBytes: number): number {
  const share = total / workers;
  const slices = Math.min(MAX_SLICES_PER_WORKER, Math.floor(share / MIN_WORTHWHILE_SLICE_BYTES));
  const bytes = Math.max(MIN_WORTHWHILE_SLICE_BYTES, share / Math.max(1, slices));
  return Math.min(maxBytes, Math.ceil(bytes));
}
