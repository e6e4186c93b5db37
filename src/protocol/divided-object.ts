// An object that is counted in several slices: the model of what is known of it. The cascade works on it,
// and hands it on to the next cascade as it is.

import * as v from 'valibot';
import { EMPTY_COUNT } from '../counting/count.ts';
import { EMPTY_TALLY } from '../counting/tally.ts';
import {
  conditionSchema,
  countSchema,
  faultEntries,
  milliseconds,
  positionSchema,
  tallySchema,
  wholeNumber,
} from './terms.ts';

const faultSchema = v.object(faultEntries);

const countedSchema = v.object({
  /** Where the first unit of the span begins, if one does. */
  firstUnit: v.union([v.picklist(['unknown', 'none']), positionSchema]),
  /** The position up to which it is counted. */
  next: positionSchema,
  count: countSchema,
  /** The condition of `count`, in the format's notation: the part that depends on what comes before the span. */
  conditional: v.optional(conditionSchema),
  /** The number of workers that have counted some of it. */
  pieces: wholeNumber,
  /** Whether counting has ended, well or with the fault. */
  isClosed: v.boolean(),
  fault: v.optional(faultSchema),
});

/** A byte range that was one slice at first. Several workers may have counted it since. */
const spanSchema = v.object({
  start: wholeNumber,
  end: wholeNumber,
  /** The search hint for its first unit; absent if that begins at `start`. */
  seek: v.optional(v.string()),
  /** Absent as long as nothing of it is counted. */
  counted: v.optional(countedSchema),
});

export const dividedObjectSchema = v.object({
  format: v.string(),
  ms: milliseconds,
  remark: v.optional(v.string()),
  /** The position up to which all spans are contiguous from the left; absent behind a fault. */
  verifiedUpTo: v.optional(positionSchema),
  /** The verified count since the last fault. */
  sinceFault: countSchema,
  /** The verified count before the last fault. */
  tally: tallySchema,
  pieces: wholeNumber,
  fault: v.optional(faultSchema),
  /** The spans that are not verified yet, in their order. */
  spans: v.array(spanSchema),
});

/** A divided object that is handed on: something of it is left to count. */
export const unfinishedObjectSchema = v.pipe(
  dividedObjectSchema,
  v.check(
    ({ spans }) => spans.some(({ counted }) => !counted?.isClosed),
    'nothing is left to count',
  ),
);

export type DividedObject = v.InferOutput<typeof dividedObjectSchema>;
export type Span = DividedObject['spans'][number];
export type CountedSpan = NonNullable<Span['counted']>;

/** Why a slice, and so its object, is not counted whole. */
export type SliceFault = v.InferOutput<typeof faultSchema>;

export function createSpan(start: number, end: number, seek?: string): Span {
  return { start, end, ...(seek !== undefined && { seek }) };
}

/** The count of a span of which nothing is counted yet. */
export function nothingCounted({ start, seek }: Span): CountedSpan {
  const at = { at: start };
  const firstUnit = seek === undefined ? at : 'unknown';
  return { firstUnit, next: at, count: EMPTY_COUNT, pieces: 0, isClosed: false };
}

export function createDividedObject(whole: Span, format: string): DividedObject {
  return {
    format,
    spans: [whole],
    ms: 0,
    verifiedUpTo: { at: whole.start },
    sinceFault: EMPTY_COUNT,
    tally: EMPTY_TALLY,
    pieces: 0,
  };
}

/**
 * A place within a unit takes many kilobytes to tell, and so does a condition. All that is known of the objects
 * of a batch has to fit into one request of 6 MB. So at most this much of one object is for these two, in
 * characters.
 */
const MAX_PLACES_LENGTH = 2_000_000;

/**
 * A copy to hand on. Where places within units and conditions take too much, the spans further right are given
 * as if nothing of them were counted.
 */
export function copyForNext(object: DividedObject): DividedObject {
  let room = MAX_PLACES_LENGTH;
  const spans = object.spans.map((span) => {
    const length = placesLength(span);
    if (length > room) return createSpan(span.start, span.end, span.seek);
    room -= length;
    return span;
  });
  return structuredClone({ ...object, spans });
}

function placesLength({ counted }: Span): number {
  if (!counted) return 0;
  const { firstUnit, next, conditional } = counted;
  const first = typeof firstUnit === 'object' ? firstUnit.decoderState : undefined;
  const texts = [first, next.decoderState, conditional];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
