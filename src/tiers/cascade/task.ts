// The input of one worker invocation.

import { costOf, mayBeDividable } from '../../formats/counting-cost.ts';
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
  /** Whether it has no slices, and only lets an environment begin. */
  readonly isWarmUp?: true;
  /** For a second worker: the one whose slices it is to count too. */
  readonly hedges?: Runner;
}

export function toTask(slices: readonly OwnedSlice[]): Task {
  const isRetry = slices.some(({ span }) => span?.counted !== undefined);
  return { slices, careful: false, blamed: 0, ...(isRetry && { isRetry }) };
}

/** Tasks of as many slices as a worker counts at the same time. */
export function toTasks(slices: readonly OwnedSlice[], workerThreads: number): Task[] {
  const tasks: Task[] = [];
  for (let at = 0; at < slices.length; at += workerThreads) {
    tasks.push(toTask(slices.slice(at, at + workerThreads)));
  }
  return tasks;
}

/** How many slices its worker is likely to split off as soon as it has seen the first bytes, by what names tell. */
export function partsOf(
  { slices }: Pick<Task, 'slices'>,
  sliceBytes = Number.POSITIVE_INFINITY,
): number {
  return slices.reduce((sum, slice) => {
    const parts = slice.span ? 0 : Math.round(costOf(slice) / sliceBytes) - 1;
    return parts > 0 && mayBeDividable(slice.key) ? sum + parts : sum;
  }, 0);
}

/**
 * As many tasks without slices as there will be slices that no worker waits for yet. An environment takes longer to
 * begin than a worker to divide an object, and is billed for that once, whenever it begins.
 */
export function warmUpsFor(
  tasks: readonly Task[],
  sliceBytes: number | undefined,
  workers: number,
): Task[] {
  const parts = tasks.reduce((sum, task) => sum + partsOf(task, sliceBytes), 0);
  const count = Math.max(0, Math.min(parts, workers - tasks.length));
  return Array.from({ length: count }, () => ({ ...toTask([]), isWarmUp: true }));
}

/** The task of a second worker. Which slices it has shows when it begins. */
export function toSecondTask(hedges: Runner): Task {
  return { slices: [], careful: false, blamed: 0, hedges };
}

/** A slice that two workers count is not divided any more. */
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
