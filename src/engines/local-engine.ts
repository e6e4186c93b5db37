// The local engine and all its tuning: a cascade in this thread, and workers in threads.

import { createLocalCascade } from '../local/local-cascade.ts';
import { createThreadPool } from '../local/thread-pool.ts';
import { systemClock } from '../scatter/clock.ts';
import { DEFAULT_RETRY } from '../scatter/scatter.ts';

/** With two at a time, the threads have work while one batch ends and the next begins. */
const LOCAL_CASCADES = 2;

const REPORT_EVERY_MS = 200;

/** Slices that a thread has open at a time. While one file is decoded, another is counted. */
export const FILES_IN_FLIGHT = 4;

/** The same for downloads, which wait more than they compute. */
export const DOWNLOADS_IN_FLIGHT = 8;

/** A small folder is listed in that time, and then a large file does not keep the small ones waiting. */
const LOOK_AHEAD_MS = 20;

const LOCAL_BATCHES = {
  maxObjects: 5_000,
  maxNameBytes: 4 * 2 ** 20,
  maxWorkers: Number.POSITIVE_INFINITY,
  lookAheadMs: LOOK_AHEAD_MS,
  maxWaiting: 20_000,
};

/** `inFlight` is how many slices a thread has open at a time. */
export function createLocalEngine(threads: number, inFlight: number) {
  const pool = createThreadPool(new URL('./worker-thread.js', import.meta.url), threads);
  const invokeCascade = createLocalCascade({
    invokeWorker: pool.invokeWorker,
    parallelWorkers: threads,
    clock: systemClock,
    random: Math.random,
    retry: DEFAULT_RETRY,
  });
  return {
    request: {
      engine: 'local',
      cascades: LOCAL_CASCADES,
      workers: LOCAL_CASCADES * threads,
      reportEveryMs: REPORT_EVERY_MS,
      inFlight,
      batches: LOCAL_BATCHES,
    },
    invokeCascade,
    runningWorkers: pool.running,
    close: () => pool.close(),
  } as const;
}
