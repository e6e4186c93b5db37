// The maximum number of workers at a time. More workers than there is memory for would end a run that could have
// succeeded.

import { availableParallelism, totalmem } from 'node:os';
import { tooManyThreads, tooManyWorkers } from '../errors/user-error.ts';
import type { Engine } from '../events/run-event.ts';
import { MAX_LAMBDA_WORKERS } from './workers-limit.ts';

/** `auto`: on Lambda the program chooses by the work and the account; on this machine one for each core. */
export type Concurrency = number | 'auto';

/** Memory of a thread with an AWS client and its buffers. Some formats need more for a while. */
const THREAD_BYTES = 64 * 2 ** 20;

/** The rest is left for the main thread, the system and its file cache. */
const MEMORY_SHARE = 3 / 4;

/** @throws {UserError} when `concurrency` is given and is above the limit of the engine. */
export function checkConcurrency(engine: Engine, concurrency: Concurrency | undefined): void {
  if (typeof concurrency !== 'number') return;
  if (engine === 'lambda') {
    if (concurrency > MAX_LAMBDA_WORKERS) throw tooManyWorkers(MAX_LAMBDA_WORKERS);
    return;
  }
  const threads = maxThreads(memoryBytes(), availableParallelism());
  if (concurrency > threads) throw tooManyThreads(threads);
}

/** Threads at a time. */
export function threadsFor(concurrency: Concurrency | undefined): number {
  return typeof concurrency === 'number' ? concurrency : availableParallelism();
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
