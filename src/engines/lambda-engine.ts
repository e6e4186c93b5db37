// The engine on Lambda and all its tuning: batches, cascades at a time, and workers of each cascade.

import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import { agentsOf } from '../aws/network-agents.ts';
import type { BatchLimits } from '../planning/pack-batches.ts';
import { systemClock } from '../scatter/clock.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';

export interface LambdaLimits {
  readonly cascades: number;
  readonly workers: number;
  readonly batches: BatchLimits;
}

/** Slices that a worker reads at a time. It has a whole vCPU and 625 Mbit/s of network. */
const IN_FLIGHT = 12;

/** Short enough to look live, long enough that heartbeats cost nothing. */
const REPORT_EVERY_MS = 500;

/** A batch is one invocation. A cascade and its workers finish it in a few seconds. */
const BATCHES: BatchLimits = {
  firstObjects: 256,
  maxObjects: 10_000,
  maxBytes: 8 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** With more cascades at a time, each would have only a few workers. */
const MAX_CASCADES = 10;

/** `workers` is the limit for all cascades together. Those that have work share it. */
export function lambdaLimitsFor(workers: number): LambdaLimits {
  const cascades = Math.min(workers, MAX_CASCADES);
  return {
    cascades,
    workers,
    batches: BATCHES,
  };
}

export function createLambdaEngine(options: EngineOptions) {
  const limits = lambdaLimitsFor(workersAtATime('lambda', options.concurrency));
  const invoker = createCascadeInvoker({
    functionName: `${options.name}-cascade`,
    concurrency: limits.cascades,
    ...(options.invoke !== 'auto' && { mode: options.invoke }),
    clock: systemClock,
    agents: agentsOf(process.env),
  });
  return {
    request: {
      ...limits,
      engine: 'lambda',
      reportEveryMs: REPORT_EVERY_MS,
      inFlight: IN_FLIGHT,
      ...(options.hedge !== undefined && { hedgePercent: options.hedge }),
    },
    invokeCascade: invoker.invoke,
    close: async () => invoker.close(),
  } as const;
}
