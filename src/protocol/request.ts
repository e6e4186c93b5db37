// The requests of the wire protocol to the two functions, and their validation.

import * as v from 'valibot';
import { WORD_RULES } from '../counting/word-rule.ts';
import { ADDRESSINGS } from './addressing.ts';
import { AS_FORMATS } from './as-format.ts';
import { unfinishedObjectSchema } from './divided-object.ts';
import { workerBudgetSchema } from './invocation-rates.ts';
import { INVOKE_MODES } from './invoke-mode.ts';
import { wholeNumber } from './terms.ts';

/** Raised whenever a request or frame changes in a way that an older function would misread. */
export const PROTOCOL_VERSION = 5;

const positiveNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Where the objects of a run are. */
const sourceSchema = v.variant('kind', [
  v.object({ kind: v.literal('directory'), path: v.string() }),
  v.object({
    kind: v.literal('s3'),
    bucket: v.string(),
    /** The bucket's own region, if it is not the caller's. */
    region: v.optional(v.string()),
    requesterPays: v.optional(v.boolean()),
    /** Whether requests are sent without a signature, as to a public bucket. */
    unsigned: v.optional(v.boolean()),
    addressing: v.optional(v.picklist(ADDRESSINGS)),
  }),
]);

/** An object as it was listed. */
const objectRefSchema = v.object({
  key: v.string(),
  sizeBytes: wholeNumber,
  /** The entity tag that was listed; a read must find the same. */
  etag: v.optional(v.string()),
});

/** An object that a cascade is asked to count. */
const askedObjectSchema = v.object({
  ...objectRefSchema.entries,
  /** The state in which an earlier cascade left it. Without one, all of it is to be counted. */
  divided: v.optional(unfinishedObjectSchema),
});

/**
 * All units that begin in the bytes `[start, end)` of one object. The last unit may end behind `end`, except in
 * plain text. If counting resumes in the middle of that unit, `start` may lie behind `end`.
 */
const sliceSchema = v.object({
  ...objectRefSchema.entries,
  start: wholeNumber,
  end: wholeNumber,
  /** The object's format, if it is known already: it cannot be recognised from the middle of the object. */
  format: v.optional(v.string()),
  /** The state that the format needs to begin at `start`. */
  decoderState: v.optional(v.string()),
  /** The search hint, if the first unit has to be searched for from `start` on. */
  seek: v.optional(v.string()),
});

const common = {
  protocol: v.literal(PROTOCOL_VERSION),
  source: sourceSchema,
  words: v.picklist(WORD_RULES),
  /** The format that every object is taken for. Without it, the first bytes of each tell. */
  as: v.optional(v.picklist(AS_FORMATS)),
  /** The longest time between two frames of a tier; it sends a heartbeat if there is nothing else. */
  reportEveryMs: positiveNumber,
  /**
   * The largest slice of plain text, in bytes. Slices of other formats are shorter by as much as their bytes cost
   * more. Without it, no object is divided.
   */
  sliceBytes: v.optional(positiveNumber),
};

const workerRequestSchema = v.object({
  ...common,
  slices: v.array(sliceSchema),
  /** The maximum number of slices that are read at the same time. */
  inFlight: positiveNumber,
  /**
   * For how long its worker counts at the most; what it has not counted by then it returns. Left out, only its
   * function's time limits it.
   */
  timeLimitMs: v.optional(positiveNumber),
});

const cascadeRequestSchema = v.object({
  ...common,
  objects: v.array(askedObjectSchema),
  /** Whether each object's own count is wanted (`--no-agg`), or only sums. */
  perObject: v.boolean(),
  /** The maximum number of workers that run at the same time. */
  workers: positiveNumber,
  /** Whether other cascades wait for the workers that this one no longer uses. */
  leavesWorkers: v.optional(v.boolean()),
  /** The maximum number of slices in one worker's task. */
  maxTaskSlices: positiveNumber,
  /** The maximum number of slices that one worker reads at the same time. */
  inFlight: positiveNumber,
  /** The extra time that second workers for stragglers may take, in percent. Without it, there are none. */
  hedgePercent: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  /** How to invoke the workers. Without it, streaming is tried first. */
  invoke: v.optional(v.picklist(INVOKE_MODES)),
  /** The most that the workers may cost, in dollars. Without it, there is no limit. */
  budget: v.optional(workerBudgetSchema),
});

export type Source = v.InferOutput<typeof sourceSchema>;
export type ObjectRef = v.InferOutput<typeof objectRefSchema>;
export type AskedObject = v.InferOutput<typeof askedObjectSchema>;
export type Slice = v.InferOutput<typeof sliceSchema>;
export type WorkerRequest = v.InferOutput<typeof workerRequestSchema>;
export type CascadeRequest = v.InferOutput<typeof cascadeRequestSchema>;

/** @throws {v.ValiError} when the value is not a request of this protocol version. */
export function parseWorkerRequest(value: unknown): WorkerRequest {
  return v.parse(workerRequestSchema, value);
}

/** @throws {v.ValiError} when the value is not a request of this protocol version. */
export function parseCascadeRequest(value: unknown): CascadeRequest {
  return v.parse(cascadeRequestSchema, value);
}
