// Slices as the cascade owns them.

import type { Count } from '../../src/counting/count.ts';
import type { ObjectRef, Slice } from '../../src/protocol/request.ts';
import type { SliceFault, Span } from './divided-object.ts';

export interface OwnedSlice extends Slice {
  /** The index in the batch of the object it belongs to. */
  readonly object: number;
  /** The last fault that left it uncounted. */
  readonly fault?: SliceFault;
  /** What was counted of it before that fault, worth reporting only if no attempt gets further. */
  readonly partial?: Count;
  /** Its part of the object, once that is divided. */
  readonly span?: Span;
}

/** Every object as one slice: whether it can be cut shows when its first bytes are read. */
export function wholeSlices(objects: readonly ObjectRef[]): OwnedSlice[] {
  return objects.map(({ key, sizeBytes, etag }, object) => {
    const slice: OwnedSlice = { key, sizeBytes, start: 0, end: sizeBytes, object };
    if (etag !== undefined) slice.etag = etag;
    return slice;
  });
}

/** The slice as a worker is to see it. */
export function toWorkerSlice(slice: OwnedSlice): Slice {
  const { object: _, fault: __, partial: ___, span: ____, ...rest } = slice;
  return rest;
}
