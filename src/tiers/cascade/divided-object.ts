// An object that is counted in several slices: what is known of each, and which of it is true.
//
// Where a slice's first unit begins is only sought, and what is found may be data that looks like a
// unit. So slices are believed from left to right: each has to begin where its left neighbour has
// come to, and the first of them begins where the object does. One that does not is counted again,
// from the place where it should have begun.

import { type Count, EMPTY_COUNT, joinCounts } from '../../counting/count.ts';
import { addTallies, EMPTY_TALLY, type Tally } from '../../counting/tally.ts';
import { isSamePosition, type Position } from '../../formats/position.ts';

/** Why a slice, and so its object, is not counted whole. */
export interface SliceFault {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What was one slice in the beginning, whoever has counted it since. */
export interface Span {
  readonly start: number;
  end: number;
  /** How its first unit is sought; undefined where that begins at `start`. */
  readonly seek: string | undefined;
  /** Where its first unit begins: null if none does, undefined as long as that is not known. */
  from: Position | null | undefined;
  /** Where its counting has come to. */
  next: Position;
  count: Count;
  pieces: number;
  isClosed: boolean;
  fault?: SliceFault | undefined;
}

export interface DividedObject {
  readonly format: string;
  /** In their order, all of the object. */
  readonly spans: Span[];
  ms: number;
  remark?: string | undefined;
  /** How many of the spans are verified, from the left. */
  verified: number;
  /** Where the verified spans have come to; nothing behind a fault. */
  verifiedUpTo: Position | undefined;
  /** What lies between the last fault and the place. */
  sinceFault: Count;
  /** What lies before the last fault. */
  tally: Tally;
  pieces: number;
  fault?: SliceFault | undefined;
}

export function createSpan(start: number, end: number, seek?: string): Span {
  return {
    start,
    end,
    seek,
    from: seek === undefined ? { at: start } : undefined,
    next: { at: start },
    count: EMPTY_COUNT,
    pieces: 0,
    isClosed: false,
  };
}

export function createDividedObject(whole: Span, format: string): DividedObject {
  return {
    format,
    spans: [whole],
    ms: 0,
    verified: 0,
    verifiedUpTo: { at: whole.start },
    sinceFault: EMPTY_COUNT,
    tally: EMPTY_TALLY,
    pieces: 0,
  };
}

/**
 * Goes through closed spans from the left as far as it gets. Gives the one that must be counted
 * again, from the object's present place; it is open again.
 */
export function verify(object: DividedObject): Span | undefined {
  for (;;) {
    const span = object.spans[object.verified];
    if (!span?.isClosed) return undefined;
    if (object.verifiedUpTo && !isContiguous(span, object.verifiedUpTo)) {
      reopen(span, object.verifiedUpTo);
      return span;
    }
    object.verified += 1;
    if (isPassedOver(span, object.verifiedUpTo)) continue;
    take(object, span);
  }
}

/** Whether the neighbours on the left go beyond all of a span, or nothing is known of any. */
function isPassedOver(span: Span, place: Position | undefined): boolean {
  return place ? place.at >= span.end && span.end > span.start : span.seek !== undefined;
}

function isContiguous(span: Span, place: Position): boolean {
  if (isPassedOver(span, place)) return true;
  return Boolean(span.from && isSamePosition(span.from, place));
}

function reopen(span: Span, place: Position): void {
  span.from = place;
  span.next = place;
  span.count = EMPTY_COUNT;
  span.pieces = 0;
  span.isClosed = false;
  span.fault = undefined;
}

function take(object: DividedObject, span: Span): void {
  object.sinceFault = joinCounts(object.sinceFault, span.count);
  object.verifiedUpTo = span.next;
  object.pieces += span.pieces;
  if (!span.fault) return;
  object.fault ??= span.fault;
  object.tally = addTallies(object.tally, object.sinceFault);
  object.sinceFault = EMPTY_COUNT;
  object.verifiedUpTo = undefined;
}

/** All that is counted of it. */
export function tallyOf({ tally, sinceFault }: DividedObject): Tally {
  return addTallies(tally, sinceFault);
}
