// Plans in which a batch has all workers, and others come up while it is throttled.

import type { BatchLimits } from '../../src/planning/plan-round.ts';
import type { LookAhead } from '../../src/run/plan-batches.ts';
import type { Draws } from './draws.ts';
import type { FaultRates } from './faults.ts';

interface Holding {
  readonly pageObjects: number;
  readonly workers: number;
  readonly cascades: number;
  readonly maxTaskSlices: number;
  readonly batches: BatchLimits & LookAhead;
  readonly rates: FaultRates;
}

/** The changes of a plan for so many objects; seldom any, because they need many things at a time. */
export function holdWorkers(
  { batches, rates }: Pick<Holding, 'batches' | 'rates'>,
  objects: number,
  draws: Draws,
): Holding | undefined {
  if (objects < 4 || !draws.chance(0.15)) return undefined;
  const workers = draws.whole(2, 3);
  return {
    workers,
    cascades: workers,
    // So many objects are worth all workers, as each of these has one at a time.
    pageObjects: workers,
    maxTaskSlices: 1,
    batches: { ...batches, maxObjects: 1_000, maxWorkers: 900, lookAheadMs: 0 },
    rates: {
      ...rates,
      'lambda-throttles': { rate: draws.pick([0.3, 0.6]), fromMs: 0, untilMs: 10_000 },
    },
  };
}
