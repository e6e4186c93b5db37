// How many workers at a time there may be: more than there is memory, or there are connections, for
// would end a run that could have gone well.

import { availableParallelism, totalmem } from 'node:os';
import { tooManyThreads, tooManyWorkers } from '../errors/user-error.ts';
import type { Engine } from '../events/run-event.ts';

/**
 * A cascade may come to have all workers, a connection for each, and a function has 1,024 of them and
 * of open files together.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_LAMBDA_WORKERS = 900;

/** What a thread takes with an AWS client and its buffers; some formats take more, for a while. */
const THREAD_BYTES = 64 * 2 ** 20;

/** The rest is for the main thread, the system and its cache of files. */
const MEMORY_SHARE = 3 / 4;

/** @throws {UserError} when `concurrency`, if it was given, is beyond the engine's bound. */
export function checkConcurrency(engine: Engine, concurrency: number | undefined): void {
  if (concurrency === undefined) return;
  if (engine === 'lambda') {
    if (concurrency > MAX_LAMBDA_WORKERS) throw tooManyWorkers(MAX_LAMBDA_WORKERS);
    return;
  }
  const threads = maxThreads(memoryBytes(), availableParallelism());
  if (concurrency > threads) throw tooManyThreads(threads);
}

/** There may always be one for each core: that is the default. */
export function maxThreads(memoryBytes: number, cores: number): number {
  return Math.max(cores, Math.floor((memoryBytes * MEMORY_SHARE) / THREAD_BYTES));
}

/** Of the machine, or of the container that this is in. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
