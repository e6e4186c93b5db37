// `wordcount run`: wires the ports to a run, picks who reports it, and says with which code to exit.

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import picomatch from 'picomatch';
import type { WordRule } from '../counting/word-rule.ts';
import {
  noSource,
  noSuchDirectory,
  notADirectory,
  unreadableDirectory,
} from '../errors/user-error.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { createLocalCascade } from '../local/local-cascade.ts';
import { createThreadPool } from '../local/thread-pool.ts';
import { createJsonLines } from '../reporters/json-lines.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { RunEvent } from '../run/events.ts';
import { type RunRequest, run } from '../run/run.ts';
import { addEvent, NO_TOTALS, type Totals } from '../run/totals.ts';
import { systemClock } from '../scatter/clock.ts';
import { DEFAULT_RETRY } from '../scatter/scatter.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import { colorsFor, createStdoutWriter, wantsColor } from './output.ts';

/** The options of the verb, as the command line gives them. */
export interface RunOptions {
  readonly dir?: string;
  readonly prefix: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly words: WordRule;
  readonly concurrency?: number;
  readonly batchSize: number;
  readonly agg: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** Slices that a worker thread has open at a time: while one inflates, another is counted. */
const IN_FLIGHT = 4;

/** Two at a time, so that the threads have work while one batch ends and the next begins. */
const CASCADES = 2;

const REPORT_EVERY_MS = 200;

const BATCHES = {
  firstObjects: 256,
  maxObjects: 5_000,
  maxBytes: 64 * 2 ** 30,
  maxNameBytes: 4 * 2 ** 20,
};

/** @throws {UserError} when the run cannot begin. */
export async function runCommand(options: RunOptions): Promise<number> {
  const root = await resolveDirectory(options.dir);
  const threads = options.concurrency ?? availableParallelism();
  const pool = createThreadPool(new URL('./worker-thread.js', import.meta.url), threads);
  const interruption = listenForInterruption();
  const readerGone = new AbortController();
  const write = createStdoutWriter(() => readerGone.abort());
  try {
    const events = run(toRequest(options, root, threads), {
      store: createDirectoryStore(root),
      invokeCascade: createLocalCascade({
        invokeWorker: pool.invokeWorker,
        clock: systemClock,
        random: Math.random,
        retry: DEFAULT_RETRY,
      }),
      clock: systemClock,
      random: Math.random,
      retry: DEFAULT_RETRY,
      signal: AbortSignal.any([interruption.signal, readerGone.signal]),
    });
    const reporters = await createReporters(options, write);
    const totals = await follow(events, reporters);
    // A reader that has seen enough, such as head, is no error and wants no report.
    if (readerGone.signal.aborted) return 0;
    for (const reporter of reporters) await reporter.onEnd?.(totals);
    return exitCodeOf(totals, interruption);
  } finally {
    interruption.release();
    await pool.close();
  }
}

async function resolveDirectory(dir: string | undefined): Promise<string> {
  if (dir === undefined || dir === '') throw noSource();
  try {
    if (!(await stat(dir)).isDirectory()) throw notADirectory(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw noSuchDirectory(dir, error);
    if (code === 'EACCES') throw unreadableDirectory(dir, error);
    throw error;
  }
  return resolve(dir);
}

function toRequest(options: RunOptions, root: string, threads: number): RunRequest {
  const { prefix, words } = options;
  return {
    source: { kind: 'directory', path: root },
    sourceName: { dir: options.dir ?? root, prefix },
    engine: 'local',
    words,
    prefix,
    matches: createMatcher(options.include, options.exclude),
    perObject: !options.agg,
    cascades: CASCADES,
    workersPerCascade: threads,
    maxTaskSlices: options.batchSize,
    inFlight: IN_FLIGHT,
    reportEveryMs: REPORT_EVERY_MS,
    batches: BATCHES,
  };
}

/** Keys that match one of `include`, or any if there is none, and none of `exclude`. */
function createMatcher(
  include: readonly string[] = [],
  exclude: readonly string[] = [],
): (key: string) => boolean {
  const included = include.length > 0 ? picomatch([...include], { dot: true }) : () => true;
  const excluded = exclude.length > 0 ? picomatch([...exclude], { dot: true }) : () => false;
  return (key) => included(key) && !excluded(key);
}

async function createReporters(
  options: RunOptions,
  write: (text: string) => Promise<void>,
): Promise<Reporter[]> {
  const reporters: Reporter[] = [];
  const { stderr } = process;
  const tell = (text: string) => void stderr.write(text);
  if (!options.quiet && stderr.isTTY && process.env.TERM !== 'dumb') {
    const { createLiveBlock } = await import('../reporters/live-block.ts');
    const color = wantsColor(stderr, options.color);
    const title = `Counting ${options.dir}/${options.prefix}`;
    reporters.push(createLiveBlock({ title, stream: stderr, color, clock: systemClock }));
  } else if (!options.quiet) {
    const { createProgressLines } = await import('../reporters/progress-lines.ts');
    reporters.push(createProgressLines(tell, systemClock));
  }

  if (!options.agg) reporters.push(createJsonLines(write));
  else if (options.json) {
    const { toDocument } = await import('../reporters/json-document.ts');
    const end = (totals: Totals) => write(`${JSON.stringify(toDocument(totals))}\n`);
    reporters.push({ onEnd: end });
  } else {
    const { renderTotals } = await import('../reporters/report.ts');
    reporters.push({ onEnd: (totals) => write(renderTotals(totals)) });
  }

  if (!options.quiet) {
    const { renderReport } = await import('../reporters/report.ts');
    const colors = colorsFor(stderr, options.color);
    reporters.push({ onEnd: (totals) => tell(renderReport(totals, colors)) });
  }
  return reporters;
}

/** Shows the events to every reporter and returns the totals they lead to. */
async function follow(
  events: AsyncIterable<RunEvent>,
  reporters: readonly Reporter[],
): Promise<Totals> {
  let totals = NO_TOTALS;
  try {
    for await (const event of events) {
      totals = addEvent(totals, event);
      for (const reporter of reporters) await reporter.onEvent?.(event, totals);
    }
  } finally {
    for (const reporter of reporters) await reporter.stop?.();
  }
  return totals;
}

function exitCodeOf(totals: Totals, interruption: Interruption): number {
  if (totals.status === 'interrupted') return interruption.exitCode();
  return totals.status === 'complete' ? 0 : 1;
}
