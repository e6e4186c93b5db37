// A divided object as data, for the cascade that is to go on with it.

import { isDeepStrictEqual } from 'node:util';
import type { DividedState, SpanState } from '../../protocol/divided-state.ts';
import { createSpan, type DividedObject, type Span } from './divided-object.ts';

/** Spans that are verified are left out: their sum says all that is still to be known of them. */
export function toState(object: DividedObject): DividedState {
  const { spans, verified, ...about } = object;
  return { ...about, spans: spans.slice(verified).map(toSpanState) };
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
