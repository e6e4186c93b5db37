// Made-up events of whole runs with their times, for pages: as the engine would tell them, but larger than
// a test could count.

import type { Invocation, RunEvent, SourceName } from '../../src/events/run-event.ts';
import { sizesOf } from '../../src/events/size-bins.ts';
import { seededRandom } from './seeded.ts';

export interface TimedEvent {
  readonly atMs: number;
  readonly event: RunEvent;
}

export interface MadeUpRun {
  readonly source: SourceName;
  readonly engine: 'lambda' | 'local';
  readonly keys: number;
  readonly workers: number;
  /** The time that the counting takes, about. */
  readonly countingMs: number;
  /** Outcomes of some keys other than counted, by reason. */
  readonly outcomes?: readonly Outcome[];
  readonly throttled?: boolean;
  /** Dollars: its limit, if it has one. */
  readonly maxDollars?: number;
}

export interface Outcome {
  readonly status: 'partial' | 'failed' | 'skipped';
  readonly reason: string;
  readonly keys: number;
}

interface MadeUpObject {
  readonly key: string;
  readonly sizeBytes: number;
}

interface Task {
  readonly objects: readonly MadeUpObject[];
  readonly sizeBytes: number;
  startedMs: number;
  endedMs: number;
  initMs: number;
  isRetry: boolean;
  isHedge: boolean;
}

/** Decoded bytes, lines and words in a stored byte. */
const PER_BYTE = { bytes: 5.368, lines: 0.046_073, words: 0.598_948 };

/** The counting cost of a stored byte. */
const DECODING_COST = 12;

const READING_EVERY_MS = 100;
const LISTING_MS = { first: 120, between: 180 };
const PAGE_KEYS = 1_000;

const PRICES = {
  region: 'us-east-1',
  asOf: '2026-11-01',
  source: 'https://aws.amazon.com/lambda/pricing/',
  perGbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 },
  perMillionInvocations: 0.2,
  perThousandGets: 0.0004,
  perThousandLists: 0.005,
};

/** All events of the run, in their order. */
export function makeUpRun(run: MadeUpRun, seed = 7): TimedEvent[] {
  const random = seededRandom(seed);
  const objects = Array.from({ length: run.keys }, (_, n) => makeUpObject(n, random));
  const events: TimedEvent[] = [{ atMs: 5, event: startOf(run) }];
  for (let at = 0, page = 0; at < objects.length; at += PAGE_KEYS, page += 1) {
    const listed = objects.slice(at, at + PAGE_KEYS);
    events.push({
      atMs: LISTING_MS.first + page * LISTING_MS.between,
      event: {
        type: 'listed',
        objects: listed.length,
        sizeBytes: sumOf(listed),
        complete: at + PAGE_KEYS >= objects.length,
        storeRequests: 1,
        sizes: sizesOf(listed),
      },
    });
  }
  if (run.engine === 'lambda') {
    const atMs = events.at(-1)?.atMs ?? 0;
    events.push({ atMs, event: toCountOf(objects) });
  }
  const tasks = makeUpTasks(run, objects, random);
  for (const task of tasks) events.push(...endOf(run, task, random));
  const endMs = Math.max(...tasks.map(({ endedMs }) => endedMs)) + 60;
  events.push(...cascadesOf(run, endMs));
  for (let atMs = 300; atMs < endMs; atMs += READING_EVERY_MS) {
    events.push({ atMs, event: readingAt(run, tasks, atMs) });
  }
  if (run.throttled) events.push({ atMs: 900, event: THROTTLED });
  const outcomes = outcomesOf(run, objects);
  for (const outcome of outcomes) {
    const atMs = 800 + random() * (endMs - 1_000);
    events.push({ atMs, event: outcome });
  }
  events.sort((a, b) => a.atMs - b.atMs);
  const status = outcomes.length > 0 ? 'incomplete' : 'complete';
  events.push({ atMs: endMs, event: { type: 'run-ended', status, elapsedMs: endMs } });
  return events;
}

const THROTTLED: RunEvent = {
  type: 'warning',
  code: 'throttled',
  message: 'Lambda refused invocations, because too many run at a time; they were made again',
  keys: 0,
  level: 'information',
};

