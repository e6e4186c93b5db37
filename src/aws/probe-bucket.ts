// Asks for a bucket without listing it, to learn whether it exists and in which region it is.

import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { BucketAddress } from './bucket-address.ts';
import { type Lister, requestPage } from './listing-page.ts';
import { createRetrier, PROBE_RETRIES, withRetries } from './retries.ts';
import { retryabilityOf } from './retryability.ts';
import { sendWithIdleTimeout } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

/** Codes with which the bucket says only that it may not be listed. */
const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AllAccessDisabled']);

/** Throws what the SDK throws. */
export async function probeBucket(
  connection: Lister,
  address: BucketAddress,
  signal: AbortSignal,
): Promise<void> {
  const { bucket } = address;
  const retrier = createRetrier(connection, PROBE_RETRIES, signal);
  const classify = (error: unknown) => retryabilityOf(describeSdkError(error));
  try {
    await withRetries(retrier, classify, async () => {
      const command = new HeadBucketCommand({ Bucket: bucket });
      const send = (abortSignal: AbortSignal) => connection.client.send(command, { abortSignal });
      return await sendWithIdleTimeout(connection, signal, send);
    });
  } catch (error) {
    const { status, bucketRegion } = describeSdkError(error);
    const isRedirection = status !== 403 && bucketRegion !== undefined;
    if (status === undefined || isRedirection) throw error;
    // An answer to HEAD has no body, and so no reason. That to a listing has one.
    await requestPage(connection, address, { prefix: '', maxKeys: 1 }, PROBE_RETRIES, signal).catch(
      (cause) => {
        if (!DENIED.has(describeSdkError(cause).name)) throw cause;
        // Objects may be read without permission to list them.
      },
    );
  }
}
