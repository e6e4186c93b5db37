// A divided object as data, for the cascade that is to go on with it.

import { isDeepStrictEqual } from 'node:util';
import type { DividedState, SpanState } from '../../protocol/divided-state.ts';
import { createSpan, type DividedObject, type Span } from './divided-object.ts';

/**
 * A place within a unit takes many kilobytes to tell, and all that is known of the objects of a batch
 * has to fit into one request: 6 MB. So no more of one object is for such places, in characters.
 */
const MOST_PLACES_LENGTH = 2_000_000;

/**
 * Spans that are verified are left out: their sum says all that is still to be known of them. Where
 * there are too many places within units, the spans further right are given as if they were untouched.
 */
export function toState(object: DividedObject): DividedState {
  const { spans, verified, ...about } = object;
  let room = MOST_PLACES_LENGTH;
  const states = spans.slice(verified).map((span) => {
    const length = placesLength(span);
    if (length > room) return toSpanState(createSpan(span.start, span.end, span.seek));
    room -= length;
    return toSpanState(span);
  });
  return { ...about, spans: states };
}

function placesLength({ from, next }: Span): number {
  return (from?.decoderState?.length ?? 0) + (next.decoderState?.length ?? 0);
}

export function fromState({ spans, verifiedUpTo, ...about }: DividedState): DividedObject {
  return { ...about, verifiedUpTo, spans: spans.map(fromSpanState), verified: 0 };
}

function toSpanState(span: Span): SpanState {
  const { start, end, seek, ...counted } = span;
  const isUntouched = isDeepStrictEqual(span, createSpan(start, end, seek));
  return { start, end, ...(seek !== undefined && { seek }), ...(!isUntouched && { counted }) };
}

function fromSpanState({ start, end, seek, counted }: SpanState): Span {
  return { ...createSpan(start, end, seek), ...counted };
}
