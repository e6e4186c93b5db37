// The runs of the server: those in progress, so that viewers share them, the last ones that ended, for
// viewers that come late, and the results of those before.

import { randomBytes } from 'node:crypto';
import type { RunRecord } from '../events/run-record.ts';
import type { RunQuery, RunSummary } from './contract.ts';
import { createFairQueue } from './fair-queue.ts';
import { shuttingDown, tooManyRuns } from './refusal.ts';
import { type SharedRun, type SharedRunOptions, startSharedRun } from './shared-run.ts';

export interface RunRegistry {
  /**
   * Returns the run in progress that serves the query, or starts one.
   * @throws {Refusal} when too many are in progress.
   */
  start(query: RunQuery): { readonly run: SharedRun; readonly isNew: boolean };
  find(id: string): SharedRun | undefined;
  /** The run in progress that reports everything that the query asks for, if there is one. */
  inProgress(query: RunQuery): SharedRun | undefined;
  /** The newest first. */
  list(): RunSummary[];
  /** The result of a run that has ended. */
  result(id: string): RunResult | undefined;
  /** Stops all runs and refuses new ones; resolves when all have ended. */
  close(): Promise<void>;
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly record: RunRecord;
}

export interface RunRegistryOptions
  extends Pick<
    SharedRunOptions,
    'begin' | 'clock' | 'today' | 'graceMs' | 'heartbeatMs' | 'onError'
  > {
  readonly maxRuns: number;
  /** Called when a run starts, and again when it has ended. */
  onChange(run: SharedRun): void;
}

/** The limits for ended runs that can still be joined. */
const KEPT = { runs: 20, logBytes: 64 * 2 ** 20, forMs: 10 * 60_000 };

/** The results of so many ended runs are kept, each usually below 100 kB. */
const KEPT_RESULTS = 100;

export function createRunRegistry(options: RunRegistryOptions): RunRegistry {
  const queue = createFairQueue(options.clock);
  const running = new Map<string, SharedRun>();
  /** In the order of their ends. */
  const ended = new Map<string, SharedRun>();
  /** In the order of their ends too. */
  const results = new Map<string, RunResult>();
  let isClosed = false;

  function inProgress(query: RunQuery): SharedRun | undefined {
    for (const run of running.values()) {
      // A run with per-object events reports the sums too.
      const reportsEnough = run.query.noAgg || !query.noAgg;
      const isOpen = run.summary().state === 'running';
      if (run.query.prefix === query.prefix && reportsEnough && isOpen) return run;
    }
    return undefined;
  }

  async function settle(run: SharedRun): Promise<void> {
    const { id } = run;
    await run.ended;
    running.delete(id);
    ended.set(id, run);
    const summary = { ...run.summary(), viewers: 0, hasEvents: false };
    results.set(id, { summary, record: run.record() });
    options.onChange(run);
    setTimeout(() => ended.delete(id), KEPT.forMs).unref();
    forgetOldest();
  }

  function forgetOldest(): void {
    let logBytes = 0;
    for (const [index, [id, other]] of [...ended].reverse().entries()) {
      logBytes += other.logBytes();
      // The run that ended last is always kept.
      if (index > 0 && (index >= KEPT.runs || logBytes > KEPT.logBytes)) ended.delete(id);
    }
    for (const id of [...results.keys()].slice(0, -KEPT_RESULTS)) results.delete(id);
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
    list() {
      const past = [...results].map(([id, { summary }]) => ended.get(id)?.summary() ?? summary);
      const present = [...running.values()].map((run) => run.summary());
      return [...past, ...present].reverse();
    },
    result: (id) => results.get(id),
    async close() {
      isClosed = true;
      const runs = [...running.values()];
      for (const run of runs) run.stop();
      await Promise.all(runs.map((run) => run.ended));
    },
  };
}
