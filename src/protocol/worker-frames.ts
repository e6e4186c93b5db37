// The frames of a worker about its slices.

import * as v from 'valibot';
import { remark } from './common-frames.ts';
import {
  conditionSchema,
  countSchema,
  faultEntries,
  milliseconds,
  positionSchema,
  wholeNumber,
} from './terms.ts';

/**
 * The condition of `count`, in the format's notation. Only the first frame about a sought slice has one, where its
 * first unit depends on what comes before it.
 */
const conditional = v.optional(conditionSchema);

/**
 * The slice is finished. `count` covers the bytes from `start` up to `next`: all of the slice, or what follows its
 * last `checkpoint`. A conditional one may end before the slice does.
 */
export const countFrameSchema = v.object({
  type: v.literal('count'),
  slice: wholeNumber,
  /** The first unit, in the first frame about a sought slice; null if no unit begins in the slice. */
  start: v.nullable(positionSchema),
  /** The beginning of the first unit that is not in the slice. */
  next: positionSchema,
  count: countSchema,
  conditional,
  ms: milliseconds,
  remark,
});

/** The slice is counted from `start` up to `next`, where counting can resume. */
export const checkpointSchema = v.object({
  type: v.literal('checkpoint'),
  slice: wholeNumber,
  start: positionSchema,
  next: positionSchema,
  count: countSchema,
  conditional,
  ms: milliseconds,
  /** The name of the format, in which counting resumes. */
  format: v.string(),
  remark,
});

/** The slice ends at the first of `starts`; units that begin there or later are for other workers. */
export const splitSchema = v.object({
  type: v.literal('split'),
  slice: wholeNumber,
  /** The beginnings of the other slices, in ascending order. */
  starts: v.array(wholeNumber),
  format: v.string(),
  /** The format's search hint; without it, each byte is a unit. */
  seek: v.optional(v.string()),
});

/** The slice cannot be counted; `count` is what could be counted of it, from `start` on. */
export const sliceFailedSchema = v.object({
  type: v.literal('failed'),
  slice: wholeNumber,
  ...faultEntries,
  /** Absent if the first unit of the slice had to be searched for and was not found. */
  start: v.optional(positionSchema),
  count: v.optional(countSchema),
  ms: milliseconds,
});
