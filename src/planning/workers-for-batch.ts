// How many workers a batch gets.

import { MIN_TASK_COST, PART_OF_THE_REST } from './fair-share.ts';

/** The bounds of a run. */
export interface WorkerBounds {
  /** Workers at a time over all cascades. */
  readonly workers: number;
  /** Cascades at a time. */
  readonly cascades: number;
}

export interface BatchWork {
  /** As `totalCost` has it. */
  readonly totalCost: number;
  /** The tasks that it makes at least. */
  readonly tasks: number;
  /** Whether no other batch follows. */
  readonly isLast: boolean;
}

export interface WantedWorkers {
  readonly wanted: number;
  /** The batch waits until so many are free. */
  readonly atLeast: number;
}

/**
 * The workers of a batch while others may follow are at most this part of all: one object that takes long
 * keeps all of them waiting.
 */
const PART_OF_ALL = 1 / 2;

/**
 * A batch gets as many workers as its work is worth, up to half of all while others may follow, and up to
 * all if it is the last. It waits for its equal part of all.
 */
export function workersForBatch(
  { totalCost, tasks, isLast }: BatchWork,
  { workers, cascades }: WorkerBounds,
): WantedWorkers {
  const atMost = isLast ? workers : Math.ceil(workers * PART_OF_ALL);
  const worthwhile = Math.ceil((totalCost * PART_OF_THE_REST) / MIN_TASK_COST);
  const wanted = Math.max(1, Math.min(atMost, Math.max(tasks, worthwhile)));
  return { wanted, atLeast: Math.max(1, Math.floor(workers / cascades)) };
}
