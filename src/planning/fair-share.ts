// How much work one task or slice should be: small enough that the last worker is not alone at the
// end, large enough that an invocation is worth it. Work is told in bytes of plain text.

/** What opening an object costs. */
export const OPENING_COST = 64 * 1024;

/** As many rounds of tasks as pay off: one who is done early finds another task. */
const MAX_ROUNDS = 4;

/** Below this a task's own overhead would show. */
const MIN_TASK_COST = 4 * 1024 * 1024;

/** The same for a slice, which has the first bytes of an object and a request to it to wait for. */
const MIN_SLICE_COST = 16 * 1024 * 1024;

/** What a task should cost at the most where `totalCost` is shared by so many workers. */
export function fairTaskCost(totalCost: number, workers: number): number {
  return fairCost(totalCost, workers, MIN_TASK_COST);
}

/** How long slices of plain text should be, of which none may be longer than `maxBytes`. */
export function fairSliceBytes(totalCost: number, workers: number, maxBytes: number): number {
  return Math.min(maxBytes, Math.ceil(fairCost(totalCost, workers, MIN_SLICE_COST)));
}

/** How many workers can be of use. */
export function neededWorkers(totalCost: number): number {
  return Math.max(1, Math.ceil(totalCost / MIN_TASK_COST));
}

/** Whole rounds, for in a round that only some take part in the others wait. */
function fairCost(totalCost: number, workers: number, minCost: number): number {
  const rounds = Math.min(MAX_ROUNDS, Math.max(1, Math.floor(totalCost / (workers * minCost))));
  return Math.max(minCost, totalCost / (workers * rounds));
}
