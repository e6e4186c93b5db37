// The estimate of a run by its events: what it has to count, and how it divides that.

import type { Functions } from '../events/functions.ts';
import { listingInThisPart } from '../events/parts-of-run.ts';
import type { Prices } from '../events/prices.ts';
import type { ToCount } from '../events/run-event.ts';
import type { Totals } from '../events/totals.ts';
import { type Estimate, estimateRun, type Range } from './estimate-run.ts';
import { USUAL_MEMORY_MB } from './worker-model.ts';
import type { Workload } from './workload.ts';

/** As `deploy` makes them if it is not asked for anything else. */
export const DEFAULT_FUNCTIONS: Functions = {
  cascade: { memoryMb: USUAL_MEMORY_MB.cascade, timeoutMs: 900_000, architecture: 'arm64' },
  worker: { memoryMb: USUAL_MEMORY_MB.worker, timeoutMs: 180_000, architecture: 'arm64' },
};

const DEFAULTS_ASSUMED =
  'The functions have the memory and the architecture that deploy gives them by default.';

/**
 * The estimate of what this part of the run has to count on Lambda, with the requests that its listing has taken.
 * Undefined until all is listed, and where nothing runs on Lambda.
 */
export function estimateOf(totals: Totals): Estimate | undefined {
  const { started, toCount, workersChosen } = totals;
  if (!toCount || !started?.limits || started.engine !== 'lambda') return undefined;
  const known = started.functions ?? knownByBills(totals);
  const { cascade, worker } = known ?? DEFAULT_FUNCTIONS;
  const { limits, prices } = started;
  // The listing is over, so what it took is known.
  const { storeRequests: lists, getRequests } = listingInThisPart(totals);
  const estimate = estimateRun(toWorkload(toCount), {
    ...limits,
    workers: workersChosen?.workers ?? limits.workers,
    memoryMb: { cascade: cascade.memoryMb, worker: worker.memoryMb },
    architecture: worker.architecture,
    prices,
    lists,
  });
  const { dollars, assumptions } = estimate;
  return {
    ...estimate,
    ...(dollars && { dollars: withLookUps(dollars, getRequests, prices) }),
    assumptions: known ? assumptions : [DEFAULTS_ASSUMED, ...assumptions],
  };
}

/** A setting that is not told of a function is that of the other, or the default. */
function knownByBills({ billing }: Totals): Functions | undefined {
  const { cascade, worker } = billing;
  if (worker.memoryMb === 0 || !worker.architecture) return undefined;
  const { architecture } = worker;
  const memoryMb = cascade.memoryMb || DEFAULT_FUNCTIONS.cascade.memoryMb;
  return {
    cascade: { ...DEFAULT_FUNCTIONS.cascade, memoryMb, architecture },
    worker: { ...DEFAULT_FUNCTIONS.worker, memoryMb: worker.memoryMb, architecture },
  };
}

/** Keys that are named are looked up, which costs as much as a GET. */
function withLookUps(dollars: Range, lookUps: number, prices: Prices | undefined): Range {
  const cost = (lookUps / 1_000) * (prices?.perThousandGets ?? 0);
  return {
    least: dollars.least + cost,
    likely: dollars.likely + cost,
    most: dollars.most + cost,
  };
}

function toWorkload({ type: _, formats, ...work }: ToCount): Workload {
  const byFormat = formats.map(
    ({ format, objects, sizeBytes }) => [format, { objects, sizeBytes }] as const,
  );
  return { ...work, byFormat: new Map(byFormat) };
}
