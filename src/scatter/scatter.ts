// Fan-out: many tasks, a bounded number at a time, each tried until it is done or given up.
// It serves the run, which scatters batches, and the cascade, which scatters worker tasks.

import { type AdaptiveLimit, createAdaptiveLimit } from './adaptive-limit.ts';
import type { Clock } from './clock.ts';
import { BROKEN_ANSWER, type Fault, INTERRUPTED } from './fault.ts';

export interface AttemptResult<Task> {
  /** What is left to do; nothing when the task is done. */
  readonly rest?: Task;
  /** Whether the attempt got anything done. */
  readonly progressed: boolean;
  readonly fault?: Fault;
}

export interface RetryPolicy {
  /** How often a task may fail in a row without progress before it is given up. */
  readonly maxAttempts: number;
  /** The same for attempts that were throttled, which only patience helps. */
  readonly maxThrottledAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export interface ScatterOptions<Task> {
  readonly concurrency: number;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** When it aborts, no attempt is begun any more, and what is left is given up. */
  readonly signal: AbortSignal;
  attempt(task: Task): Promise<AttemptResult<Task>>;
  /** Takes leave of a task; returns what of it deserves a new start, if anything. */
  giveUp(task: Task, fault: Fault): Promise<Task | undefined>;
}

export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 4,
  maxThrottledAttempts: 40,
  baseDelayMs: 100,
  maxDelayMs: 10_000,
};

/** Resolves when every task is done or given up. */
export async function scatter<Task>(
  tasks: AsyncIterable<Task> | Iterable<Task>,
  options: ScatterOptions<Task>,
): Promise<void> {
  const limit = createAdaptiveLimit(options.concurrency, options.clock);
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  for await (const task of tasks) {
    const run: Promise<void> = seeThrough(task, limit, options, () => failure !== undefined)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(run));
    running.add(run);
    // Tasks are taken from their source only as they can be run, so that it is never read ahead.
    while (running.size >= limit.current() && !failure) await Promise.race(running);
    if (failure) break;
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}

/** Sees one task through all its attempts, unless something else has ended it all. */
async function seeThrough<Task>(
  task: Task,
  limit: AdaptiveLimit,
  options: ScatterOptions<Task>,
  isOver: () => boolean,
): Promise<void> {
  const { retry, clock, signal } = options;
  let left: Task | undefined = task;
  let failures = 0;
  let throttles = 0;
  while (left !== undefined && !isOver()) {
    if (signal.aborted) {
      await options.giveUp(left, INTERRUPTED);
      return;
    }
    const trying: Task = left;
    const result = await limit.run(() => options.attempt(trying));
    left = result.rest;
    const fault = result.fault ?? BROKEN_ANSWER;
    if (result.fault?.throttled) limit.throttled();
    else limit.succeeded();
    if (left === undefined || signal.aborted) continue;

    if (result.progressed) {
      failures = 0;
      throttles = 0;
    } else if (fault.throttled) throttles += 1;
    else failures += 1;
    const isExhausted = failures >= retry.maxAttempts || throttles >= retry.maxThrottledAttempts;
    if (!fault.retryable || isExhausted) {
      left = await options.giveUp(left, fault);
      failures = 0;
      throttles = 0;
    } else if (!result.progressed || fault.throttled) {
      await clock.sleep(backoffMs(failures + throttles, retry, options.random), signal);
    }
  }
}

/** Exponential backoff with full jitter, so that those who failed together do not return together. */
function backoffMs(failures: number, retry: RetryPolicy, random: () => number): number {
  return random() * Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** failures);
}
