// The bytes of an object, read on over a new connection where one breaks.

import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { ReadError } from '../errors/read-error.ts';
import type { ObjectRef } from '../protocol/request.ts';
import type { BucketAddress } from './bucket-address.ts';
import { isOther } from './check-answer.ts';
import { type AcceptedEncoding, download } from './download.ts';
import { createPatience, READ_PATIENCE } from './patience.ts';
import { toReadError } from './read-fault.ts';
import { type S3Connection, sendHeard } from './s3-client.ts';
import { describeSdkError } from './sdk-errors.ts';

type Reader = Pick<S3Connection, 'client' | 'clock' | 'random' | 'isAws'>;

/** @throws {ReadError} */
export async function* readObject(
  connection: Reader,
  address: BucketAddress,
  listed: ObjectRef,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const patience = createPatience(connection, READ_PATIENCE, signal);
  let object = listed;
  let encoding: AcceptedEncoding = 'gzip';
  let position = start;
  let mismatches = 0;
  // Where nothing was listed to hold answers to, they are at least held to the first of them.
  const onTag = (etag: string) => {
    object = { etag, ...object };
  };
  while (position < end) {
    const from = position;
    try {
      const asked = { object, start: from, end, encoding, onTag };
      for await (const chunk of download(connection, address, asked, signal)) {
        position += chunk.length;
        patience.renew();
        yield chunk;
      }
    } catch (error) {
      let fault = toReadError(error);
      if (fault.code === 'altered') {
        // What came of such an answer is in doubt, and nothing may follow on it.
        if (position > from) throw fault;
        encoding = encoding === 'gzip' ? 'identity' : 'gzip';
      }
      if (isMismatch(fault)) {
        mismatches += 1;
        fault = await explainMismatch(connection, address, object, mismatches, signal);
      }
      if (!(await patience.waitAfter(fault))) throw fault;
    }
  }
}

/** Whether the server says that the object has another entity tag than the one that was sent. */
function isMismatch({ code, cause }: ReadError): boolean {
  return code === 'changed' && cause !== undefined && describeSdkError(cause).status === 412;
}

/**
 * What it means that a server says so: asked without the tag, it tells the one that the object has. If
 * that is the one that was sent, and is so again with the next attempt, the server does not understand.
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
    const answer = await sendHeard(connection, signal, (abortSignal) =>
      connection.client.send(command, { abortSignal }),
    );
    found = answer.ETag;
  } catch (error) {
    return toReadError(error);
  }
  if (found === undefined || isOther(etag, found)) {
    const message = `has the entity tag ${found} where ${etag} was listed`;
    return new ReadError('changed', message, { retryable: false });
  }
  const message = `refuses If-Match with ${etag}, which it says is the object's`;
  return new ReadError('if-match-unsupported', message, { retryable: mismatches < 2 });
}
