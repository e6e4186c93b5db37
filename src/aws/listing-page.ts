// Requests one page of a listing, with retries.

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import type { FoundObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { describeObject } from './describe-object.ts';
import { findFaultInEntry, foreignAnswer } from './listing-answer.ts';
import { createRetrier, type RetryLimits, withRetries } from './retries.ts';
import { retryabilityOf } from './retryability.ts';
import { type S3Connection, sendWithIdleTimeout } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

export type Lister = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws'>;

/** Selects a page: the first one with the prefix, or the one that a token continues with. */
export interface PageRequest {
  readonly prefix: string;
  readonly token?: string | undefined;
  readonly maxKeys?: number;
}

export interface ListingPage {
  readonly objects: readonly FoundObject[];
  readonly isLast: boolean;
  /** The token that requests the next page. */
  readonly nextToken: string | undefined;
}

/** Requests one page, with as many retries as `limits` allow. Throws what the SDK throws. */
export async function requestPage(
  connection: Lister,
  { bucket, requesterPays }: BucketAddress,
  { prefix, token, maxKeys }: PageRequest,
  limits: RetryLimits,
  signal: AbortSignal,
): Promise<ListingPage> {
  const { client } = connection;
  const retrier = createRetrier(connection, limits, signal);
  const classify = (error: unknown) => retryabilityOf(describeSdkError(error));
  return await withRetries(retrier, classify, async () => {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      // The caller's permission to list may be limited to a prefix.
      Prefix: prefix,
      // XML cannot represent every character that a key may have.
      EncodingType: 'url',
      ...(token !== undefined && { ContinuationToken: token }),
      ...(maxKeys !== undefined && { MaxKeys: maxKeys }),
      ...(requesterPays && { RequestPayer: 'requester' }),
      // Other servers may refuse a header that they do not know.
      ...((await connection.isAws()) && { OptionalObjectAttributes: ['RestoreStatus'] }),
    });
    const send = (abortSignal: AbortSignal) => client.send(command, { abortSignal });
    return toPage(await sendWithIdleTimeout(connection, signal, send), prefix);
  });
}

function toPage(answer: ListObjectsV2CommandOutput, prefix: string): ListingPage {
  const { Contents = [], EncodingType, IsTruncated, KeyCount = 0, NextContinuationToken } = answer;
  const status = answer.$metadata.httpStatusCode;
  // An entry that is written in another way is none to the SDK, which leaves it out.
  if (KeyCount > Contents.length) {
    throw foreignAnswer(`a page counts ${KeyCount} keys, but lists ${Contents.length}`, status);
  }
  // Some servers do not encode keys although asked to. Those that do say so in the answer.
  const decode = EncodingType === 'url' ? decodeKey : (key: string) => key;
  const objects = Contents.map((object) => {
    const key = decode(object.Key ?? '');
    const finding = findFaultInEntry(key, object, prefix);
    if (finding) throw foreignAnswer(finding, status);
    return toFoundObject(key, object);
  });
  return { objects, isLast: IsTruncated !== true, nextToken: NextContinuationToken };
}

/** S3 encodes keys like HTML form data: a space is `+`, and a plus is `%2B`. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    // The server claims to encode keys but does not, so this is the key itself.
    return key;
  }
}

function toFoundObject(key: string, object: S3Object): FoundObject {
  return describeObject({
    key,
    sizeBytes: object.Size as number,
    etag: object.ETag,
    modifiedMs: object.LastModified?.getTime(),
    storageClass: object.StorageClass,
    isRestored: isRestored(object),
  });
}

function isRestored({ RestoreStatus: status }: S3Object): boolean {
  return status?.IsRestoreInProgress === false && status.RestoreExpiryDate !== undefined;
}
