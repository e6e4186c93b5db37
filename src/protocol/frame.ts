// What the two functions answer: the frames of the wire protocol, and their validation.

import * as v from 'valibot';
import { ARCHITECTURES } from './architecture.ts';
import { dividedStateSchema } from './divided-state.ts';
import {
  countSchema,
  faultEntries,
  milliseconds,
  positionSchema,
  tallySchema,
  wholeNumber,
} from './terms.ts';

/** Requests that the object store bills, sent since the answer began. */
const storeRequests = v.optional(wholeNumber);

/** The first frame of every answer. */
const helloSchema = v.object({
  type: v.literal('hello'),
  protocol: v.number(),
  version: v.string(),
  requestId: v.string(),
  /** What the function runs on, in Lambda's words, on which its price depends. */
  architecture: v.optional(v.picklist(ARCHITECTURES)),
});

/**
 * Of a slice whose first unit had to be sought, in the first frame about it: where that was found,
 * or null if none begins in the slice.
 */
const from = v.optional(v.nullable(positionSchema));

/** Worker: the slice is finished; `count` is what came since it was last `reached`. */
const countFrameSchema = v.object({
  type: v.literal('count'),
  slice: wholeNumber,
  count: countSchema,
  ms: milliseconds,
  from,
  /** Where the first unit that is not in it begins, unless that is the slice's end. */
  next: v.optional(positionSchema),
  /** The reason of something odd that took nothing from the count. */
  remark: v.optional(v.string()),
});

/** Worker: the slice is counted up to `next`, from where it can be gone on with. */
const reachedSchema = v.object({
  type: v.literal('reached'),
  slice: wholeNumber,
  count: countSchema,
  ms: milliseconds,
  from,
  next: positionSchema,
  /** The format to go on in. */
  format: v.string(),
});

/** Worker: the slice ends where the first of `starts` is; what begins from there on is for others. */
const cutSchema = v.object({
  type: v.literal('cut'),
  slice: wholeNumber,
  /** Where the others' slices begin, in ascending order. */
  starts: v.array(wholeNumber),
  format: v.string(),
  /** How to seek units; left out, each byte is one. */
  seek: v.optional(v.string()),
});

/** Worker: the slice cannot be counted; `count` is what could be, before. */
const sliceFailedSchema = v.object({
  type: v.literal('failed'),
  slice: wholeNumber,
  ...faultEntries,
  count: v.optional(countSchema),
  ms: milliseconds,
  from,
});

/** Cascade: the object is counted whole. */
const objectFrameSchema = v.object({
  type: v.literal('object'),
  object: wholeNumber,
  count: tallySchema,
  ms: milliseconds,
  /** In how many pieces it was counted. */
  pieces: wholeNumber,
  remark: v.optional(v.string()),
});

/** Cascade: the objects of these index ranges, both ends included, are counted whole. */
const sumSchema = v.object({
  type: v.literal('sum'),
  ranges: v.array(v.tuple([wholeNumber, wholeNumber])),
  count: tallySchema,
  /** Those of them that took the longest, a few. */
  slowest: v.array(v.object({ object: wholeNumber, ms: milliseconds })),
});

/** Cascade: the object cannot be counted whole; `count` is what could be. */
const objectFailedSchema = v.object({
  type: v.literal('failed'),
  object: wholeNumber,
  ...faultEntries,
  count: v.optional(tallySchema),
  ms: milliseconds,
});

/** Cascade: what is known of an object that is not counted whole yet; it goes before all earlier. */
const dividedSchema = v.object({
  type: v.literal('divided'),
  object: wholeNumber,
  state: dividedStateSchema,
});

/** Cascade: an attempt at these objects failed and what it left is asked for again. */
const retriedSchema = v.object({
  type: v.literal('retried'),
  code: v.string(),
  message: v.string(),
  objects: wholeNumber,
  /** One of them. */
  example: wholeNumber,
});

/**
 * What an invocation took: from the cascade about its workers, and from an invoker about the
 * invocation itself. Figures that never came are absent, not 0.
 */
const billedSchema = v.object({
  type: v.literal('billed'),
  tier: v.picklist(['cascade', 'worker']),
  requestId: v.optional(v.string()),
  /** Run time of the handler. */
  durationMs: v.optional(milliseconds),
  /** What Lambda bills, initialisation included. */
  billedMs: v.optional(milliseconds),
  /** Present on a cold start only. */
  initMs: v.optional(milliseconds),
  memoryMb: v.optional(wholeNumber),
  memoryUsedMb: v.optional(wholeNumber),
  architecture: v.optional(v.picklist(ARCHITECTURES)),
  storeRequests,
});

/** Nothing new, still here; and how much was read of what is not finished yet. */
const aliveSchema = v.object({
  type: v.literal('alive'),
  readingBytes: wholeNumber,
  storeRequests,
});

/** All is said. A stream without it was cut off. */
const endSchema = v.object({ type: v.literal('end'), storeRequests });

const workerFrameSchema = v.variant('type', [
  helloSchema,
  countFrameSchema,
  reachedSchema,
  cutSchema,
  sliceFailedSchema,
  billedSchema,
  aliveSchema,
  endSchema,
]);

const cascadeFrameSchema = v.variant('type', [
  helloSchema,
  objectFrameSchema,
  sumSchema,
  objectFailedSchema,
  dividedSchema,
  retriedSchema,
  billedSchema,
  aliveSchema,
  endSchema,
]);

export type WorkerFrame = v.InferOutput<typeof workerFrameSchema>;
export type CascadeFrame = v.InferOutput<typeof cascadeFrameSchema>;
export type BilledFrame = v.InferOutput<typeof billedSchema>;
export type Tier = BilledFrame['tier'];

/** @throws {v.ValiError} when the value is no frame of a worker. */
export function parseWorkerFrame(value: unknown): WorkerFrame {
  return v.parse(workerFrameSchema, value);
}

/** @throws {v.ValiError} when the value is no frame of a cascade. */
export function parseCascadeFrame(value: unknown): CascadeFrame {
  return v.parse(cascadeFrameSchema, value);
}
