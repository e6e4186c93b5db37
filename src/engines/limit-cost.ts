// The budget of a run, from its limit, the prices and the settings of the functions.

import { maxCostTooSmall, pricesUnknown } from '../errors/cost-error.ts';
import type { FunctionSettings, Functions } from '../events/functions.ts';
import type { PricedPart } from '../events/known-cost.ts';
import { namePrices } from '../events/price-notes.ts';
import type { Prices } from '../events/prices.ts';
import type { InvocationRates } from '../protocol/invocation-rates.ts';
import { type BudgetLimits, leastBudget } from '../run/run-budget.ts';
import { formatDuration, roundDollarsUp, toPlainDollars } from '../text/format-quantity.ts';

/**
 * The initialisation of a new environment ends after so long, and is billed:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib.
 */
const MAX_INIT_MS = 10_000;

/** A read is tried so often without progress. */
const GETS_PER_SLICE = 5;

export interface CostLimit {
  readonly maxCost: number;
  readonly prices: Prices;
  readonly functions: Functions;
  /** The maximum number of slices in one worker's task. */
  readonly maxTaskSlices: number;
  /** Keys that are looked up. */
  readonly keys: number;
}

/** @throws {UserError} when a price is not known, or the limit is below what one worker may cost. */
export function limitCost(limit: CostLimit): BudgetLimits {
  const { maxCost, prices, functions, maxTaskSlices, keys } = limit;
  const { perMillionInvocations, perThousandGets, perThousandLists } = prices;
  const computing = [functions.cascade, functions.worker].map(
    ({ architecture }) => prices.perGbSecond[architecture],
  );
  const missing: PricedPart[] = [
    ...(computing.includes(undefined) ? (['compute'] as const) : []),
    ...(perMillionInvocations === undefined ? (['invocations'] as const) : []),
    ...(perThousandGets === undefined ? (['get'] as const) : []),
    ...(perThousandLists === undefined ? (['list'] as const) : []),
  ];
  if (missing.length > 0) {
    const { names, options, regions } = namePrices(prices, missing);
    throw pricesUnknown('--max-cost', names, regions, options);
  }
  const perGet = Number(perThousandGets) / 1_000;
  const rates = (settings: FunctionSettings, gets: number): InvocationRates => {
    const { memoryMb, timeoutMs, architecture } = settings;
    const perBilledMs = (Number(prices.perGbSecond[architecture]) / 1_000) * (memoryMb / 1024);
    const perInvocation = Number(perMillionInvocations) / 1_000_000;
    const worst = perInvocation + (MAX_INIT_MS + timeoutMs) * perBilledMs + gets * perGet;
    return { perInvocation, perBilledMs, perStoreRequest: perGet, worst };
  };
  const limits = {
    dollars: maxCost,
    rates: {
      cascade: rates(functions.cascade, 0),
      worker: rates(functions.worker, maxTaskSlices * GETS_PER_SLICE),
    },
    perList: Number(perThousandLists) / 1_000,
    perGet,
  };
  const least = leastBudget(limits, keys);
  if (maxCost >= least) return limits;
  const { cascade, worker } = functions;
  throw maxCostTooSmall(
    toPlainDollars(maxCost),
    roundDollarsUp(least),
    formatDuration(cascade.timeoutMs),
    formatDuration(worker.timeoutMs),
  );
}
