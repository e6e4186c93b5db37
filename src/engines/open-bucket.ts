// Opens a bucket as the target of a run, on Lambda or on this machine.

import { applyAwsOptions } from '../aws/environment.ts';
import { agentsOf } from '../aws/network-agents.ts';
import { overridePrices, pricesOf } from '../aws/prices.ts';
import { readFunctions } from '../aws/read-functions.ts';
import type { BucketSource } from '../aws/s3-reader.ts';
import { openBucket as openStore, type S3Store } from '../aws/s3-store.ts';
import { maxCostOnlyOnLambda } from '../errors/cost-error.ts';
import { inventoryAlone } from '../errors/selection-error.ts';
import { noSource } from '../errors/user-error.ts';
import type { Prices } from '../events/prices.ts';
import { prefixesOfMatches } from '../planning/literal-head.ts';
import { createSelection } from '../planning/selection.ts';
import { threadsFor } from './concurrency-bound.ts';
import { includedPatterns } from './create-matcher.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLambdaEngine, readRunLimits } from './lambda-engine.ts';
import { limitCost } from './limit-cost.ts';
import { createLocalEngine, DOWNLOADS_IN_FLIGHT } from './local-engine.ts';
import { nameSelection } from './name-selection.ts';
import { readNamedKeys } from './named-keys.ts';
import { type OpenInventory, openInventory } from './open-inventory.ts';
import type { RunTarget } from './run-target.ts';

/**
 * `bucket` may be left out where an inventory names it. `runs` may be in progress at a time.
 * @throws {UserError} when the bucket can't be counted.
 */
export async function openBucket(
  bucket: string | undefined,
  options: EngineOptions,
  runs: number,
  signal: AbortSignal,
): Promise<RunTarget> {
  applyAwsOptions(options, process.env);
  const common = {
    ...(options.requesterPays && { requesterPays: true }),
    ...(!options.signRequest && { unsigned: true }),
    ...(options.addressing && { addressing: options.addressing }),
  };
  if (options.inventory === undefined) {
    if (bucket === undefined) throw noSource();
    return await openSource({ ...common, kind: 's3', bucket }, options, undefined, runs, signal);
  }
  if (options.key || options.keysFrom) throw inventoryAlone('--key and --keys-from');
  const inventory = await openInventory(options.inventory, bucket, common, signal);
  const source: BucketSource = { ...common, kind: 's3', bucket: inventory.bucket };
  try {
    return await openSource(source, options, inventory, runs, signal);
  } catch (error) {
    inventory.close();
    throw error;
  }
}

async function openSource(
  wanted: BucketSource,
  options: EngineOptions,
  inventory: OpenInventory | undefined,
  runs: number,
  signal: AbortSignal,
): Promise<RunTarget> {
  const { bucket } = wanted;
  const keys = await readNamedKeys(options, { bucket }, signal);
  const prefixes = keys ? [] : options.prefixes;
  const listed = createSelection(prefixesOfMatches(prefixes, includedPatterns(options)), keys);
  // Only what is listed is probed by listing.
  const probed = keys || inventory ? undefined : (listed.prefixes[0] ?? prefixes[0] ?? '');
  const agents = agentsOf(process.env);
  const isLocal = options.engine === 'local';
  const lanes = options.listConcurrency;
  const [opened, limits] = await Promise.all([
    openStore(wanted, probed, signal, { agents, lanes }),
    isLocal ? undefined : readRunLimits(options, runs, signal),
  ]);
  const { source, store, region } = opened;
  const prices = overridePrices(pricesOf(region, source.region), options);
  const limit = await limitOf(options, prices, listed.keys.length, signal).catch((error) => {
    opened.close();
    throw error;
  });
  const engine = isLocal
    ? createLocalEngine(threadsFor(options.concurrency), DOWNLOADS_IN_FLIGHT)
    : createLambdaEngine(options, limits, prices);
  const name = nameSelection(keys ? listed : createSelection(prefixes));
  return {
    ...engine,
    request: {
      ...engine.request,
      source,
      sourceName: {
        bucket,
        ...name,
        ...(options.inventory !== undefined && { inventory: options.inventory }),
      },
      // An inventory is read once, for all prefixes.
      selection: inventory ? { prefixes: [''], keys: [] } : listed,
      prices,
      listLanes: lanes,
      ...limit,
    },
    store: inventory ? withInventory(store, inventory, listed.prefixes) : store,
    async close() {
      inventory?.close();
      opened.close();
      await engine.close();
    },
  };
}

/** @throws {UserError} when the limit of the cost cannot be kept. */
async function limitOf(
  options: EngineOptions,
  prices: Prices,
  keys: number,
  signal: AbortSignal,
): Promise<Pick<RunTarget['request'], 'budget' | 'functions'>> {
  const { maxCost, engine, taskSize: maxTaskSlices } = options;
  if (maxCost === undefined) return {};
  if (engine !== 'lambda') throw maxCostOnlyOnLambda();
  const functions = await readFunctions(options, signal, agentsOf(process.env));
  return { functions, budget: limitCost({ maxCost, prices, functions, maxTaskSlices, keys }) };
}

/** Lists what the inventory names. Its own requests count too. */
function withInventory(
  store: S3Store,
  inventory: OpenInventory,
  prefixes: readonly string[],
): RunTarget['store'] {
  return {
    list: (_, signal) => inventory.list(prefixes, signal),
    requests: () => store.requests() + inventory.getRequests(),
    getRequests: () => store.getRequests() + inventory.getRequests(),
  };
}
