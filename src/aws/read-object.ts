// Reads the bytes of an object. If a connection breaks, the read goes on over a new one.

import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { ReadError } from '../errors/read-error.ts';
import type { ObjectRef } from '../protocol/request.ts';
import type { AcceptedEncoding } from './accept-encoding.ts';
import type { BucketAddress } from './bucket-address.ts';
import { isOtherTag } from './check-answer.ts';
import { download } from './download.ts';
import { toReadError } from './read-fault.ts';
import { createRetrier, READ_RETRIES } from './retries.ts';
import { type S3Connection, sendWithIdleTimeout } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

type Reader = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws' | 'answerTimes'>;

/** @throws {ReadError} */
export async function* readObject(
  connection: Reader,
  address: BucketAddress,
  listed: ObjectRef,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const retrier = createRetrier(connection, READ_RETRIES, signal);
  let object = listed;
  let encoding: AcceptedEncoding = 'gzip';
  let position = start;
  let mismatches = 0;
  // If the listing gave no entity tag, later answers must at least have the tag of the first one.
  const onTag = (etag: string) => {
    object = { etag, ...object };
  };
  while (position < end) {
    const from = position;
    try {
      const asked = { object, start: from, end, encoding, onTag };
      for await (const chunk of download(connection, address, asked, signal)) {
        position += chunk.length;
        retrier.reset();
        yield chunk;
      }
    } catch (error) {
      let fault = toReadError(error);
      if (fault.code === 'altered') {
        // The bytes of an altered answer may be wrong, so nothing may be appended to them.
        if (position > from) throw fault;
        encoding = encoding === 'gzip' ? 'identity' : 'gzip';
      }
      if (isMismatch(fault)) {
        mismatches += 1;
        fault = await explainMismatch(connection, address, object, mismatches, signal);
      }
      if (!(await retrier.waitAfter(fault))) throw fault;
    }
  }
}

/** Whether the server says that the object's entity tag is not the one that was sent. */
function isMismatch({ code, cause }: ReadError): boolean {
  return code === 'changed' && cause !== undefined && describeSdkError(cause).status === 412;
}

/**
 * Finds out why the server reports a mismatch: a HEAD request without the tag tells the object's own. If
 * that is the tag that was sent, twice in a row, the server does not support If-Match.
 */
async function explainMismatch(
  connection: Reader,
  { bucket, requesterPays }: BucketAddress,
  { key, etag }: ObjectRef,
  mismatches: number,
  signal: AbortSignal,
): Promise<ReadError> {
  let found: string | undefined;
  try {
    const command = new HeadObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(requesterPays && { RequestPayer: 'requester' }),
    });
    const answer = await sendWithIdleTimeout(connection, signal, (abortSignal) =>
      connection.client.send(command, { abortSignal }),
    );
    found = answer.ETag;
  } catch (error) {
    return toReadError(error);
  }
  if (found === undefined || isOtherTag(etag, found)) {
    const message = `has the entity tag ${found} where ${etag} was listed`;
    return new ReadError('changed', message, { retryable: false });
  }
  const message = `refuses If-Match with ${etag}, which it says is the object's`;
  return new ReadError('if-match-unsupported', message, { retryable: mismatches < 2 });
}
