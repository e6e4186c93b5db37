// Packs slices into tasks, of which each worker invocation receives one.

import { type Overheads, taskShare } from './fair-share.ts';

export interface TaskLimits {
  readonly maxSlices: number;
  /** The number of workers that run the tasks. */
  readonly workers: number;
  readonly overheads: Overheads;
}

/**
 * Packs slices into tasks, the most expensive slices first, so that no worker is left with a huge one at the
 * end. Tasks become smaller towards the end for the same reason.
 */
export function packTasks<T>(
  slices: readonly T[],
  costOf: (slice: T) => number,
  { maxSlices, workers, overheads }: TaskLimits,
): T[][] {
  const costliestFirst = slices
    .map((slice) => ({ slice, cost: costOf(slice) + overheads.opening }))
    .sort((a, b) => b.cost - a.cost);

  let leftCost = costliestFirst.reduce((sum, { cost }) => sum + cost, 0);
  const tasks: T[][] = [];
  let task: T[] = [];
  let taskCost = 0;
  for (const { slice, cost } of costliestFirst) {
    const full =
      task.length >= maxSlices || taskCost + cost > taskShare(leftCost, workers, overheads);
    if (full && task.length > 0) {
      tasks.push(task);
      leftCost -= taskCost;
      task = [];
      taskCost = 0;
    }
    task.push(slice);
    taskCost += cost;
  }
  if (task.length > 0) tasks.push(task);
  return tasks;
}
