// One page of a listing, asked for until it comes as it must be.

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import type { ListedObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { findFaultInEntry, foreignAnswer } from './listing-answer.ts';
import { outlookOf } from './outlook.ts';
import { createPatience, type PatienceLimits, tryPatiently } from './patience.ts';
import { type S3Connection, sendHeard } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

/** Classes whose objects must be restored before they can be read. */
const ARCHIVE_CLASSES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export type Lister = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws'>;

/** What a page is asked for by. */
export interface PageRequest {
  readonly prefix: string;
  readonly token?: string | undefined;
  readonly maxKeys?: number;
}

export interface ListingPage {
  readonly objects: readonly ListedObject[];
  readonly isLast: boolean;
  /** What the next page is asked for by. */
  readonly nextToken: string | undefined;
}

/** One page, tried for as long as `limits` allow. Throws what the SDK throws. */
export async function requestPage(
  connection: Lister,
  { bucket, requesterPays }: BucketAddress,
  { prefix, token, maxKeys }: PageRequest,
  limits: PatienceLimits,
  signal: AbortSignal,
): Promise<ListingPage> {
  const { client } = connection;
  const patience = createPatience(connection, limits, signal);
  const outlook = (error: unknown) => outlookOf(describeSdkError(error));
  return await tryPatiently(patience, outlook, async () => {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      // The permission to list may be bound to a prefix.
      Prefix: prefix,
      // XML cannot carry every character that a key may have.
      EncodingType: 'url',
      ...(token !== undefined && { ContinuationToken: token }),
      ...(maxKeys !== undefined && { MaxKeys: maxKeys }),
      ...(requesterPays && { RequestPayer: 'requester' }),
      // Servers other than AWS's may refuse what they have never heard of.
      ...((await connection.isAws()) && { OptionalObjectAttributes: ['RestoreStatus'] }),
    });
    const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal });
    return toPage(await sendHeard(connection, signal, send), prefix);
  });
}

function toPage(answer: ListObjectsV2CommandOutput, prefix: string): ListingPage {
  const { Contents = [], EncodingType, IsTruncated, NextContinuationToken } = answer;
  // Not every server encodes keys when asked to; one that does says so.
  const decode = EncodingType === 'url' ? decodeKey : (key: string) => key;
  const objects = Contents.map((object) => {
    const key = decode(object.Key ?? '');
    const finding = findFaultInEntry(key, object, prefix);
    if (finding) throw foreignAnswer(finding, answer.$metadata.httpStatusCode);
    return toListedObject(key, object);
  });
  return { objects, isLast: IsTruncated !== true, nextToken: NextContinuationToken };
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

function toListedObject(key: string, object: S3Object): ListedObject {
  const sizeBytes = object.Size as number;
  const listed = { key, sizeBytes, ...(object.ETag && { etag: object.ETag }) };
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
