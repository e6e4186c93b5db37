// The questions to the two functions: the requests of the wire protocol, and their validation.

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
    /** The bucket's own region, where it is not the caller's. */
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

/** An object as a cascade is asked for it. */
const askedObjectSchema = v.object({
  ...objectRefSchema.entries,
  /** The state in which an earlier cascade left it; if it is left out, all of it is to be counted. */
  divided: v.optional(unfinishedObjectSchema),
});

/**
 * All that begins in the bytes `[start, end)` of one object: plain text ends there too, other formats
 * with the last unit (member, block, frame) that begins before `end`. Where that one is gone on with in
 * its middle, `start` may lie behind `end`.
 */
const sliceSchema = v.object({
  ...objectRefSchema.entries,
  start: wholeNumber,
  end: wholeNumber,
  /** The object's format where it is known already, as it can't be told from its middle. */
  format: v.optional(v.string()),
  /** The state that the format needs to begin at `start`. */
  decoderState: v.optional(v.string()),
  /** Set where the first unit is to be looked for from `start` on: the format's hint for that. */
  seek: v.optional(v.string()),
});

const common = {
  protocol: v.literal(PROTOCOL_VERSION),
  source: sourceSchema,
  words: v.picklist(WORD_RULES),
  /** The format that every object is taken for; if it is left out, its first bytes tell. */
  as: v.optional(v.picklist(AS_FORMATS)),
  /** How often a tier says something at least, be it only that it is still there. */
  reportEveryMs: positiveNumber,
  /**
   * Most bytes of one object that a worker counts alone where its format allows, less by as much as
   * the format's bytes cost more than those of plain text; left out, no object is cut.
   */
  sliceBytes: v.optional(positiveNumber),
};

const workerRequestSchema = v.object({
  ...common,
  slices: v.array(sliceSchema),
  /** How many slices are read at the same time at the most. */
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
  /** How many workers run at the same time at the most. */
  workers: positiveNumber,
  /** Whether others wait for workers that it has no more use for. */
  leavesWorkers: v.optional(v.boolean()),
  /** Most slices in one worker's task. */
  maxTaskSlices: positiveNumber,
  /** Slices in flight at the same time within one worker. */
  inFlight: positiveNumber,
  /**
   * How much more time of workers second ones may take, in percent, that are asked for what stragglers are at;
   * left out, there are none.
   */
  hedgePercent: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  /** How to invoke the workers; left out, that is found out. */
  invoke: v.optional(v.picklist(INVOKE_MODES)),
  /** The most that the workers may cost; if it is left out, that is not limited. */
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
