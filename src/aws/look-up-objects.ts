// Looks up objects of a bucket by their keys: one HEAD request for each.

import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { FoundObject } from '../protocol/ports.ts';
import { acceptEncoding } from './accept-encoding.ts';
import type { BucketAddress } from './bucket-address.ts';
import { fault } from './check-answer.ts';
import { describeObject } from './describe-object.ts';
import { toReadError } from './read-fault.ts';
import { createRetrier, LISTING_RETRIES, withRetries } from './retries.ts';
import { type S3Connection, sendWithIdleTimeout } from './s3-client.ts';

type Connection = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws'>;

/** Requests at a time. */
const REQUESTS = 50;

/** A page is small, so that counting begins soon. */
const PAGE_OBJECTS = 100;

/** Yields pages of the objects with these keys, in their order. One that cannot be looked up is `failed`. */
export async function* lookUpObjects(
  connection: Connection,
  address: BucketAddress,
  keys: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly FoundObject[]> {
  const asked: Promise<FoundObject>[] = [];
  let next = 0;
  let page: FoundObject[] = [];
  const ask = () => {
    const key = keys[next];
    next += 1;
    if (key !== undefined) asked.push(lookUpObject(connection, address, key, signal));
  };
  for (let n = 0; n < REQUESTS; n += 1) ask();
  for (let first = asked.shift(); first; first = asked.shift()) {
    page.push(await first);
    if (signal.aborted) return;
    ask();
    if (page.length < PAGE_OBJECTS && asked.length > 0) continue;
    yield page;
    page = [];
  }
}

async function lookUpObject(
  connection: Connection,
  { bucket, requesterPays }: BucketAddress,
  key: string,
  signal: AbortSignal,
): Promise<FoundObject> {
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(requesterPays && { RequestPayer: 'requester' }),
  });
  // A store that decompresses objects on the way would not tell the size of what it stores.
  acceptEncoding(command, 'gzip');
  const retrier = createRetrier(connection, LISTING_RETRIES, signal);
  try {
    return await withRetries(retrier, toReadError, async () => {
      const send = (abortSignal: AbortSignal) => connection.client.send(command, { abortSignal });
      return toObject(key, await sendWithIdleTimeout(connection, signal, send));
    });
  } catch (error) {
    const { code } = toReadError(error);
    return { key, sizeBytes: 0, unread: { status: 'failed', code } };
  }
}

/** @throws {ReadError} when the answer cannot be that of an object store. */
function toObject(key: string, answer: HeadObjectCommandOutput): FoundObject {
  const { ContentLength: sizeBytes, ETag, ContentType, StorageClass, Restore } = answer;
  // A login page or proxy may answer in place of the store.
  if (ETag === undefined && /html/i.test(ContentType ?? '')) {
    throw fault('not-s3', `${ContentType}, without an entity tag`);
  }
  if (!Number.isSafeInteger(sizeBytes)) throw fault('not-s3', 'an object has no size');
  return describeObject({
    key,
    sizeBytes: sizeBytes as number,
    etag: ETag,
    modifiedMs: answer.LastModified?.getTime(),
    storageClass: StorageClass,
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_ResponseSyntax
    isRestored: /ongoing-request="false".*expiry-date/.test(Restore ?? ''),
  });
}
