// The cost of a run, computed from its totals and a list of prices. Terminal and pages share it.

import type { Tier } from '../protocol/frame.ts';
import type { Prices } from './prices.ts';
import type { TierUse } from './tier-use.ts';
import type { Totals } from './totals.ts';

/** Dollars; a sum with an unknown part is unknown itself. */
export interface Cost {
  readonly compute: number | undefined;
  readonly invocations: number | undefined;
  readonly storeRequests: number | undefined;
  readonly total: number | undefined;
}

export interface RunCost {
  readonly listing: Cost;
  readonly tiers: Readonly<Record<Tier, Cost>>;
  readonly all: Cost;
}

/** The known cost so far. Invocations without a report are not included. */
export function computeCost({ started, listed, billing }: Totals): RunCost {
  const prices = started?.prices;
  const listing = sumOf({
    compute: 0,
    invocations: 0,
    storeRequests: sum([
      times(listed.storeRequests, prices?.perThousandLists, 1_000),
      times(listed.getRequests, prices?.perThousandGets, 1_000),
    ]),
  });
  const isBilled = started?.engine === 'lambda';
  const cascade = costOf(billing.cascade, prices, isBilled);
  const worker = costOf(billing.worker, prices, isBilled);
  return { listing, tiers: { cascade, worker }, all: addCosts([listing, cascade, worker]) };
}

/** Before this, the first cold starts weigh too much. */
const MIN_ESTIMATED_SHARE = 0.02;

/**
 * Dollars that the whole run is expected to cost, given the share of its bytes that is read; the true cost
 * once it has ended. Undefined until a worker was billed, and where a price is not known.
 */
export function estimateTotal(totals: Totals, share: number | undefined): number | undefined {
  const { listing, all } = computeCost(totals);
  if (totals.status !== undefined) return all.total;
  const running = costOfRunning(totals);
  const isKnown = share !== undefined && share >= MIN_ESTIMATED_SHARE;
  if (!isKnown || all.total === undefined || listing.total === undefined) return undefined;
  if (running === undefined) return undefined;
  return listing.total + (all.total - listing.total + running) / Math.min(1, share);
}

/** The part of the time of running workers that has passed, and their invocations. */
function costOfRunning({ started, billing, reading }: Totals): number | undefined {
  const { worker } = billing;
  if (worker.reported === 0) return undefined;
  const gbSeconds = (reading.computeMs / 1000) * (worker.memoryMb / 1024);
  const running = { ...worker, gbSeconds, invocations: reading.workers, storeRequests: 0 };
  return costOf(running, started?.prices, true).total;
}

/** Dollars for the workers that were not needed, without their requests to S3; they are part of the workers' cost. */
export function costOfHedged({ started, billing }: Totals): number | undefined {
  const { gbSeconds, invocations } = billing.worker.hedged;
  const use = { ...billing.worker, gbSeconds, invocations, storeRequests: 0 };
  return costOf(use, started?.prices, true).total;
}

/** Threads of this machine cost nothing except their requests to S3. */
function costOf(use: TierUse, prices: Prices | undefined, isBilled: boolean): Cost {
  const gbSecond = use.architecture && prices?.perGbSecond[use.architecture];
  return sumOf({
    compute: times(use.gbSeconds, gbSecond, 1),
    invocations: times(isBilled ? use.invocations : 0, prices?.perMillionInvocations, 1_000_000),
    storeRequests: times(use.storeRequests, prices?.perThousandGets, 1_000),
  });
}

/** A quantity of 0 costs 0 even if its price is unknown. */
function times(quantity: number, price: number | undefined, per: number): number | undefined {
  if (quantity === 0) return 0;
  return price === undefined ? undefined : (quantity / per) * price;
}

function addCosts(costs: readonly Cost[]): Cost {
  return sumOf({
    compute: sum(costs.map(({ compute }) => compute)),
    invocations: sum(costs.map(({ invocations }) => invocations)),
    storeRequests: sum(costs.map(({ storeRequests }) => storeRequests)),
  });
}

function sumOf(parts: Omit<Cost, 'total'>): Cost {
  return { ...parts, total: sum([parts.compute, parts.invocations, parts.storeRequests]) };
}

function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );
}
