// What a run counts and with what: the one thing that differs between a folder and a bucket.

import { createLocalCascade } from '../local/local-cascade.ts';
import { createThreadPool } from '../local/thread-pool.ts';
import type { InvokeCascade, ObjectStore } from '../run/ports.ts';
import type { RunRequest } from '../run/run.ts';
import { systemClock } from '../scatter/clock.ts';
import { DEFAULT_RETRY } from '../scatter/scatter.ts';

export interface RunTarget {
  readonly request: Pick<
    RunRequest,
    | 'source'
    | 'sourceName'
    | 'engine'
    | 'prices'
    | 'cascades'
    | 'workers'
    | 'workersPerCascade'
    | 'inFlight'
    | 'reportEveryMs'
    | 'batches'
  >;
  readonly store: Pick<ObjectStore, 'list' | 'requests'>;
  readonly invokeCascade: InvokeCascade;
  /** Ends whatever it has started. */
  close(): Promise<void>;
}

/** Two at a time, so that the threads have work while one batch ends and the next begins. */
const LOCAL_CASCADES = 2;

const REPORT_EVERY_MS = 200;

const LOCAL_BATCHES = {
  firstObjects: 256,
  maxObjects: 5_000,
  maxBytes: 64 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** The part of a target that the local engine makes, whatever is counted. */
export function createLocalEngine(threads: number) {
  const pool = createThreadPool(new URL('./worker-thread.js', import.meta.url), threads);
  const invokeCascade = createLocalCascade({
    invokeWorker: pool.invokeWorker,
    clock: systemClock,
    random: Math.random,
    retry: DEFAULT_RETRY,
  });
  return {
    request: {
      engine: 'local',
      cascades: LOCAL_CASCADES,
      workers: LOCAL_CASCADES * threads,
      workersPerCascade: threads,
      reportEveryMs: REPORT_EVERY_MS,
      batches: LOCAL_BATCHES,
    },
    invokeCascade,
    close: () => pool.close(),
  } as const;
}
