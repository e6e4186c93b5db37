// Slices as the cascade owns them.

import type { Count } from '../../counting/count.ts';
import type { Position } from '../../formats/position.ts';
import type { SliceFault, Span } from '../../protocol/divided-object.ts';
import type { ObjectRef, Slice } from '../../protocol/request.ts';

export interface OwnedSlice extends Slice {
  /** The index in the batch of the object it belongs to. */
  readonly object: number;
  /** The last fault that left it uncounted. */
  readonly fault?: SliceFault;
  /** The count before that fault, worth reporting only if no attempt gets further. */
  readonly partial?: Count;
  /** Whether nobody has begun it, so that another one of its object may be begun in its place. */
  readonly isWaiting?: boolean;
  /** Its part of the object, once that is divided. */
  readonly span?: Span;
  /** Present if another worker counts it too, which has a span of its own for it. */
  readonly rivalry?: Rivalry;
}

/** The state that the two copies of a slice share while two workers count it. */
export interface Rivalry {
  /** The span that the object has of the slice; absent while the object is not divided. */
  leader?: Span;
  /** How many of the two may still settle the slice. */
  contenders: number;
  /** Whether the slice is settled, or is to be asked for again: neither can settle it any more. */
  isOver: boolean;
}

/** An object as one slice: whether it can be cut shows when its first bytes are read. */
export function wholeSlice(ref: ObjectRef, object: number): OwnedSlice {
  const { key, sizeBytes, etag } = ref;
  // Written out, because a spread costs several times as much.
  if (etag === undefined) return { key, sizeBytes, start: 0, end: sizeBytes, object };
  return { key, sizeBytes, start: 0, end: sizeBytes, object, etag };
}

/** The rest of a span that is to be counted: from where it has come to, if it has begun at all. */
export function sliceOfSpan(
  ref: ObjectRef,
  object: number,
  span: Span,
  format: string,
): OwnedSlice {
  const { seek, counted, start, end } = span;
  const common = { ...toSliceRef(ref), object, end, format, span };
  if (!counted || typeof counted.firstUnit === 'string') {
    return { ...common, start, ...(seek !== undefined && { seek }) };
  }
  const { at, decoderState } = counted.next;
  return { ...common, start: at, ...(decoderState !== undefined && { decoderState }) };
}

/** The rest of a slice behind the place that was reached in its span. */
export function restOfSlice(
  { fault: _, partial: __, seek: ___, decoderState: ____, ...slice }: OwnedSlice,
  span: Span,
  { next, format }: { readonly next: Position; readonly format: string },
): OwnedSlice {
  const { at: start, decoderState } = next;
  return { ...slice, start, format, span, ...(decoderState !== undefined && { decoderState }) };
}

function toSliceRef({ key, sizeBytes, etag }: ObjectRef): ObjectRef {
  return { key, sizeBytes, ...(etag !== undefined && { etag }) };
}

/** The slice as a worker is to see it. Fields are copied one by one, because there are very many slices. */
export function toWorkerSlice(owned: OwnedSlice): Slice {
  const { key, sizeBytes, start, end, etag, format, decoderState, seek } = owned;
  const slice: Slice = { key, sizeBytes, start, end };
  if (etag !== undefined) slice.etag = etag;
  if (format !== undefined) slice.format = format;
  if (decoderState !== undefined) slice.decoderState = decoderState;
  if (seek !== undefined) slice.seek = seek;
  return slice;
}

/** Whether a frame begins where the slice has come to, which a repeated one does not. */
export function continues(
  slice: OwnedSlice,
  { start }: { readonly start: Position | null },
): boolean {
  if (slice.seek === undefined)
    return start?.at === slice.start && start.decoderState === slice.decoderState;
  return start === null || (start.at >= slice.start && start.at < slice.end);
}

interface Conditional {
  readonly start: Position | null;
  readonly next: Position;
  readonly conditional?: string | undefined;
}

/** Only what was sought depends on what comes before it. */
export function mayHaveCondition(slice: OwnedSlice, { start, conditional }: Conditional): boolean {
  return conditional === undefined || (slice.seek !== undefined && start !== null);
}

/** Whether a conditional frame leaves some of the slice to be sought again. */
export function endsBefore(
  { end }: OwnedSlice,
  { start, next, conditional }: Conditional,
): boolean {
  return conditional !== undefined && start !== null && next.at > start.at && next.at < end;
}

/** Some file systems do not tell a file's size; such a file has none to be held to. */
export function coversRest(
  slice: OwnedSlice,
  { start, next }: { readonly start: Position | null; readonly next: Position },
): boolean {
  return start === null || slice.sizeBytes === 0 || next.at >= slice.end;
}

/** Whether each offset is larger than the one before. */
export function isAscending(offsets: readonly number[]): boolean {
  return offsets.every((offset, index) => index === 0 || offset > (offsets[index - 1] as number));
}
