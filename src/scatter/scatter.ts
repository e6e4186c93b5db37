// Fan-out: many tasks, a bounded number at a time, each tried until it is done or given up.
// It serves the run, which scatters batches, and the cascade, which scatters worker tasks.

import type { Patience } from '../errors/invocation-error.ts';
import { type AdaptiveLimit, createAdaptiveLimit } from './adaptive-limit.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { BROKEN_ANSWER, type Fault, INTERRUPTED } from './fault.ts';

export interface AttemptResult<Task> {
  /** The rest that is to be done; nothing when the task is done. */
  readonly rest?: Task;
  /** Whether the attempt got anything done. */
  readonly progressed: boolean;
  readonly fault?: Fault;
}

export interface RetryPolicy {
  /** How often a task may fail in a row without progress, by kind of fault, before it is given up. */
  readonly maxAttempts: Readonly<Record<Patience, number>>;
  readonly baseDelayMs: Readonly<Record<Patience, number>>;
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
  attempt(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>>;
  /** Takes leave of a task; returns what of it deserves a new start, if anything. */
  giveUp(task: Task, fault: Fault, spawn: Spawn<Task>): Promise<Task | undefined>;
  /** Called with the number of further tasks that could run now, and how to add them; 0 while any wait. */
  onRoom?(places: number, spawn: Spawn<Task>): void;
  /** Called with the number of places that no task uses; returns how many of them are given up for good. */
  spare?(places: number, most: number): number;
}

/** Adds tasks that came up while another was tried. */
export type Spawn<Task> = (tasks: readonly Task[]) => void;

/**
 * A new policy of IAM takes from seconds to a minute to be in force everywhere
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency);
 * ten attempts at a refused permission take 32 seconds in the mean, and at most 65.
 */
export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: { failure: 4, permission: 10, throttling: 40 },
  baseDelayMs: { failure: 100, permission: 500, throttling: 100 },
  maxDelayMs: 10_000,
};

/** The caller's own permissions are not new as those of the functions may be. */
export const CALLER_RETRY: RetryPolicy = {
  ...DEFAULT_RETRY,
  maxAttempts: { ...DEFAULT_RETRY.maxAttempts, permission: 4 },
};

/**
 * Resolves when every task is done or given up. Tasks are taken from their source only as they can
 * be run, so that it is never read ahead; those that an attempt spawns go before them.
 */
export async function scatter<Task>(
  tasks: AsyncIterable<Task> | Iterable<Task>,
  options: ScatterOptions<Task>,
): Promise<void> {
  const limit = createAdaptiveLimit(options.concurrency, options.clock);
  const source =
    Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]();
  const ready: Task[] = [];
  let running = 0;
  let isTaking = false;
  let isExhausted = false;
  let failure: { error: unknown } | undefined;
  let wake = () => {};

  function fail(error: unknown): void {
    failure ??= { error };
  }

  function spawn(more: readonly Task[]): void {
    ready.push(...more);
    wake();
  }

  async function runTask(task: Task): Promise<void> {
    running += 1;
    await retryUntilSettled(task, limit, options, spawn, () => failure !== undefined).catch(fail);
    running -= 1;
    wake();
  }

  async function take(): Promise<void> {
    isTaking = true;
    try {
      const { done, value } = await source.next();
      if (done) isExhausted = true;
      else ready.push(value);
    } catch (error) {
      isExhausted = true;
      fail(error);
    }
    isTaking = false;
    wake();
  }

  while (running > 0 || (!failure && !(isExhausted && ready.length === 0))) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const hasRoom = !failure && running < limit.current();
    const next = hasRoom ? ready.shift() : undefined;
    if (next !== undefined) {
      void runTask(next);
      continue;
    }
    if (hasRoom && !isTaking && !isExhausted) void take();
    if (hasRoom && isExhausted && options.spare) {
      limit.lowerTo(limit.most() - options.spare(limit.current() - running, limit.most()));
    }
    options.onRoom?.(hasRoom && isExhausted ? limit.current() - running : 0, spawn);
    await woken;
  }
  if (!isExhausted) await source.return?.();
  if (failure) throw failure.error;
}

/** Sees one task through all its attempts, unless something else has ended it all. */
async function retryUntilSettled<Task>(
  task: Task,
  limit: AdaptiveLimit,
  options: ScatterOptions<Task>,
  spawn: Spawn<Task>,
  isOver: () => boolean,
): Promise<void> {
  const { retry, clock, signal } = options;
  let left: Task | undefined = task;
  let failures = NO_FAILURES;
  while (left !== undefined && !isOver()) {
    if (signal.aborted) {
      await options.giveUp(left, INTERRUPTED, spawn);
      return;
    }
    const trying: Task = left;
    const result = await limit.run(() => options.attempt(trying, spawn));
    left = result.rest;
    const fault = result.fault ?? BROKEN_ANSWER;
    const { patience } = fault;
    if (result.fault && patience === 'throttling') limit.throttled();
    else limit.succeeded();
    if (left === undefined || signal.aborted) continue;

    if (result.progressed) failures = NO_FAILURES;
    else failures = { ...failures, [patience]: failures[patience] + 1 };
    const isExhausted = failures[patience] >= retry.maxAttempts[patience];
    if (!fault.retryable || isExhausted) {
      left = await options.giveUp(left, fault, spawn);
      failures = NO_FAILURES;
    } else if (!result.progressed || patience === 'throttling') {
      const inARow = failures.failure + failures.permission + failures.throttling;
      const delays = { baseDelayMs: retry.baseDelayMs[patience], maxDelayMs: retry.maxDelayMs };
      await clock.sleep(backoffMs(inARow, delays, options.random), signal);
    }
  }
}

type Failures = Readonly<Record<Patience, number>>;

const NO_FAILURES: Failures = { failure: 0, permission: 0, throttling: 0 };
