// Made-up objects, the tasks in which they are counted, and the invocations that do it.

import type { Invocation, RunEvent, SourceName } from '../../src/events/run-event.ts';
import { sizesOf } from '../../src/events/size-bins.ts';

export interface TimedEvent {
  readonly atMs: number;
  readonly event: RunEvent;
}

export interface MadeUpRun {
  readonly source: SourceName;
  readonly engine: 'lambda' | 'local';
  readonly keys: number;
  readonly workers: number;
  /** The median of the sizes; 120 kB if left out. */
  readonly medianBytes?: number;
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

export interface MadeUpObject {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface Task {
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

const MEDIAN_BYTES = 120_000;

/** Sizes are spread as those of log files are: many of some 100 kB, a few large ones. */
export function makeUpObject(
  n: number,
  random: () => number,
  medianBytes = MEDIAN_BYTES,
): MadeUpObject {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const day = String(1 + (n % 28)).padStart(2, '0');
  const key = `2026/11/${day}/app-${String(n).padStart(4, '0')}.log.gz`;
  return { key, sizeBytes: Math.round(medianBytes * Math.exp(normal * 1.1)) };
}

export function makeUpTasks(
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
export function endOf(run: MadeUpRun, task: Task, random: () => number): TimedEvent[] {
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

export function cascadesOf({ engine, workers }: MadeUpRun, endMs: number): TimedEvent[] {
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

export function countOf(bytes: number) {
  return {
    bytes: Math.round(bytes * PER_BYTE.bytes),
    lines: Math.round(bytes * PER_BYTE.lines),
    words: Math.round(bytes * PER_BYTE.words),
  };
}

export function sumOf(objects: readonly MadeUpObject[]): number {
  return objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
