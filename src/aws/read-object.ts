// The bytes of an object, read on over a new connection where one breaks.

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ReadError } from '../errors/read-error.ts';
import type { ObjectRef } from '../protocol/request.ts';
import type { BucketAddress } from './list-bucket.ts';
import { toReadError } from './read-fault.ts';
import type { S3Connection } from './s3-client.ts';

/** How often in a row a download may break without giving a single byte. */
const MAX_BARREN_ATTEMPTS = 4;

const RESUME_DELAY_MS = 100;

/** @throws {ReadError} */
export async function* readObject(
  { client, clock, random }: Pick<S3Connection, 'client' | 'clock' | 'random'>,
  address: BucketAddress,
  object: ObjectRef,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let position = start;
  let barren = 0;
  while (position < end) {
    try {
      for await (const chunk of download(client, address, object, position, end, signal)) {
        position += chunk.length;
        barren = 0;
        yield chunk;
      }
      if (position >= end) return;
      throw new ReadError('read-failed', `the download ended at byte ${position} of ${end}`, {
        retryable: true,
      });
    } catch (error) {
      const fault = toReadError(error);
      barren += 1;
      if (!fault.retryable || signal.aborted || barren >= MAX_BARREN_ATTEMPTS) throw fault;
      await clock.sleep(RESUME_DELAY_MS * barren * random(), signal);
      if (signal.aborted) throw fault;
    }
  }
}

async function* download(
  client: S3Client,
  { bucket, requesterPays }: BucketAddress,
  object: ObjectRef,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { key, sizeBytes, etag } = object;
  const isWhole = start === 0 && end === sizeBytes;
  const { Body: body, ContentLength: length } = await client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(etag !== undefined && { IfMatch: etag }),
      ...(!isWhole && { Range: `bytes=${start}-${end - 1}` }),
      ...(requesterPays && { RequestPayer: 'requester' }),
    }),
    { abortSignal: signal },
  );
  const chunks = body as (AsyncIterable<Uint8Array> & { destroy(error?: Error): void }) | undefined;
  // Without an entity tag to match, a changed object shows by its length at least.
  if (!chunks || (length !== undefined && length !== end - start)) {
    chunks?.destroy();
    const message = `has ${length} bytes where ${end - start} were listed`;
    throw new ReadError('changed', message, { retryable: false });
  }
  const abort = () => chunks.destroy(new Error('the read was aborted'));
  signal.addEventListener('abort', abort);
  try {
    yield* chunks;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
