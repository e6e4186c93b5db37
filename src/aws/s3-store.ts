// A bucket as an object store.

import type { ObjectStore } from '../protocol/ports.ts';
import { listBucket } from './list-bucket.ts';
import { LISTING_LANES } from './listing-lanes.ts';
import { requestPage } from './listing-page.ts';
import { lookUpObjects } from './look-up-objects.ts';
import { probeBucket } from './probe-bucket.ts';
import { PROBE_RETRIES } from './retries.ts';
import { connectToS3, type S3Connection, type S3Settings } from './s3-client.ts';
import { type BucketSource, createS3Reader } from './s3-reader.ts';
import { describeSdkError, redirectedTo, toUserError } from './sdk-errors.ts';

export interface S3Store extends ObjectStore {
  requests(): number;
  getRequests(): number;
}

/**
 * The store of a bucket. A connection can serve several buckets one after another. `lanes` is the number of
 * ranges of keys that are listed at the same time.
 */
export function createS3Store(
  source: BucketSource,
  connection: S3Connection,
  lanes = LISTING_LANES,
): S3Store {
  return {
    ...createS3Reader(source, connection),
    list: (prefix, signal) => listBucket(connection, source, prefix, signal, lanes),
    lookUp: (keys, signal) => lookUpObjects(connection, source, keys, signal),
    getRequests: connection.getRequests,
  };
}

export interface BucketSettings extends S3Settings {
  /** The maximum number of ranges of keys that are listed at the same time. */
  readonly lanes?: number | undefined;
}

export interface OpenBucket {
  readonly store: S3Store;
  /** The source for workers: it names the bucket's region if that is not the caller's. */
  readonly source: BucketSource;
  /** The caller's own region, where functions are invoked. */
  readonly region: string;
  /** Closes the connections. */
  close(): void;
}

/**
 * Lists one key of a bucket to learn that the bucket exists and may be listed, and in which region it is.
 * Without a prefix nothing is to be listed, so the bucket is asked for in another way.
 * @throws {UserError}
 */
export async function openBucket(
  wanted: BucketSource,
  prefix: string | undefined,
  signal: AbortSignal,
  { lanes, ...settings }: BucketSettings = {},
): Promise<OpenBucket> {
  const { region: wantedRegion, unsigned, addressing } = wanted;
  const common = { ...settings, unsigned, addressing };
  const connection = connectToS3({ ...common, region: wantedRegion });
  const { client } = connection;
  try {
    await probe(connection, wanted, prefix, signal);
    const region = await client.config.region();
    const store = createS3Store(wanted, connection, lanes);
    return { region, source: wanted, store, close: () => client.destroy() };
  } catch (error) {
    client.destroy();
    const bucketRegion = redirectedTo(describeSdkError(error));
    if (bucketRegion === undefined) throw toError(error, wanted);
    const region = await client.config.region();
    if (bucketRegion === region) throw toError(error, wanted);
    const source = { ...wanted, region: bucketRegion };
    const followed = connectToS3({
      ...common,
      region: bucketRegion,
      credentials: client.config.credentials,
    });
    await probe(followed, source, prefix, signal).catch((cause) => {
      followed.client.destroy();
      throw toError(cause, source);
    });
    const requests = () => connection.requests() + followed.requests();
    const getRequests = () => connection.getRequests() + followed.getRequests();
    const store = createS3Store(source, { ...followed, requests, getRequests }, lanes);
    return { region, source, store, close: () => followed.client.destroy() };
  }
}

async function probe(
  connection: S3Connection,
  source: BucketSource,
  prefix: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (prefix === undefined) return await probeBucket(connection, source, signal);
  await requestPage(connection, source, { prefix, maxKeys: 1 }, PROBE_RETRIES, signal);
}

function toError(error: unknown, { bucket }: BucketSource) {
  return toUserError(error, { action: `list s3://${bucket}`, bucket });
}
