// One request for a byte range of an object. It gives exactly these bytes, or a fault.

import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ReadError } from '../errors/read-error.ts';
import type { ObjectRef } from '../protocol/request.ts';
import { type AcceptedEncoding, acceptEncoding } from './accept-encoding.ts';
import type { BucketAddress } from './bucket-address.ts';
import { type AskedBytes, fault, findFault, isWeak } from './check-answer.ts';
import { ObjectBody } from './object-requests/object-body.ts';
import { toReadError } from './read-fault.ts';
import { type S3Connection, type Watched, watchConnection } from './s3-client.ts';
import { sendAgainIfLate } from './send-again-if-late.ts';

export interface Download {
  readonly object: ObjectRef;
  readonly start: number;
  readonly end: number;
  /** The encoding that the request accepts, so that the store sends the bytes as stored. */
  readonly encoding: AcceptedEncoding;
  /** Called with the answer's entity tag. */
  readonly onTag: (etag: string) => void;
}

type Body = AsyncIterable<Uint8Array> & { destroy(error?: Error): void };

/**
 * Yields the bytes as they arrive. The last chunk waits until it is certain that no more follow.
 * @throws {ReadError}
 */
export async function* download(
  connection: Watched & Pick<S3Connection, 'client' | 'answerTimes'>,
  address: BucketAddress,
  asked: Download,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const watch = await watchConnection(connection, signal);
  let body: Body | undefined;
  const abort = () => body?.destroy(new Error('the read was aborted'));
  watch.signal.addEventListener('abort', abort);
  try {
    const answer = await sendAgainIfLate(connection, watch, {
      sizeBytes: asked.end - asked.start,
      send: (abortSignal) => connection.client.send(toCommand(address, asked), { abortSignal }),
      drop: (late) => (late.Body as Body | undefined)?.destroy(),
    });
    body = answer.Body as Body | undefined;
    watch.signal.throwIfAborted();
    const wrong = findFaultIn(answer, asked);
    if (wrong) throw wrong;
    if (answer.ETag !== undefined) asked.onTag(answer.ETag);
    const isCounted = answer.ContentLength !== undefined;
    let left = asked.end - asked.start;
    let last: Uint8Array | undefined;
    for await (const chunk of chunksOf(body)) {
      watch.pause();
      if (chunk.length > left) throw fault('altered', 'gave more bytes than were asked for');
      left -= chunk.length;
      if (left === 0 && !isCounted) last ??= chunk;
      else if (chunk.length > 0) yield chunk;
      watch.resume();
    }
    if (left > 0) throw fault('read-failed', `the answer ended ${left} bytes too early`);
    if (last) yield last;
  } catch (error) {
    throw toReadError(watch.explain(error));
  } finally {
    watch.signal.removeEventListener('abort', abort);
    watch.stop();
    body?.destroy();
  }
}

function chunksOf(body: Body | undefined): AsyncIterable<Uint8Array> | [] {
  return body instanceof ObjectBody ? body.chunks() : (body ?? []);
}

function toCommand({ bucket, requesterPays }: BucketAddress, asked: Download): GetObjectCommand {
  const { key, etag } = asked.object;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    // A whole object is asked for by range too: only then does the answer say which bytes it has, and
    // how large the object is.
    Range: `bytes=${asked.start}-${asked.end - 1}`,
    // A weak tag never matches (RFC 9110, 13.1.1). The answer's own tag is checked in any case.
    ...(etag !== undefined && !isWeak(etag) && { IfMatch: etag }),
    ...(requesterPays && { RequestPayer: 'requester' }),
  });
  acceptEncoding(command, asked.encoding);
  return command;
}

function findFaultIn(answer: GetObjectCommandOutput, asked: Download): ReadError | undefined {
  const { start, end, object, encoding } = asked;
  const { sizeBytes, etag } = object;
  const bytes: AskedBytes = { start, end, sizeBytes, etag, isUnpacked: encoding === 'identity' };
  return findFault(bytes, {
    status: answer.$metadata.httpStatusCode,
    contentRange: answer.ContentRange,
    contentLength: answer.ContentLength,
    contentEncoding: answer.ContentEncoding,
    contentType: answer.ContentType,
    etag: answer.ETag,
    requestId: answer.$metadata.requestId,
  });
}
