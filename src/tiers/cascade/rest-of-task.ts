// Computes what is left of a task after an attempt, and how it is asked for again.

import { type AnswerEnding, faultOfAttempt } from '../../scatter/attempt.ts';
import { isBrokenOff } from '../../scatter/circuit-breaker.ts';
import { type Fault, RETURNED_UNFINISHED } from '../../scatter/fault.ts';
import type { OwnedSlice } from './owned-slice.ts';
import { type Task, toTask } from './task.ts';

/** How an attempt at a task came to its end. */
export interface AttemptEnding {
  readonly ending: AnswerEnding;
  /** Whether the worker was run at all. */
  readonly wasRun: boolean;
  readonly progressed: boolean;
}

export interface RestOfTask {
  readonly rest: Task;
  /** Slices that are asked for by themselves. */
  readonly others: readonly Task[];
  readonly fault: Fault | undefined;
}

/** `left` has one slice at least. */
export function restOfTask(
  task: Task,
  left: readonly OwnedSlice[],
  { ending, wasRun, progressed }: AttemptEnding,
): RestOfTask {
  const own = ending.fault ?? faultOfSlices(left);
  const fault = faultOfAttempt({ ...ending, fault: own }, progressed);
  const careful = fault !== undefined && isBrokenOff(fault.code);
  // A slice that did not get anywhere beside others may if it has all of a worker's time.
  const isForEachAlone = fault === RETURNED_UNFINISHED;
  const slices = isForEachAlone ? left.slice(0, 1) : left;
  const alone = isForEachAlone ? left.slice(1) : [];
  const blamed = progressed ? 0 : task.blamed;
  const isRetry = wasRun || task.isRetry === true;
  return {
    rest: { slices, careful, blamed, ...(isRetry && { isRetry }) },
    others: alone.map((slice) => toTask([slice])),
    fault,
  };
}

/** Why slices were left although the worker answered: the first one's own reason, if any has one. */
function faultOfSlices(left: readonly OwnedSlice[]): Fault | undefined {
  const fault = left.find((slice) => slice.fault)?.fault;
  return fault && { ...fault, patience: 'failure' };
}
