// The dollars of a run as far as prices are known, and what is left out of them.

import { type Cost, computeCost } from './cost.ts';
import type { Totals } from './totals.ts';

/** Something that has a price of its own. */
export type PricedPart = 'compute' | 'invocations' | 'get' | 'list';

export interface KnownCost {
  readonly dollars: number;
  /** The things that were used and have no known price. */
  readonly missing: readonly PricedPart[];
}

export function knownCost(totals: Totals): KnownCost {
  const { listing, tiers } = computeCost(totals);
  const functions: readonly Cost[] = [tiers.cascade, tiers.worker];
  const parts: readonly [PricedPart, readonly (number | undefined)[]][] = [
    ['compute', functions.map(({ compute }) => compute)],
    ['invocations', functions.map(({ invocations }) => invocations)],
    ['get', functions.map(({ storeRequests }) => storeRequests)],
    ['list', [listing.storeRequests]],
  ];
  return {
    dollars: parts
      .flatMap(([, costs]) => costs)
      .reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    missing: parts.filter(([, costs]) => costs.includes(undefined)).map(([part]) => part),
  };
}
