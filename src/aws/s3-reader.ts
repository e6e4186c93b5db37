// Reads the objects of a bucket: all that a worker needs of a store. A worker's archive has no code for listing.

import type { ObjectStore } from '../protocol/ports.ts';
import type { Source } from '../protocol/request.ts';
import { readObject } from './read-object.ts';
import type { S3Connection } from './s3-client.ts';

export type BucketSource = Extract<Source, { kind: 's3' }>;

export interface S3Reader extends Pick<ObjectStore, 'read'> {
  requests(): number;
}

/** A connection can serve several buckets one after another. */
export function createS3Reader(source: BucketSource, connection: S3Connection): S3Reader {
  return {
    read: (object, start, end, signal) =>
      readObject(connection, source, object, start, end, signal),
    requests: connection.requests,
  };
}
