// The runs of the server: which are in progress, so that nobody starts one twice, and the last ones
// that have ended, for those who come a little late.

import { randomBytes } from 'node:crypto';
import type { RunQuery, RunSummary } from './contract.ts';
import { createFairQueue } from './fair-queue.ts';
import { shuttingDown, tooManyRuns } from './refusal.ts';
import { type SharedRun, type SharedRunOptions, startSharedRun } from './shared-run.ts';

export interface RunRegistry {
  /**
   * The run in progress that serves the query, or else a new one.
   * @throws {Refusal} when there are too many.
   */
  start(query: RunQuery): { readonly run: SharedRun; readonly isNew: boolean };
  find(id: string): SharedRun | undefined;
  /** A run in progress that tells all that is asked for, if there is one. */
  inProgress(query: RunQuery): SharedRun | undefined;
  /** The newest first. */
  list(): RunSummary[];
  /** Stops all runs and starts no more; resolves when they have ended. */
  close(): Promise<void>;
}

export interface RunRegistryOptions
  extends Pick<SharedRunOptions, 'begin' | 'clock' | 'graceMs' | 'heartbeatMs' | 'onError'> {
  readonly maxRuns: number;
  /** Told when a run starts, and again when it has ended. */
  onChange(run: SharedRun): void;
}

/** Ended runs that can still be joined: so many, with logs of so many bytes, for so long. */
const KEPT = { runs: 20, logBytes: 64 * 2 ** 20, forMs: 10 * 60_000 };

export function createRunRegistry(options: RunRegistryOptions): RunRegistry {
  const queue = createFairQueue(options.clock);
  const running = new Map<string, SharedRun>();
  /** In the order of their ends. */
  const ended = new Map<string, SharedRun>();
  let isClosed = false;

  function inProgress(query: RunQuery): SharedRun | undefined {
    for (const run of running.values()) {
      // One that tells of each object tells the sums too.
      const tellsEnough = run.query.noAgg || !query.noAgg;
      const isOpen = run.summary().state === 'running';
      if (run.query.prefix === query.prefix && tellsEnough && isOpen) return run;
    }
    return undefined;
  }

  async function settle(run: SharedRun): Promise<void> {
    const { id } = run;
    await run.ended;
    running.delete(id);
    ended.set(id, run);
    options.onChange(run);
    setTimeout(() => ended.delete(id), KEPT.forMs).unref();
    forgetOldest();
  }

  function forgetOldest(): void {
    let logBytes = 0;
    for (const [index, [id, other]] of [...ended].reverse().entries()) {
      logBytes += other.logBytes();
      // The one that has just ended stays in any case.
      if (index > 0 && (index >= KEPT.runs || logBytes > KEPT.logBytes)) ended.delete(id);
    }
  }

  return {
    inProgress,
    find: (id) => running.get(id) ?? ended.get(id),
    start(query) {
      if (isClosed) throw shuttingDown();
      const known = inProgress(query);
      if (known) return { run: known, isNew: false };
      if (running.size >= options.maxRuns) throw tooManyRuns(options.maxRuns);
      const run = startSharedRun({ ...options, queue, id: randomBytes(6).toString('hex'), query });
      running.set(run.id, run);
      options.onChange(run);
      void settle(run);
      return { run, isNew: true };
    },
    list: () => [...ended.values(), ...running.values()].reverse().map((run) => run.summary()),
    async close() {
      isClosed = true;
      const runs = [...running.values()];
      for (const run of runs) run.stop();
      await Promise.all(runs.map((run) => run.ended));
    },
  };
}
