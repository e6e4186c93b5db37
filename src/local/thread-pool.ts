// Invokes workers on worker threads. Each invocation has a thread to itself.
//
// No pool library is used: those return one value for one call, but an invocation answers with a stream
// of frames, and must survive the death of its thread.

import { Worker } from 'node:worker_threads';
import { InvocationError } from '../errors/invocation-error.ts';
import type { BilledFrame, WorkerFrame } from '../protocol/frame.ts';
import type { InvokeWorker } from '../protocol/ports.ts';
import type { WorkerRequest } from '../protocol/request.ts';
import { createChannel } from '../scatter/channel.ts';
import { flattenAsync } from '../scatter/flatten-async.ts';
import { isOutOfFiles } from './out-of-files.ts';
import { packTask, type TaskShare, type ThreadAnswer, unpackAnswer } from './thread-messages.ts';

export interface ThreadPool {
  readonly invokeWorker: InvokeWorker;
  /** The same for a thread that shares a task with others. */
  readonly invokeSharing: (
    request: WorkerRequest,
    share: TaskShare,
    signal: AbortSignal,
  ) => ReturnType<InvokeWorker>;
  /** The invocations that have a thread, and the time that they have run so far, together. */
  running(): { readonly workers: number; readonly computeMs: number };
  /** Ends all threads, whatever they are doing. */
  close(): Promise<void>;
}

/** Few objects live long in a thread, so a small young generation saves memory and costs no time. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16 };

/** `entry` is the module, or its path, that each thread runs; it calls `serveThread`. */
export function createThreadPool(entry: URL | string, threads: number): ThreadPool {
  const idle: Worker[] = [];
  const alive = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let maxBusy = threads;
  let busy = 0;
  let invocations = 0;
  /** When those that run began. */
  const startTimes = new Map<number, number>();

  /** Waits until a thread may be used. */
  async function acquire(): Promise<void> {
    if (busy >= maxBusy) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  }

  /** Lets the next waiting invocation begin. */
  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  }

  /**
   * Makes the pool smaller if a thread could not start because no file descriptor was left, so that the
   * other threads have enough. Says whether it did.
   */
  function shrinkAfter(error: unknown): boolean {
    if (maxBusy === 1 || !isOutOfFiles(error)) return false;
    maxBusy -= 1;
    busy -= 1;
    return true;
  }

  function start(): Worker {
    const thread = new Worker(entry, { resourceLimits: THREAD_LIMITS });
    alive.add(thread);
    // While a task runs, answersOf() handles errors; between tasks only `exit` matters.
    thread.on('error', () => undefined);
    thread.once('exit', () => {
      alive.delete(thread);
      const index = idle.indexOf(thread);
      if (index >= 0) idle.splice(index, 1);
    });
    return thread;
  }

  async function* invoke(
    request: WorkerRequest,
    signal: AbortSignal,
    share?: TaskShare,
  ): AsyncGenerator<readonly (WorkerFrame | BilledFrame)[]> {
    await acquire();
    if (signal.aborted) {
      release();
      return;
    }
    const thread = idle.pop() ?? start();
    const startedAt = performance.now();
    invocations += 1;
    const number = invocations;
    startTimes.set(number, startedAt);
    let begun = false;
    let ended = false;
    let shrunk = false;
    let failure: { error: unknown } | undefined;
    try {
      const task = packTask(request, String(number));
      thread.postMessage(share ? { ...task, share } : task);
      for await (const answer of answersOf(thread, signal)) {
        const frames = unpackAnswer(answer);
        begun = true;
        yield frames;
        if (frames.at(-1)?.type !== 'end') continue;
        ended = true;
        break;
      }
    } catch (error) {
      failure = { error };
    } finally {
      startTimes.delete(number);
      // A thread that has not ended its answer may be busy, and only termination stops it.
      if (ended) idle.push(thread);
      else await thread.terminate();
      shrunk = failure !== undefined && !begun && shrinkAfter(failure.error);
      if (!shrunk) release();
    }
    if (shrunk) return yield* invoke(request, signal, share);
    yield [{ type: 'billed', durationMs: performance.now() - startedAt }];
    if (failure) throw failure.error;
  }

  return {
    invokeWorker: (request, signal) => flattenAsync(invoke(request, signal)),
    invokeSharing: (request, share, signal) => flattenAsync(invoke(request, signal, share)),
    running() {
      const now = performance.now();
      let computeMs = 0;
      for (const startedAt of startTimes.values()) computeMs += now - startedAt;
      return { workers: startTimes.size, computeMs };
    },
    async close() {
      await Promise.all([...alive].map((thread) => thread.terminate()));
    },
  };
}

/** A thread's messages, until the consumer stops, the signal aborts or the thread dies. */
async function* answersOf(thread: Worker, signal: AbortSignal): AsyncGenerator<ThreadAnswer> {
  const answers = createChannel<ThreadAnswer>();
  const stopListening = new AbortController();
  const take = (answer: ThreadAnswer) => void answers.push(answer);
  const die = (cause: unknown) => {
    const message = cause instanceof Error ? cause.message : `the thread ended with code ${cause}`;
    answers.fail(new InvocationError('worker-died', message, { retryable: true, cause }));
  };
  thread.on('message', take).once('error', die).once('exit', die);
  signal.addEventListener('abort', answers.close, { signal: stopListening.signal });
  try {
    yield* answers;
  } finally {
    stopListening.abort();
    thread.off('message', take).off('error', die).off('exit', die);
  }
}
