// The requests to S3 of a run that this machine carries out: nothing else of it is billed.

import { type KnownCost, knownCost } from '../events/known-cost.ts';
import { listingInThisPart } from '../events/parts-of-run.ts';
import type { ToCount } from '../events/run-event.ts';
import { UNUSED } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import { emptyObjects } from './workload.ts';

/** One GET for each object that is to be counted and has bytes. */
export function getsOf({ objects, dividable }: ToCount): number {
  return objects - emptyObjects({ dividable });
}

/** The cost of the requests that the listing took, and of those GETs. */
export function requestCost(totals: Totals): KnownCost {
  const { listed, toCount } = totals;
  const storeRequests = toCount ? getsOf(toCount) : 0;
  return knownCost({
    ...totals,
    listed: { ...listed, ...listingInThisPart(totals) },
    billing: { cascade: UNUSED, worker: { ...UNUSED, storeRequests } },
  });
}
