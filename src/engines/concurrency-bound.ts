// The maximum number of workers at a time. More workers than there is memory or connections for would
// end a run that could have succeeded.

import { availableParallelism, totalmem } from 'node:os';
import { tooManyThreads, tooManyWorkers } from '../errors/user-error.ts';
import type { Engine } from '../events/run-event.ts';

/**
 * One cascade may get all workers and needs a connection for each. A function has at most 1,024 file
 * descriptors, which connections and open files share.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_LAMBDA_WORKERS = 900;

/** Workers at a time over all cascades. A new account may run far fewer, and is throttled then. */
const DEFAULT_LAMBDA_WORKERS = 100;

/** Memory of a thread with an AWS client and its buffers. Some formats need more for a while. */
const THREAD_BYTES = 64 * 2 ** 20;

/** The rest is left for the main thread, the system and its file cache. */
const MEMORY_SHARE = 3 / 4;

/** @throws {UserError} when `concurrency` is given and is above the limit of the engine. */
export function checkConcurrency(engine: Engine, concurrency: number | undefined): void {
  if (concurrency === undefined) return;
  if (engine === 'lambda') {
    if (concurrency > MAX_LAMBDA_WORKERS) throw tooManyWorkers(MAX_LAMBDA_WORKERS);
    return;
  }
  const threads = maxThreads(memoryBytes(), availableParallelism());
  if (concurrency > threads) throw tooManyThreads(threads);
}

/** Workers or threads at a time, if `concurrency` is not given either. */
export function workersAtATime(engine: Engine, concurrency: number | undefined): number {
  return concurrency ?? (engine === 'lambda' ? DEFAULT_LAMBDA_WORKERS : availableParallelism());
}

/** One thread per core is always allowed, because that is the default. */
export function maxThreads(memoryBytes: number, cores: number): number {
  return Math.max(cores, Math.floor((memoryBytes * MEMORY_SHARE) / THREAD_BYTES));
}

/** Memory of the machine, or of the container in which this runs. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
