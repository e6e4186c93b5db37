// Slices into tasks: what one worker invocation is given.

import type { Slice } from '../protocol/request.ts';

export interface TaskLimits {
  readonly maxSlices: number;
  /** How many workers share the slices. */
  readonly workers: number;
}

/** What opening an object costs, in the bytes that could be counted in the same time. */
const OPENING_COST_BYTES = 64 * 1024;

/** Enough tasks for each worker that one which is done early finds another. */
const TASKS_PER_WORKER = 4;

/** Below this a task's own overhead would show. */
const MIN_TASK_COST_BYTES = 4 * 1024 * 1024;

/** The work of a slice, in bytes. */
function costBytes(slice: Slice): number {
  return slice.end - slice.start + OPENING_COST_BYTES;
}

/**
 * Packs slices into tasks of about equal work, the largest slices first, so that no worker is left
 * with a giant at the end.
 */
export function packTasks<T extends Slice>(slices: readonly T[], limits: TaskLimits): T[][] {
  const largestFirst = [...slices].sort((a, b) => b.end - b.start - (a.end - a.start));
  const totalCost = slices.reduce((sum, slice) => sum + costBytes(slice), 0);
  const targetCost = Math.max(MIN_TASK_COST_BYTES, totalCost / (limits.workers * TASKS_PER_WORKER));

  const tasks: T[][] = [];
  let task: T[] = [];
  let taskCost = 0;
  for (const slice of largestFirst) {
    const cost = costBytes(slice);
    const full = task.length >= limits.maxSlices || taskCost + cost > targetCost;
    if (full && task.length > 0) {
      tasks.push(task);
      task = [];
      taskCost = 0;
    }
    task.push(slice);
    taskCost += cost;
  }
  if (task.length > 0) tasks.push(task);
  return tasks;
}
