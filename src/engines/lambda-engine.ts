// The engine on Lambda and all its tuning: batches, how many cascades there are at a time, and how many
// workers each of them may have.

import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import type { BatchLimits } from '../planning/pack-batches.ts';
import { systemClock } from '../scatter/clock.ts';
import type { EngineOptions } from './engine-options.ts';

export interface LambdaLimits {
  readonly cascades: number;
  readonly workers: number;
  readonly batches: BatchLimits;
}

/** Slices in flight within a worker function, which has a whole vCPU and 625 Mbit/s of network. */
const IN_FLIGHT = 12;

/** Workers at a time over all cascades; a new account may run far fewer, which throttling shows. */
const DEFAULT_WORKERS = 100;

/** Often enough to look live, seldom enough that heartbeats cost nothing. */
const REPORT_EVERY_MS = 500;

/** A batch is an invocation: what a cascade and its workers finish in some seconds. */
const BATCHES: BatchLimits = {
  firstObjects: 256,
  maxObjects: 10_000,
  maxBytes: 8 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** More than so many cascades at a time would each have a few workers only. */
const MAX_CASCADES = 10;

/** A bound on all workers together: as many cascades as have work for them share them. */
export function lambdaLimitsFor(workers: number): LambdaLimits {
  const cascades = Math.min(workers, MAX_CASCADES);
  return {
    cascades,
    workers,
    batches: BATCHES,
  };
}

export function createLambdaEngine(options: EngineOptions) {
  const limits = lambdaLimitsFor(options.concurrency ?? DEFAULT_WORKERS);
  const invoker = createCascadeInvoker({
    functionName: `${options.name}-cascade`,
    concurrency: limits.cascades,
    ...(options.invoke !== 'auto' && { mode: options.invoke }),
    clock: systemClock,
  });
  return {
    request: {
      ...limits,
      engine: 'lambda',
      reportEveryMs: REPORT_EVERY_MS,
      inFlight: IN_FLIGHT,
    },
    invokeCascade: invoker.invoke,
    close: async () => invoker.close(),
  } as const;
}
