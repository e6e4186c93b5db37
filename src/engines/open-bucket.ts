// Opens a bucket as the target of a run, on Lambda or on this machine.

import { applyAwsOptions } from '../aws/environment.ts';
import { overridePrices, pricesOf } from '../aws/prices.ts';
import { type BucketSource, openBucket as openStore } from '../aws/s3-store.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLambdaEngine } from './lambda-engine.ts';
import { createLocalEngine, DOWNLOADS_IN_FLIGHT } from './local-engine.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when the bucket can't be counted. */
export async function openBucket(
  bucket: string,
  options: EngineOptions,
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
      ? createLocalEngine(workersAtATime('local', options.concurrency), DOWNLOADS_IN_FLIGHT)
      : createLambdaEngine(options);
  const prices = overridePrices(pricesOf(region), options);
  return {
    ...engine,
    request: {
      ...engine.request,
      source,
      sourceName: { bucket, prefix: options.prefix },
      prices,
    },
    store,
    async close() {
      opened.close();
      await engine.close();
    },
  };
}
