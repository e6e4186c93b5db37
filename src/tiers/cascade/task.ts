// The input of one worker invocation.

import { costOf, mayBeDividable } from '../../formats/counting-cost.ts';
import { plain } from '../../formats/plain.ts';
import { formatByName } from '../../formats/recognise.ts';
import { planSplit } from '../../planning/plan-split.ts';
import type { CascadeRequest, WorkerRequest } from '../../protocol/request.ts';
import type { Hedge } from './hedge-share.ts';
import { type OwnedSlice, toWorkerSlice } from './owned-slice.ts';

export interface Task {
  readonly slices: readonly OwnedSlice[];
  /** After a worker broke off: one slice at a time, so that it is known which one it broke at. */
  readonly careful: boolean;
  /** How many slices in a row were given up because a worker broke at each. */
  readonly blamed: number;
  /** Whether an earlier worker has left it. */
  readonly isRetry?: true;
  /** Whether its slice is only expected to come of an object that is not divided yet; there is none if nobody knows it. */
  readonly isGuess?: true;
  /** For a second worker: the one whose slices it is to count too, and for how long. */
  readonly hedge?: Hedge;
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

const NO_SLICE = toGuess([]);

/**
 * A guess for each slice that is likely to come of the objects and that no worker waits for yet. Where names say plain
 * text, it has the slice itself: it is counted at once, and believed when the object is divided at the same places.
 * Of other formats it has none. An environment takes longer to begin than a worker to divide an object, and is billed
 * for that once, whenever it begins.
 */
export function tasksAhead(
  tasks: readonly Task[],
  sliceBytes: number | undefined,
  workers: number,
): Task[] {
  const known: Task[] = [];
  const unknown: Task[] = [];
  for (const slice of tasks.flatMap(({ slices }) => slices)) {
    const parts = partsOf({ slices: [slice] }, sliceBytes);
    if (parts === 0) continue;
    if (formatByName(slice.key) === plain) known.push(...guessesOf(slice, sliceBytes as number));
    else unknown.push(...Array.from({ length: Math.min(parts, workers) }, () => NO_SLICE));
  }
  return [...known, ...unknown].slice(0, Math.max(0, workers - tasks.length));
}

/** The slices that its worker splits off if the object is plain text. */
function guessesOf(slice: OwnedSlice, sliceBytes: number): Task[] {
  const starts = planSplit(slice.start, slice.end, sliceBytes);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? slice.end;
    return toGuess([{ ...slice, start, end, format: plain.name }]);
  });
}

function toGuess(slices: readonly OwnedSlice[]): Task {
  return { ...toTask(slices), isGuess: true };
}

/** The task of a second worker. Which slices it has shows when it begins. */
export function toSecondTask(hedge: Hedge): Task {
  return { slices: [], careful: false, blamed: 0, hedge };
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
    ...(task.hedge
      ? { timeLimitMs: Math.max(1, Math.floor(task.hedge.limitMs)) }
      : sliceBytes !== undefined && { sliceBytes }),
  };
}
