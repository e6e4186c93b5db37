// How a run on Lambda is shared out: its batches, how many cascades there are at a time, and how many
// workers each of them has.

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

/** A bound on all workers together, as cascades with an equal number of workers each. */
export function shareOut(workers: number): Share {
  // With fewer cascades small runs could not use all workers; with more each has too few.
  const cascades = Math.max(1, Math.round(Math.sqrt(workers) / 2));
  const workersPerCascade = Math.floor(workers / cascades);
  return { cascades, workers, workersPerCascade, batches: BATCHES };
}
