// What one worker invocation is given.

import type { CascadeRequest, WorkerRequest } from '../../protocol/request.ts';
import { type OwnedSlice, toWorkerSlice } from './owned-slice.ts';
import type { Runner } from './runner.ts';

export interface Task {
  readonly slices: readonly OwnedSlice[];
  /** After a worker broke off: one slice at a time, so that it is known which one it broke at. */
  readonly careful: boolean;
  /** How many slices in a row were given up because a worker broke at each. */
  readonly blamed: number;
  /** Whether an earlier worker has left it. */
  readonly isRetry?: true;
  /** For a second worker: the one whose slices it is to count too. */
  readonly hedges?: Runner;
}

export function toTask(slices: readonly OwnedSlice[]): Task {
  const isRetry = slices.some(({ span }) => span?.counted !== undefined);
  return { slices, careful: false, blamed: 0, ...(isRetry && { isRetry }) };
}

/** The task of a second worker. Which slices it has shows when it begins. */
export function toSecondTask(hedges: Runner): Task {
  return { slices: [], careful: false, blamed: 0, hedges };
}

/** What two workers count is not divided any more. */
export function toWorkerRequest(
  request: CascadeRequest,
  task: Task,
  sliceBytes: number | undefined,
): WorkerRequest {
  const { protocol, source, words, as, reportEveryMs, inFlight } = request;
  return {
    protocol,
    source,
    words,
    ...(as !== undefined && { as }),
    reportEveryMs,
    inFlight: task.careful ? 1 : inFlight,
    slices: task.slices.map(toWorkerSlice),
    ...(sliceBytes !== undefined && !task.hedges && { sliceBytes }),
  };
}
