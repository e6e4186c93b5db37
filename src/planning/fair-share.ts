// Decides how large a task or slice should be: small enough that all workers end at about the same time,
// and large enough to be worth an invocation.

/** The cost of work besides its bytes: the bytes of plain text that could be counted in that time. */
export interface Overheads {
  /** To open an object, or a slice of one. */
  readonly opening: number;
  /** The overhead of a task of less would be noticeable. */
  readonly minTask: number;
}

/**
 * A file is opened in some 20 µs. A task takes a few tenths of a millisecond of messages, timers and signals, which is
 * noticeable where the work takes less than 5 ms.
 */
export const THREAD_OVERHEADS: Overheads = { opening: 64 * 1024, minTask: 16 * 2 ** 20 };

/**
 * S3 takes some 50 ms to answer, which a worker waits for up to forty times at once; a task takes that once, and the
 * invocation. Both are best in the simulation (`npm run bench -- --only=makespan`).
 */
export const LAMBDA_OVERHEADS: Overheads = { opening: 512 * 1024, minTask: 32 * 2 ** 20 };

/** The CPU's part of opening an object. */
export const OPENING_COST = THREAD_OVERHEADS.opening;

/**
 * A task gets one worker's share of this part of the remaining work. So tasks become smaller towards the
 * end, and the last ones fill the gaps. Hummel, Schonberg and Flynn recommend a half ("Factoring",
 * Communications of the ACM 35, 1992). With more there are fewer tasks, of which each waits for an invocation.
 */
export const PART_OF_THE_REST = 2 / 3;

/** The overhead of a smaller slice, which needs a request to the object, would be noticeable. */
const MIN_WORTHWHILE_SLICE_BYTES = 16 * 1024 * 1024;

/** The bytes that could be counted in the time in which a slice's worker starts. Another slice must be worth that. */
const SLICE_OVERHEAD_BYTES = 8 * 1024 * 1024;

/** So many workers are invoked in that time, one after the other. */
const LAUNCHES_A_START = 64;

/** Slices can't become smaller towards the end. With eight a worker, the last takes 1/8 of the time. */
const MAX_SLICES_PER_WORKER = 8;

/** The counting cost of all slices, including their opening. */
export function totalCost(costs: readonly number[], { opening }: Overheads): number {
  return costs.reduce((sum, cost) => sum + cost + opening, 0);
}

/** The maximum counting cost of the next task if work of `leftCost` is left. */
export function taskShare(leftCost: number, workers: number, { minTask }: Overheads): number {
  return Math.max(minTask, (leftCost * PART_OF_THE_REST) / workers);
}

/**
 * The length of slices, at most `maxBytes`. Each worker gets about a whole number of slices, because
 * otherwise some workers would have one more than others at the end.
 */
export function sliceBytesFor(total: number, workers: number, maxBytes: number): number {
  const share = total / workers;
  const overhead = SLICE_OVERHEAD_BYTES * (1 + workers / LAUNCHES_A_START);
  const slices = Math.min(MAX_SLICES_PER_WORKER, Math.floor(Math.sqrt(share / overhead)));
  const bytes = Math.max(MIN_WORTHWHILE_SLICE_BYTES, share / Math.max(1, slices));
  return Math.min(maxBytes, Math.ceil(bytes));
}