function startOf({ source, engine, workers, maxDollars }: MadeUpRun): RunEvent {
  const limits = { workers, cascades: 10, taskSlices: 1_000, batches: { maxObjects: 10_000 } };
  return {
    type: 'run-started',
    schema: 1,
    source,
    engine,
    words: 'wc',
    ...(engine === 'lambda' ? { prices: PRICES, limits } : {}),
    ...(maxDollars === undefined ? {} : { maxDollars }),
  };
}

/** All of them are gzip members, which are not divided. */
function toCountOf(objects: readonly MadeUpObject[]): RunEvent {
  const workOf = (some: readonly MadeUpObject[]) => {
    const sizeBytes = sumOf(some);
    return { objects: some.length, sizeBytes, cost: DECODING_COST * sizeBytes };
  };
  const largest = workOf(objects.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 1));
  const { cost: _, ...figures } = workOf(objects);
  return {
    type: 'to-count',
    ...workOf(objects),
    ...{ largest, largestUndivided: largest, dividable: [] },
    formats: [{ format: 'gzip', ...figures }],
  };
}

/** Sizes are spread as those of log files are: many of some 100 kB, a few large ones. */
function makeUpObject(n: number, random: () => number): MadeUpObject {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const day = String(1 + (n % 28)).padStart(2, '0');
  const key = `2026/11/${day}/app-${String(n).padStart(4, '0')}.log.gz`;
  return { key, sizeBytes: Math.round(120_000 * Math.exp(normal * 1.1)) };
}

function makeUpTasks(
  { workers, countingMs, engine, outcomes = [] }: MadeUpRun,
  objects: readonly MadeUpObject[],
  random: () => number,
): Task[] {
  const special = outcomes.reduce((sum, { keys }) => sum + keys, 0);
  const rest = objects.slice(special);
  const wanted = Math.min(rest.length, Math.ceil(workers * 2.6));
  const perTask = Math.ceil(rest.length / Math.max(1, wanted));
  const freeAtMs = Array.from(
    { length: workers },
    (_, n) => 350 + n * (engine === 'lambda' ? 9 : 1),
  );
  const tasks: Task[] = [];
  for (let at = 0; at < rest.length; at += perTask) {
    const some = rest.slice(at, at + perTask);
    const worker = freeAtMs.indexOf(Math.min(...freeAtMs));
    const startedMs = freeAtMs[worker] as number;
    const isCold = engine === 'lambda' && startedMs < 350 + workers * 9;
    const initMs = isCold ? 240 + random() * 160 : 0;
    const isSlow = random() < 0.02;
    const ms = (countingMs / 3) * (0.55 + random() * 0.7) * (isSlow ? 1.7 : 1);
    const endedMs = startedMs + initMs + ms;
    freeAtMs[worker] = endedMs + 12;
    const isRetry = engine === 'lambda' && !isCold && random() < 0.04;
    const isHedge = engine === 'lambda' && isSlow && !isRetry;
    const times = { startedMs, endedMs, initMs };
    tasks.push({ objects: some, sizeBytes: sumOf(some), ...times, isRetry, isHedge });
  }
  return tasks;
}

