// The engine on Lambda and all its tuning: batches, cascades at a time, and workers of each cascade.

import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import { agentsOf } from '../aws/network-agents.ts';
import type { RunRequest } from '../run/run.ts';
import { systemClock } from '../scatter/clock.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';

export interface LambdaLimits {
  readonly cascades: number;
  readonly workers: number;
  readonly batches: RunRequest['batches'];
}

/** Slices that a worker reads at a time. It has a whole vCPU and 625 Mbit/s of network. */
const IN_FLIGHT = 12;

/** Short enough to look live, long enough that heartbeats cost nothing. */
const REPORT_EVERY_MS = 500;

/**
 * A batch is one request, of at most 6 MB, and a cascade needs a connection for each of its workers. A function has
 * at most 1,024 file descriptors, which connections and open files share.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const BATCHES: RunRequest['batches'] = {
  maxObjects: 10_000,
  maxNameBytes: 4 * 2 ** 20,
  maxWorkers: 900,
  lookAheadMs: 250,
  maxWaiting: 100_000,
};

const [FEWEST_CASCADES, FEWEST_WORKERS_A_CASCADE] = [10, 25];

/** `workers` is the limit for all cascades together. Those that have work share it. */
export function lambdaLimitsFor(workers: number): LambdaLimits {
  const many = Math.max(FEWEST_CASCADES, Math.ceil(workers / FEWEST_WORKERS_A_CASCADE));
  const cascades = Math.min(workers, many);
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
    },
    invokeCascade: invoker.invoke,
    close: async () => invoker.close(),
  } as const;
}
