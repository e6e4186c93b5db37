// Opens a bucket as the target of a run, on Lambda or on this machine.

import { availableParallelism } from 'node:os';
import { applyAwsOptions } from '../aws/environment.ts';
import { agentsOf } from '../aws/network-agents.ts';
import { overridePrices, pricesOf } from '../aws/prices.ts';
import { type BucketSource, openBucket as openStore } from '../aws/s3-store.ts';
import { prefixesOfMatches } from '../planning/literal-head.ts';
import { createSelection } from '../planning/selection.ts';
import { includedPatterns } from './create-matcher.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLambdaEngine } from './lambda-engine.ts';
import { createLocalEngine, DOWNLOADS_IN_FLIGHT } from './local-engine.ts';
import { nameSelection } from './name-selection.ts';
import { readNamedKeys } from './named-keys.ts';
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
    ...(!options.signRequest && { unsigned: true }),
    ...(options.addressing && { addressing: options.addressing }),
  };
  const keys = await readNamedKeys(options, { bucket });
  const prefixes = keys ? [] : options.prefixes;
  const selection = createSelection(
    prefixesOfMatches(prefixes, includedPatterns(options)),
    keys ?? [],
  );
  const probed = keys ? undefined : (selection.prefixes[0] ?? prefixes[0] ?? '');
  const opened = await openStore(wanted, probed, signal, { agents: agentsOf(process.env) });
  const { source, store, region } = opened;
  const engine =
    options.engine === 'local'
      ? createLocalEngine(options.concurrency ?? availableParallelism(), DOWNLOADS_IN_FLIGHT)
      : createLambdaEngine(options);
  const prices = overridePrices(pricesOf(region), options);
  return {
    ...engine,
    request: {
      ...engine.request,
      source,
      sourceName: { bucket, ...nameSelection(createSelection(prefixes, keys)) },
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
