// Chooses how many workers a run has at a time, from what is listed so far.

import { type Estimate, estimateRun, type RunPlan } from './estimate-run.ts';
import { LAMBDA_WORKER, type WorkerModel } from './worker-model.ts';
import type { Workload } from './workload.ts';

/** Why there are not more workers. */
export type WorkersReason =
  /** More would be faster, but no more may run. */
  | 'limit'
  /** More would cost more and save little time. */
  | 'cost'
  /** More would be no faster. */
  | 'time';

export interface ChosenWorkers {
  readonly workers: number;
  readonly reason: WorkersReason;
}

/**
 * A run may have so many workers whatever its work is: names may say too little of what objects cost, and a batch gets
 * only as many as it has tasks for. If all of them start cold for nothing, that costs $0.0006.
 */
const MIN_CHOSEN_WORKERS = 100;

/** The extra cost that a faster run may have over the cheapest. */
const DEARER = 1.25;

/** A shorter time that is not worth more workers. */
const NO_FASTER = 1.02;

/** Each number that is looked at is this much more than the one before. */
const STEP = 1.15;

/**
 * The fewest workers that are about as fast as any number up to `limit` that costs at most a quarter more than the
 * cheapest. Many workers that each read less than the network's burst are both faster and cheaper than few that read
 * long, so the cheapest is seldom the one with the fewest.
 */
export function chooseWorkers(
  workload: Workload,
  { limit, ...plan }: Omit<RunPlan, 'workers'> & { readonly limit: number },
  model: WorkerModel = LAMBDA_WORKER,
): ChosenWorkers {
  const look = (workers: number): Choice => {
    const estimate = estimateRun(workload, { ...plan, workers }, model);
    return { workers, ms: estimate.elapsedMs.likely, spent: spentOn(estimate, plan) };
  };
  const choices = numbersUpTo(limit).map(look);
  const mostSpent = Math.min(...choices.map(({ spent }) => spent)) * DEARER;
  const affordable = choices.filter(({ spent }) => spent <= mostSpent);
  const fastestMs = Math.min(...affordable.map(({ ms }) => ms));
  const { workers, ms } = affordable.find((one) => one.ms <= fastestMs * NO_FASTER) as Choice;
  // Twice as many as may run say whether the limit matters.
  const faster = [...choices, look(2 * limit)].filter((one) => one.ms * NO_FASTER < ms);
  if (faster.length === 0) return { workers, reason: 'time' };
  const isLimited = faster.some((one) => one.workers > limit && one.spent <= mostSpent);
  return { workers, reason: isLimited ? 'limit' : 'cost' };
}

interface Choice {
  readonly workers: number;
  readonly ms: number;
  readonly spent: number;
}

/** Dollars, or where computing has no known price memory multiplied by time. */
function spentOn(
  { dollars, unpriced, billedMs }: Estimate,
  { memoryMb }: Omit<RunPlan, 'workers'>,
): number {
  if (dollars && !unpriced.includes('compute')) return dollars.likely;
  const { cascade, worker } = billedMs;
  return cascade.likely * memoryMb.cascade + worker.likely * memoryMb.worker;
}

function numbersUpTo(limit: number): number[] {
  const numbers: number[] = [];
  for (let at = MIN_CHOSEN_WORKERS; at < limit; at = Math.round(at * STEP)) numbers.push(at);
  return [...numbers, limit];
}
