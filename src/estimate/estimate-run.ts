// Estimates the time and the cost of a run on Lambda from what is listed, before any of it is read.

import { knownCost, type PricedPart } from '../events/known-cost.ts';
import type { Prices } from '../events/prices.ts';
import { EVENT_SCHEMA } from '../events/run-event.ts';
import { type TierUse, UNUSED } from '../events/tier-use.ts';
import { NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Architecture } from '../protocol/architecture.ts';
import type { Tier } from '../protocol/frame.ts';
import { VCPU_MB } from '../protocol/worker-threads.ts';
import {
  type InvocationLimits,
  type PlannedInvocations,
  planInvocations,
} from './plan-invocations.ts';
import {
  LAMBDA_WORKER,
  launchMs,
  type Work,
  type WorkerModel,
  withMemory,
  workerMs,
} from './worker-model.ts';
import type { Workload } from './workload.ts';

/** How a run is carried out. */
export interface RunPlan extends InvocationLimits {
  readonly memoryMb: Readonly<Record<Tier, number>>;
  readonly architecture: Architecture;
  /** LIST requests at a time; those of a usual run if left out. */
  readonly listLanes?: number;
  /** Left out, there are no dollars. */
  readonly prices?: Prices | undefined;
}

/** An estimate between the best and the worst that is usual. */
export interface Range {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

export interface Estimate {
  readonly elapsedMs: Range;
  readonly invocations: Readonly<Record<Tier, number>>;
  readonly billedMs: Readonly<Record<Tier, Range>>;
  readonly storeRequests: { readonly lists: number; readonly gets: number };
  /** As far as prices are known; what has no known price is in `unpriced`. Left out if none of them is. */
  readonly dollars?: Range;
  readonly unpriced: readonly PricedPart[];
  /** The assumptions of the estimate, in whole sentences. */
  readonly assumptions: readonly string[];
}

/**
 * One request of a listing: 100 million keys took 8,214 s one page after the other
 * (https://github.com/aws-samples/s3-fast-list).
 */
const PAGE_MS = 82;

/** A longer listing is made in ranges of keys, usually at most so many at the same time. */
const SHORT_LISTS = 10;
const USUAL_LANES = 16;

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#scaling-rate */
const NEW_ENVIRONMENTS_PER_MS = 1_000 / 10_000;

/** Circumstances that are not known beforehand. */
interface Circumstances {
  /** How much longer the last worker takes than the average one. */
  readonly imbalance: number;
  /** How much longer decoding takes than the counting costs say. */
  readonly decoding: number;
  readonly requestMs: number;
  readonly isCold: boolean;
  readonly hasBurst: boolean;
}

const BEST: Circumstances = {
  imbalance: 1,
  decoding: 0.7,
  requestMs: 20,
  isCold: false,
  hasBurst: true,
};

const USUAL: Circumstances = {
  imbalance: 1.1,
  decoding: 1,
  requestMs: LAMBDA_WORKER.requestMs,
  isCold: true,
  hasBurst: true,
};

const WORST: Circumstances = {
  imbalance: 1.3,
  decoding: 2,
  requestMs: 200,
  isCold: true,
  hasBurst: false,
};

const ASSUMPTIONS: readonly string[] = [
  'Objects have the formats that their names tell, and are plain text otherwise.',
  'The likely and the highest figures are for functions that start cold, the lowest for warm ones.',
  'A worker reads its first 300 MB at 1.2 GB/s and the rest at 80 MB/s; for the highest figures, all at 80 MB/s.',
  'Decoding takes 0.7 to 2 times as long as usual, by how far objects are compressed and divided.',
  'Nothing fails, and Lambda does not throttle.',
];

/** The estimate of a run on Lambda with at most so many workers as the plan has. */
export function estimateRun(
  workload: Workload,
  plan: RunPlan,
  model: WorkerModel = LAMBDA_WORKER,
): Estimate {
  const planned = planInvocations(workload, plan);
  const { lists, batches, gets, tasks } = planned;
  const figuresOf = (circumstances: Circumstances) =>
    carryOut(workload, plan, planned, circumstances, model);
  const [least, likely, most] = [figuresOf(BEST), figuresOf(USUAL), figuresOf(WORST)];
  const rangeOf = (read: (figures: Figures) => number): Range => ({
    least: read(least),
    likely: read(likely),
    most: read(most),
  });
  const costOf = ({ billedMs }: Figures) => knownCost(toTotals(plan, planned, billedMs));
  const unpriced = plan.prices ? costOf(likely).missing : [];
  const dollars = rangeOf((figures) => costOf(figures).dollars);
  const isPriced = plan.prices && (unpriced.length === 0 || dollars.most > 0);
  return {
    elapsedMs: rangeOf(({ elapsedMs }) => elapsedMs),
    invocations: { cascade: batches, worker: tasks },
    billedMs: {
      cascade: rangeOf(({ billedMs }) => billedMs.cascade),
      worker: rangeOf(({ billedMs }) => billedMs.worker),
    },
    storeRequests: { lists, gets },
    ...(isPriced && { dollars }),
    unpriced,
    assumptions: ASSUMPTIONS,
  };
}

interface Figures {
  readonly elapsedMs: number;
  readonly billedMs: Readonly<Record<Tier, number>>;
}

function carryOut(
  workload: Workload,
  plan: RunPlan,
  { lists, batches, slices, tasks, conditionalCost }: PlannedInvocations,
  { imbalance, decoding, requestMs, isCold, hasBurst }: Circumstances,
  usual: WorkerModel,
): Figures {
  const inOrder = Math.min(lists, SHORT_LISTS);
  const listingMs = PAGE_MS * (inOrder + (lists - inOrder) / (plan.listLanes ?? USUAL_LANES));
  if (tasks === 0) return { elapsedMs: listingMs, billedMs: { cascade: 0, worker: 0 } };
  const { invocationMs, coldStartMs } = usual;
  const circumstances = { requestMs, burstBytes: hasBurst ? usual.burstBytes : 0 };
  const memoryMb = plan.memoryMb.worker;
  const model: WorkerModel = { ...withMemory(usual, memoryMb), ...circumstances };
  /** One thread counts an object that is not divided. */
  const ofThread: WorkerModel = {
    ...withMemory(usual, Math.min(memoryMb, VCPU_MB)),
    ...circumstances,
  };
  const workers = Math.min(plan.workers, tasks);
  const cascades = Math.min(plan.cascades, batches);
  /** A part of the workload in these circumstances. */
  const partOf = ({ objects, sizeBytes, cost }: Work, parts: number): Work => ({
    objects: objects / parts,
    sizeBytes: sizeBytes / parts,
    // Bytes that cost no more than plain text are not decoded.
    cost: (sizeBytes + (cost - sizeBytes) * decoding) / parts,
  });
  const { largest, largestUndivided } = workload;
  const cost = workload.cost + conditionalCost;
  const inSlices = { objects: slices, sizeBytes: workload.sizeBytes, cost };
  const startMs = isCold ? coldStartMs : 0;
  const workMs = workerMs(partOf(inSlices, workers), model) + (tasks / workers) * invocationMs;
  const undivided = plan.sliceBytes === undefined ? largest : largestUndivided;
  const longestMs = Math.max(
    workMs * imbalance,
    workerMs(partOf(undivided, 1), ofThread) + invocationMs,
  );

  const launchingMs = (workers / cascades) * launchMs(plan.memoryMb.cascade);
  const scalingMs = Math.max(0, workers - 1_000) / NEW_ENVIRONMENTS_PER_MS;
  // While further environments come, the first ones are at work.
  const countingMs = invocationMs + startMs + launchingMs + scalingMs / 2 + longestMs;
  return {
    elapsedMs: PAGE_MS + startMs + Math.max(listingMs, countingMs),
    billedMs: {
      cascade: cascades * (startMs + countingMs) + batches * invocationMs,
      worker: workers * (startMs + workMs),
    },
  };
}

/** The totals of such a run, so that its dollars are computed as those of any run. */
function toTotals(
  { memoryMb, architecture, prices }: RunPlan,
  { lists, batches, gets, tasks }: PlannedInvocations,
  billedMs: Readonly<Record<Tier, number>>,
): Totals {
  const useOf = (tier: Tier, invocations: number, storeRequests: number): TierUse => ({
    ...UNUSED,
    ...{ invocations, storeRequests, architecture },
    billedMs: billedMs[tier],
    gbSeconds: (billedMs[tier] / 1_000) * (memoryMb[tier] / 1_024),
  });
  return {
    ...NO_TOTALS,
    started: {
      ...{ type: 'run-started', schema: EVENT_SCHEMA, engine: 'lambda', words: 'wc' },
      source: { bucket: '', prefix: '' },
      ...(prices && { prices }),
    },
    listed: { ...NO_TOTALS.listed, storeRequests: lists },
    billing: { cascade: useOf('cascade', batches, 0), worker: useOf('worker', tasks, gets) },
  };
}
