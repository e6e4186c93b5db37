// The frames of a cascade about its objects, and about the workers that it invokes.

import * as v from 'valibot';
import { ARCHITECTURES } from './architecture.ts';
import { remark, storeRequests } from './common-frames.ts';
import { unfinishedObjectSchema } from './divided-object.ts';
import { faultEntries, milliseconds, tallySchema, wholeNumber } from './terms.ts';

/** The object is counted whole. */
export const objectFrameSchema = v.object({
  type: v.literal('object'),
  object: wholeNumber,
  count: tallySchema,
  ms: milliseconds,
  /** The number of pieces in which it was counted; 1 if it was not divided. */
  pieces: wholeNumber,
  remark,
});

/** Index ranges of objects, both ends included. */
const ranges = v.array(v.tuple([wholeNumber, wholeNumber]));

/** The objects of these index ranges are counted whole. */
export const sumSchema = v.object({
  type: v.literal('sum'),
  ranges,
  count: tallySchema,
  /** The few that took the longest. */
  slowest: v.array(v.object({ object: wholeNumber, ms: milliseconds })),
});

/** The object cannot be counted whole; `count` is what could be counted of it. */
export const objectFailedSchema = v.object({
  type: v.literal('failed'),
  object: wholeNumber,
  ...faultEntries,
  count: v.optional(tallySchema),
  ms: milliseconds,
});

/** The state of an object that is not counted whole yet, so that another cascade can continue. */
export const objectCheckpointSchema = v.object({
  type: v.literal('object-checkpoint'),
  object: wholeNumber,
  /** Ascends within an answer: a state replaces those with a lower number. */
  number: wholeNumber,
  state: unfinishedObjectSchema,
});

/** An attempt at these objects failed, and what it left is asked for again. */
export const retriedSchema = v.object({
  type: v.literal('retried'),
  code: v.string(),
  message: v.string(),
  /** Empty if the frame is about the functions and not about objects. */
  ranges,
});

/** A worker is about to be invoked; its bill comes with the same number. */
export const launchedSchema = v.object({
  type: v.literal('launched'),
  invocation: wholeNumber,
  /** Whether an earlier worker has left what this one is asked for. */
  isRetry: v.optional(v.literal(true)),
  /** Whether another worker still counts what this one is asked for. */
  isHedge: v.optional(v.literal(true)),
});

/** Lambda refused that invocation, so that nothing ran and nothing is billed. */
export const refusedSchema = v.object({ type: v.literal('refused'), invocation: wholeNumber });

/** The figures of an invocation. Those that never came are absent, not 0. */
const billedEntries = {
  requestId: v.optional(v.string()),
  /** The run time of the handler. */
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

/** That invocation of a worker has ended. */
export const workerBilledSchema = v.object({
  type: v.literal('worker-billed'),
  invocation: wholeNumber,
  /** Whether another worker was faster with what this one was asked for. */
  isHedge: v.optional(v.literal(true)),
  ...billedEntries,
});
