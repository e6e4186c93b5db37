// How many workers a batch gets that is asked for again.

import { type Overheads, PART_OF_THE_REST } from './fair-share.ts';

export interface WorkerBounds {
  /** Workers at a time over all cascades. */
  readonly workers: number;
  /** Cascades at a time. */
  readonly cascades: number;
  /** Workers at a time of one cascade. */
  readonly maxWorkers: number;
  readonly overheads: Overheads;
}

export interface WantedWorkers {
  readonly wanted: number;
  /** The batch waits until so many are free. */
  readonly atLeast: number;
}

/** As many as what is left of it is worth. It waits for its equal part of all. */
export function workersForRetry(
  leftCost: number,
  { workers, cascades, maxWorkers, overheads }: WorkerBounds,
): WantedWorkers {
  const worthwhile = Math.ceil((leftCost * PART_OF_THE_REST) / overheads.minTask);
  const wanted = Math.max(1, Math.min(workers, maxWorkers, worthwhile));
  return { wanted, atLeast: Math.max(1, Math.floor(workers / cascades)) };
}
