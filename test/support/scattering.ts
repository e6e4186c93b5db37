// Runs a scatter with scripted tasks, and records its course.

import type { Fault } from '../../src/scatter/fault.ts';
import {
  type AttemptResult,
  DEFAULT_RETRY,
  type ScatterOptions,
  scatter,
} from '../../src/scatter/scatter.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';

export const LOST: Fault = { code: 'lost', message: 'm', retryable: true, patience: 'failure' };
export const HOPELESS: Fault = { ...LOST, code: 'hopeless', retryable: false };
export const THROTTLED: Fault = { ...LOST, code: 'throttled', patience: 'throttling' };
export const NOT_PERMITTED: Fault = { ...LOST, code: 'not-permitted', patience: 'permission' };

export const DONE: AttemptResult<string> = { progressed: true };

/** An attempt that left its whole task uncounted. */
export function failed(task: string, fault: Fault = LOST): AttemptResult<string> {
  return { rest: task, progressed: false, fault };
}

/** Scatters named tasks. Each attempt receives its task and its number, from 0. */
export async function scatterNames(
  tasks: AsyncIterable<string> | Iterable<string>,
  attempt: (task: string, number: number) => AttemptResult<string> | Promise<AttemptResult<string>>,
  changes: Partial<ScatterOptions<string>> = {},
) {
  const clock = createVirtualClock();
  const attempts: string[] = [];
  const givenUp: [string, string][] = [];
  const numbers = new Map<string, number>();
  let running = 0;
  let most = 0;
  await scatter(tasks, {
    concurrency: 4,
    retry: DEFAULT_RETRY,
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    async attempt(task) {
      attempts.push(task);
      const number = numbers.get(task) ?? 0;
      numbers.set(task, number + 1);
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      try {
        return await attempt(task, number);
      } finally {
        running -= 1;
      }
    },
    async giveUp(task, fault) {
      givenUp.push([task, fault.code]);
      return undefined;
    },
    ...changes,
  });
  return { attempts, givenUp, sleeps: clock.sleeps, most };
}
