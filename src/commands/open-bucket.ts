// A bucket as the target of a run, counted by Lambda or by this machine.

import { availableParallelism } from 'node:os';
import { applyAwsOptions } from '../aws/environment.ts';
import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import { overridePrices, pricesOf } from '../aws/prices.ts';
import { type BucketSource, openBucket as openStore } from '../aws/s3-store.ts';
import { systemClock } from '../scatter/clock.ts';
import type { CountingOptions } from './counting-options.ts';
import { createLocalEngine, type RunTarget } from './run-target.ts';
import { shareOut } from './share-out.ts';

/** Objects that a thread reads at a time: downloads wait more than they compute. */
const LOCAL_IN_FLIGHT = 8;

/** The same for a worker function, which has a whole vCPU and 625 Mbit/s of network. */
const LAMBDA_IN_FLIGHT = 12;

/** Workers at a time over all cascades; a new account may run far fewer, which throttling shows. */
const DEFAULT_WORKERS = 100;

/** Often enough to look live, seldom enough that heartbeats cost nothing. */
const LAMBDA_REPORT_EVERY_MS = 500;

/** @throws {UserError} when the bucket can't be counted. */
export async function openBucket(
  bucket: string,
  options: CountingOptions,
  signal: AbortSignal,
): Promise<RunTarget> {
  applyAwsOptions(options, process.env);
  const wanted: BucketSource = {
    kind: 's3',
    bucket,
    ...(options.requesterPays && { requesterPays: true }),
  };
  const opened = await openStore(wanted, options.prefix, signal);
  const { source, store, region } = opened;
  const engine =
    options.engine === 'local'
      ? { ...createLocalEngine(options.concurrency ?? availableParallelism()) }
      : createLambdaEngine(options);
  const inFlight = options.engine === 'local' ? LOCAL_IN_FLIGHT : LAMBDA_IN_FLIGHT;
  const prices = overridePrices(pricesOf(region), options);
  return {
    ...engine,
    request: {
      ...engine.request,
      source,
      sourceName: { bucket, prefix: options.prefix },
      inFlight,
      prices,
    },
    store,
    async close() {
      opened.close();
      await engine.close();
    },
  };
}

function createLambdaEngine(options: CountingOptions) {
  const share = shareOut(options.concurrency ?? DEFAULT_WORKERS);
  const invoker = createCascadeInvoker({
    functionName: `${options.name}-cascade`,
    concurrency: share.cascades,
    ...(options.invoke !== 'auto' && { mode: options.invoke }),
    clock: systemClock,
  });
  return {
    request: {
      ...share,
      engine: 'lambda',
      reportEveryMs: LAMBDA_REPORT_EVERY_MS,
    },
    invokeCascade: invoker.invoke,
    close: async () => invoker.close(),
  } as const;
}
