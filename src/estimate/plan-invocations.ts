// How many invocations and requests a run makes: what packing and dividing come to, without the objects themselves.

import { LAMBDA_OVERHEADS, PART_OF_THE_REST, sliceBytesFor } from '../planning/fair-share.ts';
import { type BatchLimits, WORKERS_A_CASCADE } from '../planning/plan-round.ts';
import { emptyObjects, type Workload } from './workload.ts';

/** The keys of one page of a listing: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE_KEYS = 1_000;

export interface InvocationLimits {
  /** Workers at a time, over all cascades. */
  readonly workers: number;
  /** Cascades at a time. */
  readonly cascades: number;
  readonly batches: Pick<BatchLimits, 'maxObjects'>;
  /** Slices in one task. */
  readonly taskSlices: number;
  /** As in a run's request; left out, no object is divided. */
  readonly sliceBytes?: number | undefined;
  /** LIST requests, where their number is known; left out, as many as the objects take. */
  readonly lists?: number;
}

export interface PlannedInvocations {
  readonly lists: number;
  readonly batches: number;
  /** Objects, and slices of divided objects. */
  readonly slices: number;
  /** One for each slice that is not empty. */
  readonly gets: number;
  readonly tasks: number;
  /** The extra cost of slices of which nobody knows what comes before them. */
  readonly conditionalCost: number;
}

/**
 * How much more decoding a slice of a gzip member takes without what comes before it: twice as long in all on ordinary
 * text, as docs/performance.md has it.
 */
const CONDITIONAL_EXTRA = 1;

export function planInvocations(workload: Workload, limits: InvocationLimits): PlannedInvocations {
  const { objects, cost } = workload;
  // The last request of a listing may find nothing more.
  const lists = limits.lists ?? Math.max(1, Math.ceil(objects / PAGE_KEYS));
  if (objects === 0) return { lists, batches: 0, slices: 0, gets: 0, tasks: 0, conditionalCost: 0 };
  const allCost = cost + objects * LAMBDA_OVERHEADS.opening;
  const batches = countBatches(objects, allCost, limits);
  const workersOfBatch = Math.max(1, limits.workers / Math.min(batches, limits.cascades));
  const batchCost = allCost / batches;
  const { divided, conditionalCost } = countDivisions(
    workload,
    batchCost,
    workersOfBatch,
    limits.sliceBytes,
  );
  const packed = batches * countTasks(batchCost, workersOfBatch, objects / batches);
  const whole = Math.min(objects, Math.max(batches, packed, objects / limits.taskSlices));
  return {
    lists,
    batches,
    slices: objects + divided,
    gets: objects + divided - emptyObjects(workload),
    tasks: Math.ceil(whole) + divided,
    conditionalCost,
  };
}

/** As `planRound` would with everything known: as few as can hold all, and enough for all workers with work. */
function countBatches(
  objects: number,
  cost: number,
  { workers, cascades, batches: { maxObjects } }: InvocationLimits,
): number {
  const busy = Math.min(workers, Math.ceil(cost / LAMBDA_OVERHEADS.minTask));
  const byWorkers = Math.min(cascades, Math.ceil(busy / WORKERS_A_CASCADE));
  return Math.min(objects, Math.max(byWorkers, Math.ceil(objects / maxObjects)));
}

/** Each task is a share of what is left, as `packTasks` has it, until they are as small as they get. */
function countTasks(cost: number, workers: number, objects: number): number {
  const smallest = Math.max(LAMBDA_OVERHEADS.minTask, cost / objects);
  const allSmallest = (workers * smallest) / PART_OF_THE_REST;
  if (cost <= allSmallest) return cost / smallest;
  return (workers / PART_OF_THE_REST) * (1 + Math.log(cost / allSmallest));
}

/** The slices of divided objects besides the first of each, and what they cost more. */
function countDivisions(
  { dividable }: Workload,
  batchCost: number,
  workers: number,
  sliceBytes: number | undefined,
): { divided: number; conditionalCost: number } {
  let divided = 0;
  let conditionalCost = 0;
  if (sliceBytes === undefined) return { divided, conditionalCost };
  const length = sliceBytesFor(batchCost, workers, sliceBytes);
  for (const { objects, cost, maybeConditional = 0 } of dividable) {
    const slices = objects === 0 ? 1 : Math.max(1, Math.round(cost / objects / length));
    divided += objects * (slices - 1);
    conditionalCost += (CONDITIONAL_EXTRA * maybeConditional * (slices - 1)) / slices;
  }
  return { divided, conditionalCost };
}