/** A task ends with its invocation and the count of its objects. */
function endOf(run: MadeUpRun, task: Task, random: () => number): TimedEvent[] {
  const { objects, sizeBytes, startedMs, endedMs, initMs, isRetry, isHedge } = task;
  const durationMs = endedMs - startedMs - initMs;
  const slowest = objects
    .map((object) => ({ ...object, ms: (durationMs * object.sizeBytes) / Math.max(1, sizeBytes) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 3);
  const invocation: Invocation = {
    type: 'invocation',
    tier: 'worker',
    startedMs,
    endedMs,
    durationMs,
    ...(isRetry ? { isRetry: true } : {}),
    ...(isHedge ? { isHedge: true } : {}),
    ...(run.engine === 'lambda'
      ? {
          billedMs: Math.ceil(durationMs + initMs),
          memoryMb: 1769,
          memoryUsedMb: 180 + Math.round(random() * 60),
          architecture: 'arm64' as const,
          storeRequests: objects.length,
          ...(initMs > 0 ? { initMs } : {}),
        }
      : {}),
  };
  const sum: RunEvent = {
    type: 'sum',
    objects: objects.length,
    sizeBytes,
    ...countOf(sizeBytes),
    slowest,
    sizes: sizesOf(objects),
  };
  return [
    { atMs: endedMs, event: invocation },
    { atMs: endedMs, event: sum },
  ];
}

function cascadesOf({ engine, workers }: MadeUpRun, endMs: number): TimedEvent[] {
  if (engine === 'local') return [];
  return Array.from({ length: Math.max(1, Math.round(workers / 30)) }, (_, n) => {
    const startedMs = 180 + n * 90;
    const endedMs = endMs - 20 - n * 300;
    const durationMs = endedMs - startedMs - 310;
    const event: Invocation = {
      type: 'invocation',
      tier: 'cascade',
      startedMs,
      endedMs,
      durationMs,
      initMs: 310,
      billedMs: Math.ceil(durationMs + 310),
      memoryMb: 512,
      memoryUsedMb: 140,
      architecture: 'arm64',
      storeRequests: 0,
    };
    return { atMs: endedMs, event };
  });
}

function readingAt(run: MadeUpRun, tasks: readonly Task[], atMs: number): RunEvent {
  const running = tasks.filter((task) => task.startedMs <= atMs && atMs < task.endedMs);
  const bytes = running.reduce((sum, task) => {
    const counting = Math.max(0, atMs - task.startedMs - task.initMs);
    return sum + task.sizeBytes * (counting / (task.endedMs - task.startedMs - task.initMs));
  }, 0);
  const { bytes: decodedBytes, lines, words } = countOf(bytes);
  const isWaiting = run.throttled && atMs > 900 && atMs < 1_600;
  return {
    type: 'reading',
    bytes: Math.round(bytes),
    decodedBytes,
    lines,
    words,
    workers: running.length,
    objects: running
      .slice(0, 2)
      .flatMap(({ objects: [object] }) =>
        object ? [{ ...object, readBytes: Math.round(object.sizeBytes / 2) }] : [],
      ),
    ...(isWaiting ? { waiting: 'throttled' as const } : {}),
  };
}

function outcomesOf({ outcomes = [] }: MadeUpRun, objects: readonly MadeUpObject[]): RunEvent[] {
  let next = 0;
  return outcomes.flatMap(({ status, reason, keys }) =>
    Array.from({ length: keys }, (): RunEvent => {
      const { key, sizeBytes } = objects[next++] as MadeUpObject;
      const counted = status === 'partial' ? countOf(sizeBytes * 0.6) : countOf(0);
      return { type: 'object', key, sizeBytes, ...counted, ms: 90, status, reason };
    }),
  );
}

/** An interrupted run: its events up to the moment, and each key that it did not reach. */
export function interruptAt(events: readonly TimedEvent[], atMs: number): TimedEvent[] {
  const past = events.filter((timed) => timed.atMs <= atMs);
  const counted = past.reduce((sum, { event }) => {
    if (event.type === 'sum') return sum + event.objects;
    return event.type === 'object' ? sum + 1 : sum;
  }, 0);
  const listed = past.reduce(
    (sum, { event }) => sum + (event.type === 'listed' ? event.objects : 0),
    0,
  );
  const left = Array.from({ length: listed - counted }, (_, n): TimedEvent => {
    const key = `2026/11/28/app-${9000 + n}.log.gz`;
    const none = { sizeBytes: 120_000, bytes: 0, lines: 0, words: 0, ms: 0 };
    return {
      atMs: atMs + 1,
      event: { type: 'object', key, ...none, status: 'skipped', reason: 'interrupted' },
    };
  });
  const end: RunEvent = { type: 'run-ended', status: 'interrupted', elapsedMs: atMs + 1 };
  return [...past, ...left, { atMs: atMs + 1, event: end }];
}

function countOf(bytes: number) {
  return {
    bytes: Math.round(bytes * PER_BYTE.bytes),
    lines: Math.round(bytes * PER_BYTE.lines),
    words: Math.round(bytes * PER_BYTE.words),
  };
}

function sumOf(objects: readonly MadeUpObject[]): number {
  return objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
