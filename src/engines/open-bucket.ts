// Opens a bucket as the target of a run, on Lambda or on this machine.

import { applyAwsOptions } from '../aws/environment.ts';
import { overridePrices, pricesOf } from '../aws/prices.ts';
import { type BucketSource, openBucket as openStore } from '../aws/s3-store.ts';
import { createSelection } from '../planning/selection.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLambdaEngine } from './lambda-engine.ts';
import { createLocalEngine, DOWNLOADS_IN_FLIGHT } from './local-engine.ts';
import { nameSelection } from './name-selection.ts';
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
  const selection = createSelection(options.prefixes);
  const opened = await openStore(wanted, selection.prefixes[0] ?? '', signal);
  const { source, store, region } = opened;
  const engine =
    options.engine === 'local'
      ? createLocalEngine(workersAtATime('local', options.concurrency), DOWNLOADS_IN_FLIGHT)
      : createLambdaEngine(options);
  const prices = overridePrices(pricesOf(region, source.region), options);
  return {
    ...engine,
    request: {
      ...engine.request,
      source,
      sourceName: { bucket, ...nameSelection(selection) },
      selection,
      prices,
    },
    store,
    async close() {
      opened.close();
      await engine.close();
    },
  };
}
