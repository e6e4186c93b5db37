// Slices as the cascade owns them.

import type { Count } from '../../counting/count.ts';
import type { ObjectRef, Slice } from '../../protocol/request.ts';
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

/** An object as one slice: whether it can be cut shows when its first bytes are read. */
export function wholeSlice(ref: ObjectRef, object: number): OwnedSlice {
  return { ...toSliceRef(ref), start: 0, end: ref.sizeBytes, object };
}

/** What is still to be counted of a span: from where it has come to, if it has begun at all. */
export function sliceOfSpan(
  ref: ObjectRef,
  object: number,
  span: Span,
  format: string,
): OwnedSlice {
  const { seek, from, next, start, end } = span;
  const common = { ...toSliceRef(ref), object, end, format, span };
  if (!from) return { ...common, start, ...(seek !== undefined && { seek }) };
  const { at, decoderState } = next;
  return { ...common, start: at, ...(decoderState !== undefined && { decoderState }) };
}

function toSliceRef({ key, sizeBytes, etag }: ObjectRef): ObjectRef {
  return { key, sizeBytes, ...(etag !== undefined && { etag }) };
}

/** The slice as a worker is to see it. */
export function toWorkerSlice(slice: OwnedSlice): Slice {
  const { object: _, fault: __, partial: ___, span: ____, ...rest } = slice;
  return rest;
}
