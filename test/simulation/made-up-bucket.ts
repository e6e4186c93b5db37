// The bucket of a simulation: its objects as they were listed, and what becomes of them.

import type { Faults } from './faults.ts';
import type { Plan, PlannedObject } from './plan.ts';

export interface BucketObject extends PlannedObject {
  readonly etag: string;
  /** When it is gone, is another one, and can't be read: never, if infinite. */
  readonly vanishesAtMs: number;
  readonly changesAtMs: number;
  readonly isDenied: boolean;
}

/** By key, in the order of S3: that of the keys' UTF-8 bytes. */
export function createBucket({ objects }: Plan, faults: Faults): Map<string, BucketObject> {
  const bucket = objects.map((object): BucketObject => {
    const { key, sample } = object;
    const when = (kind: 'object-vanishes' | 'object-changes') =>
      faults.strike(kind, key)?.magnitude(1, 10_000) ?? Number.POSITIVE_INFINITY;
    return {
      ...object,
      etag: `"${sample.encoded.length}-${key.length}"`,
      vanishesAtMs: when('object-vanishes'),
      changesAtMs: when('object-changes'),
      isDenied: faults.strike('object-denied', key) !== undefined,
    };
  });
  bucket.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return new Map(bucket.map((object) => [object.key, object]));
}
