// The answers of the two functions: the frames of the wire protocol, and their validation.

import * as v from 'valibot';
import { ARCHITECTURES } from './architecture.ts';
import { unfinishedObjectSchema } from './divided-object.ts';
import {
  conditionSchema,
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
  /** The function's architecture, in Lambda's words; its price depends on it. */
  architecture: v.optional(v.picklist(ARCHITECTURES)),
  /** Worker: the threads that count at the same time, where there are several. */
  threads: v.optional(v.pipe(wholeNumber, v.minValue(1))),
});

/** A remark's reason: something odd that took nothing from the count. */
const remark = v.optional(v.string());

/**
 * In the first frame about a sought slice whose first unit depends on what comes before it: what `count` lacks
 * until that is known, in the format's notation.
 */
const conditional = v.optional(conditionSchema);

/**
 * Worker: the slice is finished. `count` covers what lies from `start` up to `next`: all of the slice,
 * or what follows the last `reached`. A conditional one may end before the slice does.
 */
const countFrameSchema = v.object({
  type: v.literal('count'),
  slice: wholeNumber,
  /** In the first frame about a sought slice its first unit, or null if none begins in it. */
  start: v.nullable(positionSchema),
  /** Where the first unit begins that is not in the slice. */
  next: positionSchema,
  count: countSchema,
  conditional,
  ms: milliseconds,
  remark,
});

/** Worker: the slice is counted from `start` up to `next`, where counting can resume. */
const checkpointSchema = v.object({
  type: v.literal('checkpoint'),
  slice: wholeNumber,
  start: positionSchema,
  next: positionSchema,
  count: countSchema,
  conditional,
  ms: milliseconds,
  /** The format to resume in. */
  format: v.string(),
  remark,
});

/** Worker: the slice ends where the first of `starts` is; what begins from there on is for others. */
const splitSchema = v.object({
  type: v.literal('split'),
  slice: wholeNumber,
  /** Where the others' slices begin, in ascending order. */
  starts: v.array(wholeNumber),
  format: v.string(),
  /** How to seek units; left out, each byte is one. */
  seek: v.optional(v.string()),
});

/** Worker: the slice cannot be counted; `count` is what could be, from `start` on. */
const sliceFailedSchema = v.object({
  type: v.literal('failed'),
  slice: wholeNumber,
  ...faultEntries,
  /** Left out where the slice's first unit had to be sought and was not found. */
  start: v.optional(positionSchema),
  count: v.optional(countSchema),
  ms: milliseconds,
});

/** Cascade: the object is counted whole. */
const objectFrameSchema = v.object({
  type: v.literal('object'),
  object: wholeNumber,
  count: tallySchema,
  ms: milliseconds,
  /** In how many pieces it was counted. */
  pieces: wholeNumber,
  remark,
});

/** Index ranges of objects, both ends included. */
const ranges = v.array(v.tuple([wholeNumber, wholeNumber]));

