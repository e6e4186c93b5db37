// How a run on Lambda is shared out: its batches, how many cascades there are at a time, and how many
// workers each of them may have.

import type { BatchLimits } from '../planning/pack-batches.ts';

export interface Share {
  readonly cascades: number;
  readonly workers: number;
  readonly workersPerCascade: number;
  readonly minWorkers: number;
  readonly batches: BatchLimits;
}

/** A batch is an invocation: what a cascade and its workers finish in some seconds. */
const BATCHES: BatchLimits = {
  firstObjects: 256,
  maxObjects: 10_000,
  maxBytes: 8 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** More than so many cascades at a time would each have a few workers only. */
const MAX_CASCADES = 10;

/**
 * What a cascade may have at the most while others may follow. One object that takes long keeps all of
 * them, so it must not be too many.
 */
const CASCADE_SHARE = 1 / 2;

/** A bound on all workers together: as many cascades as have work for them share them. */
export function shareOut(workers: number): Share {
  const cascades = Math.min(workers, MAX_CASCADES);
  return {
    cascades,
    workers,
    workersPerCascade: Math.ceil(workers * CASCADE_SHARE),
    minWorkers: Math.floor(workers / cascades),
    batches: BATCHES,
  };
}
