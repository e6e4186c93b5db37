// How a run on Lambda is shared out: its batches, how many cascades there are at a time, and how many
// workers each of them may have.

import type { BatchLimits } from '../planning/pack-batches.ts';

export interface Share {
  readonly cascades: number;
  readonly workers: number;
  readonly workersPerCascade: number;
  readonly batches: BatchLimits;
}

/** A batch is an invocation: what a cascade and its workers finish in a minute or so. */
const BATCHES: BatchLimits = {
  firstObjects: 256,
  maxObjects: 10_000,
  maxBytes: 64 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** More than so many cascades at a time would each have a few workers only. */
const MAX_CASCADES = 10;

/** A cascade has a file descriptor for each worker, of 1,024 that Lambda gives a function. */
const MAX_WORKERS_PER_CASCADE = 900;

/** A bound on all workers together: as many cascades as have work for them share them. */
export function shareOut(workers: number): Share {
  const cascades = Math.min(workers, MAX_CASCADES);
  const workersPerCascade = Math.min(workers, MAX_WORKERS_PER_CASCADE);
  return { cascades, workers, workersPerCascade, batches: BATCHES };
}