/** Cascade: the objects of these index ranges, both ends included, are counted whole. */
const sumSchema = v.object({
  type: v.literal('sum'),
  ranges,
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

/** Cascade: what is known of an object that is not counted whole yet. */
const objectCheckpointSchema = v.object({
  type: v.literal('object-checkpoint'),
  object: wholeNumber,
  /** Ascends within an answer: a state replaces those with a lower number. */
  number: wholeNumber,
  state: unfinishedObjectSchema,
});

/** Cascade: an attempt at these objects failed, and what it left is asked for again. */
const retriedSchema = v.object({
  type: v.literal('retried'),
  code: v.string(),
  message: v.string(),
  /** None where the frame is about the functions and not about objects. */
  ranges,
});

/** Cascade: a worker is about to be invoked; what it is billed comes by the same number. */
const launchedSchema = v.object({
  type: v.literal('launched'),
  invocation: wholeNumber,
  /** Whether an earlier worker has left what this one is asked for. */
  isRetry: v.optional(v.literal(true)),
  /** Whether another worker is at what this one is asked for. */
  isHedge: v.optional(v.literal(true)),
});

/** Cascade: Lambda refused that invocation, so that nothing ran and nothing is billed. */
const refusedSchema = v.object({ type: v.literal('refused'), invocation: wholeNumber });

/** The figures of an invocation. Those that never came are absent, not 0. */
const billedEntries = {
  requestId: v.optional(v.string()),
  /** Run time of the handler. */
  durationMs: v.optional(milliseconds),
  /** The time that Lambda bills, initialisation included. */
  billedMs: v.optional(milliseconds),
  /** Present on a cold start only. */
  initMs: v.optional(milliseconds),
  memoryMb: v.optional(wholeNumber),
  memoryUsedMb: v.optional(wholeNumber),
  architecture: v.optional(v.picklist(ARCHITECTURES)),
  storeRequests,
};

/** Cascade: that invocation of a worker has ended. */
const workerBilledSchema = v.object({
  type: v.literal('worker-billed'),
  invocation: wholeNumber,
  /** Whether another worker was faster with what this one was asked for. */
  isHedge: v.optional(v.literal(true)),
  ...billedEntries,
});

/**
 * Nothing new, still here; and how far what is not finished is, for the display. A worker tells of what no
 * `count` or `checkpoint` has covered, a cascade of all that objects without an outcome have come to.
 */
const heartbeatSchema = v.object({
  type: v.literal('heartbeat'),
  readingBytes: wholeNumber,
  /** The counts of these bytes. */
  decodedBytes: v.optional(wholeNumber),
  lines: v.optional(wholeNumber),
  words: v.optional(wholeNumber),
  /** Slices, or objects, that are being read, by index, and how much was read of each; a few. */
  reading: v.optional(v.array(v.tuple([wholeNumber, wholeNumber]))),
  /** Cascade: present while invocations wait because Lambda refused others. */
  waiting: v.optional(v.literal('throttled')),
  /** Cascade: it has no more workers at a time from now on; fewer than it was given, which it leaves to others. */
  workers: v.optional(wholeNumber),
  storeRequests,
});

/** All is said. A stream without it was cut off. */
const endSchema = v.object({
  type: v.literal('end'),
  storeRequests,
  /** Cascade: present if it launched less than it had to, because its workers might have cost too much. */
  overBudget: v.optional(v.literal(true)),
});

// The types are tried in this order, so that the frames of which there are most come first.

const workerFrameSchema = v.variant('type', [
  countFrameSchema,
  helloSchema,
  checkpointSchema,
  splitSchema,
  sliceFailedSchema,
  heartbeatSchema,
  endSchema,
]);

const cascadeFrameSchema = v.variant('type', [
  objectFrameSchema,
  sumSchema,
  workerBilledSchema,
  launchedSchema,
  heartbeatSchema,
  helloSchema,
  objectFailedSchema,
  objectCheckpointSchema,
  retriedSchema,
  refusedSchema,
  endSchema,
]);

export type Tier = 'cascade' | 'worker';

export type BilledFigures = Omit<
  v.InferOutput<typeof workerBilledSchema>,
  'type' | 'invocation' | 'isHedge'
>;

/** The invoker's own last frame, never on a wire: the invocation that it made has ended. */
export interface BilledFrame extends BilledFigures {
  readonly type: 'billed';
}

export type HeartbeatFrame = v.InferOutput<typeof heartbeatSchema>;
export type WorkerFrame = v.InferOutput<typeof workerFrameSchema>;
export type CascadeFrame = v.InferOutput<typeof cascadeFrameSchema>;

/** @throws {v.ValiError} when the value is no frame of a worker. */
export function parseWorkerFrame(value: unknown): WorkerFrame {
  return v.parse(workerFrameSchema, value);
}

/** @throws {v.ValiError} when the value is no frame of a cascade. */
export function parseCascadeFrame(value: unknown): CascadeFrame {
  return v.parse(cascadeFrameSchema, value);
}
