// Worker threads as an invoker of workers: each invocation has a thread to itself while it lasts.
//
// Worker threads are used without a pool library because an invocation answers with a stream of
// frames and must survive the death of its thread, where pools return one value for one call.

import { Worker } from 'node:worker_threads';
import { InvocationError } from '../errors/invocation-error.ts';
import type { BilledFrame, WorkerFrame } from '../protocol/frame.ts';
import type { InvokeWorker } from '../protocol/ports.ts';
import type { WorkerRequest } from '../protocol/request.ts';
import { createChannel } from '../scatter/channel.ts';
import { flattenAsync } from '../scatter/flatten-async.ts';
import { isOutOfFiles } from './out-of-files.ts';
import { packTask, type ThreadAnswer, unpackAnswer } from './thread-messages.ts';

export interface ThreadPool {
  readonly invokeWorker: InvokeWorker;
  /** Ends all threads, whatever they are doing. */
  close(): Promise<void>;
}

/** What lives long in a thread is little; a small nursery keeps its memory so, at no cost in time. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16 };

/** `entry` is the module that each thread runs; it calls `serveThread`. */
export function createThreadPool(entry: URL, threads: number): ThreadPool {
  const idle: Worker[] = [];
  const alive = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let places = threads;
  let busy = 0;
  let invocations = 0;

  /** Waits for a place in the pool. */
  async function acquire(): Promise<void> {
    if (busy >= places) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  }

  /** Passes the place in the pool on to whoever waits for one. */
  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  }

  /**
   * Whether a thread that could not begin for want of files gave up its place, so that those that are
   * left have enough.
   */
  function shrinkAfter(error: unknown): boolean {
    if (places === 1 || !isOutOfFiles(error)) return false;
    places -= 1;
    busy -= 1;
    return true;
  }

  function start(): Worker {
    const thread = new Worker(entry, { resourceLimits: THREAD_LIMITS });
    alive.add(thread);
    // Who has a task with the thread listens for himself; between two tasks its end is enough.
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
  ): AsyncGenerator<readonly (WorkerFrame | BilledFrame)[]> {
    await acquire();
    if (signal.aborted) {
      release();
      return;
    }
    const thread = idle.pop() ?? start();
    const startedAt = performance.now();
    invocations += 1;
    let begun = false;
    let ended = false;
    let shrunk = false;
    let failure: { error: unknown } | undefined;
    try {
      thread.postMessage(packTask(request, String(invocations)));
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
      // A thread that has not ended its answer may be deep in its work: there is no other way out.
      if (ended) idle.push(thread);
      else await thread.terminate();
      shrunk = failure !== undefined && !begun && shrinkAfter(failure.error);
      if (!shrunk) release();
    }
    if (shrunk) return yield* invoke(request, signal);
    yield [{ type: 'billed', durationMs: performance.now() - startedAt }];
    if (failure) throw failure.error;
  }

  return {
    invokeWorker: (request, signal) => flattenAsync(invoke(request, signal)),
    async close() {
      await Promise.all([...alive].map((thread) => thread.terminate()));
    },
  };
}

/** What a thread sends, until someone stops listening, the signal aborts or it dies. */
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
