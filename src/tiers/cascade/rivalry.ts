// A slice that two workers count at the same time.
//
// Each has a span of its own for it, which goes on from what was counted before. The object has the span of the
// one that has come further. So what they count is never added up, and either can be gone on with.

import { formatNamed } from '../../formats/recognise.ts';
import type { DividedObject, Span } from '../../protocol/divided-object.ts';
import { type OwnedSlice, type Rivalry, sliceOfSpan } from './owned-slice.ts';

/** The slice for two workers: as the first is to have it from now on, and as the second begins with it. */
export function shareSlice(slice: OwnedSlice): {
  readonly own: OwnedSlice;
  readonly copy: OwnedSlice;
} {
  const { span, fault: _, partial: __, ...rest } = slice;
  const rivalry: Rivalry = { contenders: 2, isOver: false, ...(span && { leader: span }) };
  return {
    own: { ...slice, rivalry },
    copy: { ...rest, rivalry, ...(span && { span: structuredClone(span) }) },
  };
}

/** Whether others count the slice's object from its middle on, and wait to know what comes before that. */
export function isAwaited(slice: OwnedSlice, object: DividedObject | undefined): boolean {
  if (!slice.span || !object) return false;
  const { mayBeConditional } = formatNamed(object.format);
  return object.spans.some(({ seek }) => seek !== undefined && mayBeConditional?.(seek));
}

/** Whether the span has come further than the one that the object has of a slice that two count. */
export function isAhead({ rivalry }: OwnedSlice, { counted }: Span): boolean {
  return (
    rivalry !== undefined && (counted?.next.at ?? -1) > (rivalry.leader?.counted?.next.at ?? -1)
  );
}

/** Lets the object have this span of a slice. */
export function lead({ rivalry }: OwnedSlice, span: Span, object: DividedObject | undefined): void {
  if (!rivalry || !object || rivalry.leader === span) return;
  if (rivalry.leader) object.spans.splice(object.spans.indexOf(rivalry.leader), 1, span);
  rivalry.leader = span;
}

/** Leaves a slice that one of two cannot count to the other, if that one is still at it. */
export function leaveToRival({ rivalry }: OwnedSlice): boolean {
  if (!rivalry || rivalry.contenders < 2) return false;
  rivalry.contenders -= 1;
  return true;
}

/** Nothing of the slice is taken any more. */
export function settle({ rivalry }: OwnedSlice): void {
  if (rivalry) rivalry.isOver = true;
}

/**
 * The slice for another attempt, as the one that came further has left it. Of the two attempts at it nothing is
 * taken any more.
 */
export function endRivalry(slice: OwnedSlice, object: DividedObject | undefined): OwnedSlice {
  settle(slice);
  const { rivalry, ...rest } = slice;
  const leader = rivalry?.leader;
  if (!leader || !object || leader === rest.span) return rest;
  const { fault } = rest;
  return { ...sliceOfSpan(slice, slice.object, leader, object.format), ...(fault && { fault }) };
}
