// Which of an object's spans are true.
//
// The first unit of a span is only sought, and the match may be data that merely looks like a unit. So
// spans are believed from left to right: each must begin exactly where its left neighbour ended, and the
// first where the object does. A condition is resolved with the place where that neighbour ended. What lies
// between that place and the first unit is counted as a span of its own; and a span that begins elsewhere, or
// whose condition can't be resolved, is counted again, from the place where it should have begun.

import { EMPTY_COUNT, joinCounts } from '../counting/count.ts';
import { addTallies, type Tally } from '../counting/tally.ts';
import type { ConditionalSpan, ResolvedSpan } from '../formats/format.ts';
import { isSamePosition, type Position } from '../formats/position.ts';
import { type CountedSpan, createSpan, type DividedObject, type Span } from './divided-object.ts';

/** As `Format.resolve`. */
export type Resolve = (span: ConditionalSpan, place: Position) => ResolvedSpan | undefined;

/**
 * Verifies closed spans from the left, as many as it can, and takes them out of the object. Gives the span
 * that must be counted from where the object is verified up to, if there is one: it is open.
 */
export function verifySpans(object: DividedObject, resolve: Resolve): Span | undefined {
  const { spans } = object;
  for (let span = spans[0]; span?.counted?.isClosed; span = spans[0]) {
    const { counted } = span;
    const place = object.verifiedUpTo;
    if (!isPassedOver(span, place)) {
      const certain = place ? atPlace(counted, place, resolve) : counted;
      if (!certain) return place && countFrom(object, span, place);
      take(object, certain);
    }
    spans.shift();
  }
  return undefined;
}

/** Begins an object's first span at the place to which the object is verified, instead of seeking its unit. */
export function beginAt(span: Span, place: Position): void {
  span.counted = {
    firstUnit: place,
    next: place,
    count: EMPTY_COUNT,
    pieces: 0,
    isClosed: false,
  };
}

/** The count of a span if it begins at the place. */
function atPlace(counted: CountedSpan, place: Position, resolve: Resolve): CountedSpan | undefined {
  const { firstUnit, conditional } = counted;
  if (typeof firstUnit === 'string') return undefined;
  if (conditional === undefined) return isSamePosition(firstUnit, place) ? counted : undefined;
  const resolved = resolve({ start: firstUnit, next: counted.next, conditional }, place);
  if (!resolved) return undefined;
  return { ...counted, count: joinCounts(resolved.count, counted.count), next: resolved.next };
}

/** A count that begins behind its first unit is kept until the gap before that is counted. */
function countFrom(object: DividedObject, span: Span, place: Position): Span {
  const firstUnit = span.counted?.firstUnit;
  const hasGap = typeof firstUnit === 'object' && firstUnit.at > place.at;
  const open = hasGap ? createSpan(place.at, firstUnit.at) : span;
  if (hasGap) object.spans.unshift(open);
  beginAt(open, place);
  return open;
}

/** The count of all that is verified. */
export function verifiedTally({ tally, sinceFault }: DividedObject): Tally {
  return addTallies(tally, sinceFault);
}

/** The count of all that is certain: what is verified, and what was counted on from there. */
export function certainTally(object: DividedObject): Tally {
  const { verifiedUpTo, sinceFault, tally, spans } = object;
  const counted = spans[0]?.counted;
  if (!counted || !verifiedUpTo || !isContiguous(counted, verifiedUpTo))
    return verifiedTally(object);
  return addTallies(tally, joinCounts(sinceFault, counted.count));
}

/** How many of the object's stored bytes that covers. */
export function certainBytes(object: DividedObject): number {
  const { verifiedUpTo, spans } = object;
  const [first] = spans;
  if (!verifiedUpTo) return first?.start ?? 0;
  const { counted } = first ?? {};
  return counted && isContiguous(counted, verifiedUpTo) ? counted.next.at : verifiedUpTo.at;
}

/** Whether the neighbours on the left go beyond all of a span, or a fault hides where they ended. */
export function isPassedOver(span: Span, place: Position | undefined): boolean {
  return place ? place.at >= span.end && span.end > span.start : span.seek !== undefined;
}

function isContiguous({ firstUnit, conditional }: CountedSpan, place: Position): boolean {
  const isKnown = typeof firstUnit === 'object' && conditional === undefined;
  return isKnown && isSamePosition(firstUnit, place);
}

function take(object: DividedObject, { count, next, pieces, fault }: CountedSpan): void {
  object.sinceFault = joinCounts(object.sinceFault, count);
  object.pieces += pieces;
  object.verifiedUpTo = next;
  if (!fault) return;
  object.fault ??= fault;
  object.tally = addTallies(object.tally, object.sinceFault);
  object.sinceFault = EMPTY_COUNT;
  object.verifiedUpTo = undefined;
}
