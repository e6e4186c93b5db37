// Objects into slices: the byte ranges that one worker can count alone.

import type { ObjectRef, Slice } from '../protocol/request.ts';

/** A slice, and the index in its batch of the object it belongs to. */
export interface ObjectSlice extends Slice {
  readonly object: number;
}

/** The whole of each object as one slice. */
export function cutSlices(objects: readonly ObjectRef[]): ObjectSlice[] {
  return objects.map(({ key, sizeBytes, etag }, object) => {
    const slice: ObjectSlice = { key, sizeBytes, start: 0, end: sizeBytes, object };
    if (etag !== undefined) slice.etag = etag;
    return slice;
  });
}
