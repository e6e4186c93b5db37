// The bucket of a simulation: its objects as they were listed, and what becomes of them.

import type { Faults } from './faults.ts';
import type { Plan, PlannedObject } from './plan.ts';

export interface BucketObject extends PlannedObject {
  /** Left out by a server that tells none. */
  readonly etag: string | undefined;
  /** When it is gone, is another one, and can't be read: never, if infinite. */
  readonly vanishesAtMs: number;
  readonly changesAtMs: number;
  readonly isDenied: boolean;
  /** Whether the server says of any tag that it does not match. */
  readonly refusesIfMatch: boolean;
  /** Whether it is unpacked for clients that do not accept it packed. */
  readonly isUnpacked: boolean;
}

/** By key, in the order of S3: that of the keys' UTF-8 bytes. */
export function createBucket({ objects }: Plan, faults: Faults): Map<string, BucketObject> {
  const [unpacks, knowsNoIfMatch, tellsNoTags] = (
    ['store-unpacks', 'store-knows-no-if-match', 'store-tells-no-tags'] as const
  ).map((kind) => faults.strike(kind, 'bucket') !== undefined);
  const bucket = objects.map((object): BucketObject => {
    const { key, sample } = object;
    const when = (kind: 'object-vanishes' | 'object-changes') =>
      faults.strike(kind, key)?.magnitude(1, 10_000) ?? Number.POSITIVE_INFINITY;
    return {
      ...object,
      etag: tellsNoTags ? undefined : `"${sample.encoded.length}-${key.length}"`,
      refusesIfMatch: knowsNoIfMatch === true,
      isUnpacked: unpacks === true && sample.format === 'gzip' && !sample.code,
      vanishesAtMs: when('object-vanishes'),
      changesAtMs: when('object-changes'),
      isDenied: faults.strike('object-denied', key) !== undefined,
    };
  });
  bucket.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return new Map(bucket.map((object) => [object.key, object]));
}
