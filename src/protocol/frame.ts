// The answers of the two functions: which frames each may have, and their validation.

import * as v from 'valibot';
import {
  launchedSchema,
  objectCheckpointSchema,
  objectFailedSchema,
  objectFrameSchema,
  refusedSchema,
  retriedSchema,
  sumSchema,
  workerBilledSchema,
} from './cascade-frames.ts';
import { endSchema, heartbeatSchema, helloSchema } from './common-frames.ts';
import {
  checkpointSchema,
  countFrameSchema,
  sliceFailedSchema,
  splitSchema,
} from './worker-frames.ts';

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

/** The two kinds of function: a cascade invokes workers. */
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
