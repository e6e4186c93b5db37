// The requests to S3 of a run that this machine carries out: nothing else of it is billed.

import { type KnownCost, knownCost } from '../events/known-cost.ts';
import { listingInThisPart } from '../events/parts-of-run.ts';
import { UNUSED } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';

/** The cost of those that the listing took, and of one GET for each object that is to be counted. */
export function requestCost(totals: Totals): KnownCost {
  const { listed, toCount } = totals;
  return knownCost({
    ...totals,
    listed: { ...listed, ...listingInThisPart(totals) },
    billing: { cascade: UNUSED, worker: { ...UNUSED, storeRequests: toCount?.objects ?? 0 } },
  });
}
