// What is known of an object that is not counted whole yet, so that another cascade can go on with it.

import * as v from 'valibot';
import {
  countSchema,
  faultEntries,
  milliseconds,
  positionSchema,
  tallySchema,
  wholeNumber,
} from './terms.ts';

const fault = v.optional(v.object(faultEntries));

const spanSchema = v.object({
  start: wholeNumber,
  end: wholeNumber,
  /** How its first unit is to be sought; left out, that begins at `start`. */
  seek: v.optional(v.string()),
  /** What is known of it; left out as long as nothing is. */
  counted: v.optional(
    v.object({
      /** Where its first unit begins: null if none does, left out as long as that is not known. */
      from: v.optional(v.nullable(positionSchema)),
      /** Where its counting has come to. */
      next: positionSchema,
      count: countSchema,
      pieces: wholeNumber,
      isClosed: v.boolean(),
      fault,
    }),
  ),
});

export const dividedStateSchema = v.object({
  format: v.string(),
  ms: milliseconds,
  remark: v.optional(v.string()),
  /** Where all that is verified, from the left, has come to; left out behind a fault. */
  verifiedUpTo: v.optional(positionSchema),
  /** What is verified between the last fault and the place. */
  sinceFault: countSchema,
  /** What is verified before the last fault. */
  tally: tallySchema,
  pieces: wholeNumber,
  fault,
  /** The others, in their order: each is counted by itself, and believed from left to right. */
  spans: v.pipe(
    v.array(spanSchema),
    v.check((spans) => spans.some(({ counted }) => !counted?.isClosed), 'nothing is left to count'),
  ),
});

export type DividedState = v.InferOutput<typeof dividedStateSchema>;
export type SpanState = DividedState['spans'][number];
