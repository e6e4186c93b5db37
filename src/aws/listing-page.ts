// Requests one page of a listing, with retries.

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import type { FoundObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { createSender } from './command-sender.ts';
import { describeObject, type ObjectFacts } from './describe-object.ts';
import type { WrittenEntry } from './entry-form.ts';
import { findFaultInEntry, foreignAnswer, readAnswer } from './listing-answer.ts';
import type { WrittenPage } from './listing-xml.ts';
import { createRetrier, type RetryLimits, withRetries } from './retries.ts';
import { retryabilityOf } from './retryability.ts';
import { type S3Connection, sendWithIdleTimeout } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

export type Lister = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws'>;

/** Sends commands that list one bucket. */
type SendList = (command: ListObjectsV2Command, signal: AbortSignal) => Promise<SentPage>;

interface SentPage {
  readonly written: WrittenPage;
  readonly status: number | undefined;
}

export function createListSender(client: S3Client): SendList {
  return createSender<ListObjectsV2CommandOutput, SentPage>(client, (command) => {
    const answer = readAnswer(command as ListObjectsV2Command, client);
    return (output) => ({
      written: answer.takePage() ?? toWritten(output),
      status: output.$metadata.httpStatusCode,
    });
  });
}

/** Selects a page: the first one with the prefix, or after a key, or the one that a token continues with. */
export interface PageRequest {
  readonly prefix: string;
  readonly startAfter?: string | undefined;
  readonly token?: string | undefined;
  readonly maxKeys?: number;
}

export interface ListingPage {
  readonly objects: readonly FoundObject[];
  readonly isLast: boolean;
  /** The token that requests the next page. */
  readonly nextToken: string | undefined;
}

/**
 * Requests a page of one listing. `onThrottled` is called for each attempt that the server asked to slow down.
 */
export type AskForPage = (
  page: Pick<PageRequest, 'startAfter' | 'token'>,
  signal: AbortSignal,
  onThrottled?: () => void,
) => Promise<ListingPage>;

/**
 * Requests one page, with as many retries as `limits` allow. A listing of many pages gives its own `sendList`. Throws
 * what the SDK throws.
 */
export async function requestPage(
  connection: Lister & { readonly sendList?: SendList },
  { bucket, requesterPays }: BucketAddress,
  { prefix, startAfter, token, maxKeys }: PageRequest,
  limits: RetryLimits,
  signal: AbortSignal,
  onThrottled: () => void = () => undefined,
): Promise<ListingPage> {
  const { client, sendList = createListSender(client) } = connection;
  const retrier = createRetrier(connection, limits, signal);
  const classify = (error: unknown) => {
    const retryability = retryabilityOf(describeSdkError(error));
    if (retryability.throttled) onThrottled();
    return retryability;
  };
  return await withRetries(retrier, classify, async () => {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      // The caller's permission to list may be limited to a prefix.
      Prefix: prefix,
      // XML cannot represent every character that a key may have.
      EncodingType: 'url',
      ...(token === undefined
        ? startAfter !== undefined && { StartAfter: startAfter }
        : { ContinuationToken: token }),
      ...(maxKeys !== undefined && { MaxKeys: maxKeys }),
      ...(requesterPays && { RequestPayer: 'requester' }),
      // Other servers may refuse a header that they do not know.
      ...((await connection.isAws()) && { OptionalObjectAttributes: ['RestoreStatus'] }),
    });
    const send = (abortSignal: AbortSignal) => sendList(command, abortSignal);
    const { written, status } = await sendWithIdleTimeout(connection, signal, send);
    return toPage(written, prefix, status);
  });
}

function toPage(written: WrittenPage, prefix: string, status: number | undefined): ListingPage {
  const { entries, encodingType, isTruncated, keyCount = 0, nextToken } = written;
  // An entry that is written in another way is none to the SDK, which leaves it out.
  if (keyCount > entries.length) {
    throw foreignAnswer(`a page counts ${keyCount} keys, but lists ${entries.length}`, status);
  }
  // Some servers do not encode keys although asked to. Those that do say so in the answer.
  const decode = encodingType === 'url' ? decodeKey : (key: string) => key;
  const objects = entries.map((entry) => {
    const key = decode(entry.key ?? '');
    const finding = findFaultInEntry(key, entry, prefix);
    if (finding) throw foreignAnswer(finding, status);
    const decoded = key === entry.key ? entry : { ...entry, key };
    return describeObject(decoded as ObjectFacts);
  });
  return { objects, isLast: isTruncated !== true, nextToken };
}

/** S3 encodes keys like HTML form data: a space is `+`, and a plus is `%2B`. */
function decodeKey(key: string): string {
  if (!/[%+]/.test(key)) return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    // The server claims to encode keys but does not, so this is the key itself.
    return key;
  }
}

/** The page as the SDK has read it. */
export function toWritten(output: Omit<ListObjectsV2CommandOutput, '$metadata'>): WrittenPage {
  return {
    entries: (output.Contents ?? []).map(toEntry),
    encodingType: output.EncodingType,
    keyCount: output.KeyCount,
    isTruncated: output.IsTruncated,
    nextToken: output.NextContinuationToken,
  };
}

function toEntry({
  Key,
  Size,
  ETag,
  LastModified,
  StorageClass,
  RestoreStatus,
}: S3Object): WrittenEntry {
  return {
    key: Key,
    sizeBytes: Size,
    etag: ETag,
    modifiedMs: LastModified?.getTime(),
    storageClass: StorageClass,
    isRestored:
      RestoreStatus?.IsRestoreInProgress === false && RestoreStatus.RestoreExpiryDate !== undefined,
  };
}
