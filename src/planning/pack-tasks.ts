// Slices into tasks: what one worker invocation is given.

export interface TaskLimits {
  readonly maxSlices: number;
  /** What a task should cost at the most, in bytes of plain text. */
  readonly targetCost: number;
}

/**
 * Packs slices into tasks of about equal work, the costliest slices first, so that no worker is left
 * with a giant at the end.
 */
export function packTasks<T>(
  slices: readonly T[],
  costOf: (slice: T) => number,
  { maxSlices, targetCost }: TaskLimits,
): T[][] {
  const costliestFirst = slices
    .map((slice) => ({ slice, cost: costOf(slice) }))
    .sort((a, b) => b.cost - a.cost);

  const tasks: T[][] = [];
  let task: T[] = [];
  let taskCost = 0;
  for (const { slice, cost } of costliestFirst) {
    const full = task.length >= maxSlices || taskCost + cost > targetCost;
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
