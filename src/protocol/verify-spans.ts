// Which of an object's spans are true.
//
// The first unit of a span is only sought, and the match may be data that merely looks like a unit. So
// spans are believed from left to right: each must begin exactly where its left neighbour ended, and the
// first where the object does. One that does not is counted again, from the place where it should have
// begun.

import { EMPTY_COUNT, joinCounts } from '../counting/count.ts';
import { addTallies, type Tally } from '../counting/tally.ts';
import { isSamePosition, type Position } from '../formats/position.ts';
import type { CountedSpan, DividedObject, Span } from './divided-object.ts';

/**
 * Verifies closed spans from the left, as many as it can, and takes them out of the object. Gives the span
 * that must be counted again from where the object is verified up to; it is open again.
 */
export function verifySpans(object: DividedObject): Span | undefined {
  const { spans } = object;
  let verified = 0;
  let again: Span | undefined;
  for (const span of spans) {
    const { counted } = span;
    const place = object.verifiedUpTo;
    if (!counted?.isClosed) break;
    if (!isPassedOver(span, place)) {
      if (place && !isContiguous(counted, place)) {
        span.counted = countAgainFrom(place);
        again = span;
        break;
      }
      take(object, counted);
    }
    verified += 1;
  }
  spans.splice(0, verified);
  return again;
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
function isPassedOver(span: Span, place: Position | undefined): boolean {
  return place ? place.at >= span.end && span.end > span.start : span.seek !== undefined;
}

function isContiguous({ firstUnit }: CountedSpan, place: Position): boolean {
  return typeof firstUnit === 'object' && isSamePosition(firstUnit, place);
}

function countAgainFrom(place: Position): CountedSpan {
  return { firstUnit: place, next: place, count: EMPTY_COUNT, pieces: 0, isClosed: false };
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
