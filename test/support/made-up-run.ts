// Made-up events of whole runs with their times, for pages: as the engine would tell them, but larger than
// a test could count.

import type { RunEvent } from '../../src/events/run-event.ts';
import { sizesOf } from '../../src/events/size-bins.ts';
import {
  cascadesOf,
  countOf,
  endOf,
  type MadeUpObject,
  type MadeUpRun,
  makeUpObject,
  makeUpTasks,
  sumOf,
  type Task,
  type TimedEvent,
} from './made-up-work.ts';
import { seededRandom } from './seeded.ts';

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
  const objects = Array.from({ length: run.keys }, (_, n) =>
    makeUpObject(n, random, run.medianBytes),
  );
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
