// The engine on Lambda and all its tuning: batches, cascades at a time, and workers over all of them.

import { readAccountConcurrency, readMemory } from '../aws/account-concurrency.ts';
import { connectToLambda } from '../aws/lambda-client.ts';
import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import { agentsOf } from '../aws/network-agents.ts';
import { chooseWorkers } from '../estimate/choose-workers.ts';
import { USUAL_MEMORY_MB } from '../estimate/worker-model.ts';
import type { Prices } from '../events/prices.ts';
import { deploymentOptions } from '../protocol/deployment-options.ts';
import type { RunRequest } from '../run/run.ts';
import { systemClock } from '../scatter/clock.ts';
import type { EngineOptions } from './engine-options.ts';
import { ASSUMED_WORKERS, cascadesFor, limitWorkers, type RunLimits } from './workers-limit.ts';

export interface LambdaLimits {
  readonly cascades: number;
  readonly workers: number;
  readonly batches: RunRequest['batches'];
}

/** Small slices that each thread of a worker reads at a time. Of large ones it reads fewer (`readBudgetFor`). */
const IN_FLIGHT = 40;

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
  lookAheadMs: 150,
  maxWaiting: 100_000,
};

/** `workers` is the limit for all cascades together. Those that have work share it. */
export function lambdaLimitsFor(workers: number): LambdaLimits {
  return { cascades: cascadesFor(workers), workers, batches: BATCHES };
}

/** The account, and the workers' function for two settings, are asked at the same time. */
const LOOK_UPS = 3;

/** The part of the account that a run may use, and the memory of its workers, by which it chooses their number. */
export interface FoundLimits extends RunLimits {
  /** Left out if it is not known. */
  readonly workerMemoryMb?: number | undefined;
}

/** Looked up where `--concurrency` leaves it to the program. `runs` is the number of runs that share the account. */
export async function readRunLimits(
  { concurrency, leave, name }: EngineOptions,
  runs: number,
  signal: AbortSignal,
): Promise<FoundLimits | undefined> {
  if (typeof concurrency === 'number') return undefined;
  const client = connectToLambda(LOOK_UPS, agentsOf(process.env));
  const workerFunction = `${name}-worker`;
  try {
    const [account, workerMemoryMb] = await Promise.all([
      readAccountConcurrency(client, workerFunction, signal),
      readMemory(client, workerFunction, signal),
    ]);
    return { ...limitWorkers(account, { leave, runs }), workerMemoryMb };
  } finally {
    client.destroy();
  }
}

/** The limits of a run, and how it chooses its workers within them. */
function limitsOf(
  { concurrency, taskSize, sliceSize, words }: EngineOptions,
  found: FoundLimits | undefined,
  prices: Prices,
): LambdaLimits & Pick<RunRequest, 'chooseWorkers'> {
  if (!found) return lambdaLimitsFor(Number(concurrency));
  const { cascades, limit, workerMemoryMb = USUAL_MEMORY_MB.worker } = found;
  const plan = {
    cascades,
    batches: BATCHES,
    taskSlices: taskSize,
    ...(words !== 'article' && { sliceBytes: sliceSize }),
    memoryMb: { ...USUAL_MEMORY_MB, worker: workerMemoryMb },
    architecture: 'arm64',
    prices,
  } as const;
  return {
    cascades,
    batches: BATCHES,
    workers: Math.min(ASSUMED_WORKERS, limit.workers),
    chooseWorkers: (listed) => ({
      ...chooseWorkers(listed, { ...plan, limit: limit.workers }),
      limit,
    }),
  };
}

/** `found` is what the account allows, where the program chooses the number of workers. */
export function createLambdaEngine(
  options: EngineOptions,
  found: FoundLimits | undefined,
  prices: Prices,
) {
  const limits = limitsOf(options, found, prices);
  const invoker = createCascadeInvoker({
    functionName: `${options.name}-cascade`,
    deployment: deploymentOptions(options),
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
