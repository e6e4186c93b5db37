// The keys of a bucket as listed objects.

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import type { ListedObject } from '../run/ports.ts';
import { toUserError } from './sdk-errors.ts';

export interface BucketAddress {
  readonly bucket: string;
  readonly requesterPays?: boolean | undefined;
}

/** Classes whose objects must be restored before they can be read. */
const ARCHIVE_CLASSES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Pages of the objects whose keys start with `prefix`, in the order of S3. */
export async function* listBucket(
  client: S3Client,
  { bucket, requesterPays }: BucketAddress,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  // Servers other than AWS's may refuse what they have never heard of.
  const isAws = client.config.isCustomEndpoint !== true;
  let token: string | undefined;
  do {
    let page: ListObjectsV2CommandOutput;
    try {
      page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          // XML cannot carry every character that a key may have.
          EncodingType: 'url',
          ...(token !== undefined && { ContinuationToken: token }),
          ...(requesterPays && { RequestPayer: 'requester' }),
          ...(isAws && { OptionalObjectAttributes: ['RestoreStatus'] }),
        }),
        { abortSignal: signal },
      );
    } catch (error) {
      if (signal.aborted) return;
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
    // Not every server encodes keys when asked to; one that does says so.
    const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
    yield (page.Contents ?? []).map((object) => toListedObject(object, decode));
    const next = page.IsTruncated ? page.NextContinuationToken : undefined;
    // The same token again would lead round in a circle.
    token = next === token ? undefined : next;
  } while (token !== undefined);
}

/** S3 encodes keys as a form does: a space as `+`, and a plus as `%2B`. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    // A server that says it encodes and does not: then this is the key.
    return key;
  }
}

function toListedObject(object: S3Object, decode: (key: string) => string): ListedObject {
  const key = decode(object.Key ?? '');
  const sizeBytes = object.Size ?? 0;
  const listed = { key, sizeBytes, ...(object.ETag !== undefined && { etag: object.ETag }) };
  if (sizeBytes === 0 && key.endsWith('/')) {
    return { ...listed, unread: { status: 'skipped', code: 'folder-marker' } };
  }
  if (ARCHIVE_CLASSES.has(object.StorageClass ?? '') && !isRestored(object)) {
    return { ...listed, unread: { status: 'skipped', code: 'archived' } };
  }
  return listed;
}

function isRestored({ RestoreStatus: status }: S3Object): boolean {
  return status?.IsRestoreInProgress === false && status.RestoreExpiryDate !== undefined;
}
