// Checks that the bucket can be listed, and an object of it read, with the caller's credentials.

import { type OpenBucket, openBucket } from '../aws/s3-store.ts';
import {
  bucketElsewhere,
  bucketIsListed,
  nothingListed,
  nothingToRead,
  notNamed,
  objectIsRead,
  objectIsUnreadable,
} from '../errors/findings.ts';
import { ReadError } from '../errors/read-error.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { DoctorPorts, DoctorSettings } from './doctor-ports.ts';
import { toProblem } from './failure.ts';
import type { Found } from './finding.ts';

export async function checkBucket(
  { bucket, prefix }: DoctorSettings,
  { signal }: DoctorPorts,
): Promise<Found[]> {
  if (bucket === undefined) return [{ status: 'unknown', ...notNamed() }];
  let opened: OpenBucket;
  try {
    opened = await openBucket({ kind: 's3', bucket }, prefix, signal);
  } catch (error) {
    return [toProblem(error, `list s3://${bucket}`)];
  }
  try {
    return await look(opened, bucket, prefix, signal);
  } catch (error) {
    return [toProblem(error, `list s3://${bucket}`)];
  } finally {
    opened.close();
  }
}

async function look(
  opened: OpenBucket,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<Found[]> {
  const { store, source, region } = opened;
  const place = `s3://${bucket}/${prefix}`;
  const elsewhere: Found[] =
    source.region === undefined
      ? []
      : [{ status: 'note', ...bucketElsewhere(bucket, source.region, region) }];
  for await (const page of store.list(prefix, signal)) {
    const readable = page.find(({ sizeBytes, unread }) => sizeBytes > 0 && unread === undefined);
    if (page.length === 0) break;
    const listed: Found = { status: 'ok', ...bucketIsListed(place, page.length) };
    if (!readable) return [listed, { status: 'unknown', ...nothingToRead(place) }, ...elsewhere];
    return [listed, await readOneByte(opened, bucket, readable, signal), ...elsewhere];
  }
  return [{ status: 'note', ...nothingListed(place) }, ...elsewhere];
}

async function readOneByte(
  { store }: OpenBucket,
  bucket: string,
  object: ListedObject,
  signal: AbortSignal,
): Promise<Found> {
  const name = `s3://${bucket}/${object.key}`;
  try {
    for await (const _ of store.read(object, 0, 1, signal)) break;
    return { status: 'ok', ...objectIsRead(name) };
  } catch (error) {
    if (!(error instanceof ReadError)) return toProblem(error, `read ${name}`);
    return { status: 'problem', ...objectIsUnreadable(name, error.code, error.message) };
  }
}
