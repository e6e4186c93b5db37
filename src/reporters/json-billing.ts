// The use and cost of a run, for its JSON document.

import { type Cost, computeCost, costOfHedged } from '../events/cost.ts';
import { knownCost, type PricedPart } from '../events/known-cost.ts';
import { notPriced } from '../events/price-notes.ts';
import type { Prices } from '../events/prices.ts';
import type { TierUse } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';

export interface BillingDocument {
  readonly cascade: TierBilling;
  readonly worker: TierBilling;
  /** Present where requests to S3 are billed. */
  readonly listing?: { readonly storeRequests: number; readonly getRequests?: number };
  /** Present where anything is billed; null where a price is not known. */
  readonly dollars?: Readonly<Record<'listing' | 'cascade' | 'worker' | 'all', CostDocument>>;
  /** The sum of the dollars that are known, and what is not in it. Present where anything is billed. */
  readonly known?: { readonly dollars: number; readonly missing: readonly PricedPart[] };
  /** Other things that may cost money, in words. */
  readonly notPriced?: readonly string[];
  readonly prices?: Prices;
}

type CostDocument = { readonly [Name in keyof Cost]: number | null };

/** The use of a tier. The local engine is not billed and knows only the computing time. */
interface TierBilling extends Partial<BilledUse> {
  readonly invocations: number;
  readonly computeMs: number;
}

interface BilledUse {
  readonly coldStarts: number;
  /** Invocations whose report never came. What they were billed is in none of the figures. */
  readonly unknown: number;
  readonly billedMs: number;
  readonly gbSeconds: number;
  readonly memoryMb: number;
  readonly memoryUsedMb: number;
  readonly storeRequests: number;
  readonly architecture: string | undefined;
  /** Present if workers were hedged: what of all this was for nothing, because another one was faster. */
  readonly hedged?: HedgedBilling;
}

interface HedgedBilling {
  readonly invocations: number;
  readonly unknown: number;
  readonly billedMs: number;
  readonly gbSeconds: number;
  readonly dollars: number | null;
}

export function toBilling(totals: Totals): BillingDocument {
  const { started, listed, billing } = totals;
  const onLambda = started?.engine === 'lambda';
  const cascade = toTier(billing.cascade, onLambda);
  const worker = { ...toTier(billing.worker, onLambda), ...toHedged(totals) };
  const { storeRequests, getRequests } = listed;
  const requests = storeRequests + getRequests + billing.worker.storeRequests;
  if (!onLambda && requests === 0) return { cascade, worker };

  const { listing, tiers, all } = computeCost(totals);
  const dollars = {
    listing: toCost(listing),
    cascade: toCost(tiers.cascade),
    worker: toCost(tiers.worker),
    all: toCost(all),
  };
  const prices = started?.prices;
  return {
    cascade,
    worker,
    listing: { storeRequests, ...(getRequests > 0 && { getRequests }) },
    dollars,
    known: knownCost(totals),
    notPriced: notPriced(totals),
    ...(prices && { prices }),
  };
}

function toTier(use: TierUse, onLambda: boolean): TierBilling {
  const { invocations, computeMs, storeRequests } = use;
  const common = { invocations, computeMs: Math.round(computeMs) };
  if (!onLambda) return { ...common, ...(storeRequests > 0 && { storeRequests }) };
  const { reported, coldStarts, billedMs, gbSeconds, memoryMb, memoryUsedMb, architecture } = use;
  return {
    ...common,
    unknown: invocations - reported,
    coldStarts,
    billedMs,
    gbSeconds,
    memoryMb,
    memoryUsedMb,
    storeRequests,
    architecture,
  };
}

function toHedged(totals: Totals): { readonly hedged?: HedgedBilling } {
  const { invocations, reported, billedMs, gbSeconds } = totals.billing.worker.hedged;
  if (invocations === 0) return {};
  const figures = { invocations, unknown: invocations - reported, billedMs, gbSeconds };
  return { hedged: { ...figures, dollars: costOfHedged(totals) ?? null } };
}

function toCost({ compute, invocations, storeRequests, total }: Cost): CostDocument {
  return {
    compute: compute ?? null,
    invocations: invocations ?? null,
    storeRequests: storeRequests ?? null,
    total: total ?? null,
  };
}
