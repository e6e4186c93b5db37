// Made-up runs on Lambda and on this machine, in their middle and at their end, for displays.

import { pricesOf } from '../../src/aws/prices.ts';
import type { Progress } from '../../src/events/progress-meter.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import { collectRunDetails } from '../../src/reporters/run-details.ts';
import { totalsOf } from './sample-totals.ts';

export const LAMBDA_SOURCE = { bucket: 'logs', prefix: '2026/11/' };

const ON_LAMBDA: RunEvent = {
  type: 'run-started',
  schema: 1,
  source: LAMBDA_SOURCE,
  engine: 'lambda',
  words: 'wc',
  prices: pricesOf('us-east-1'),
};

const LISTED: RunEvent = {
  type: 'listed',
  objects: 2_122,
  sizeBytes: 438_000_000,
  complete: true,
  storeRequests: 3,
};

/** `workers` invocations of which `cold` were cold, each of a second. */
function invocations(tier: 'cascade' | 'worker', count: number, cold: number): RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'invocation',
    tier,
    billedMs: 400,
    durationMs: 390,
    memoryMb: 1_769,
    memoryUsedMb: 158,
    architecture: 'arm64',
    ...(tier === 'worker' && { storeRequests: 10 }),
    ...(index < cold && { initMs: 200 }),
    ...(index === 5 && { isRetry: true as const }),
  }));
}

const lost = (key: string, status: 'partial' | 'failed', reason: string): RunEvent => ({
  type: 'object',
  key,
  sizeBytes: 200_000,
  bytes: status === 'partial' ? 441_220 : 0,
  lines: 0,
  words: 0,
  ms: 12,
  status,
  reason,
});

export const LAMBDA_MIDDLE = totalsOf(
  ON_LAMBDA,
  LISTED,
  ...invocations('worker', 120, 100),
  {
    type: 'sum',
    objects: 1_228,
    sizeBytes: 237_000_000,
    bytes: 1_230_000_000,
    lines: 10_000_000,
    words: 140_000_000,
    slowest: [],
  },
  lost('2026/11/a.log.gz', 'partial', 'truncated'),
  lost('2026/11/b.log.gz', 'partial', 'truncated'),
  lost('2026/11/secret.log.gz', 'failed', 'access-denied'),
  {
    type: 'reading',
    bytes: 20_400_000,
    decodedBytes: 150_000_000,
    lines: 1_858_625,
    words: 14_163_979,
    workers: 97,
    objects: [
      { key: '2026/11/app-121.log.gz', sizeBytes: 10_000, readBytes: 1_200 },
      { key: '2026/11/app-037.log.gz', sizeBytes: 10_000, readBytes: 6_100 },
    ],
  },
);

export const MIDDLE: Progress = {
  share: 0.585,
  readBytes: 258_000_000,
  rateBytesPerS: 38_400_000,
  rates: [1, 3, 5, 6, 5, 7, 7],
  remainingMs: 4_700,
  doneKeys: 1_231,
  listedKeys: 2_122,
};

const LAMBDA_EVENTS: readonly RunEvent[] = [
  ON_LAMBDA,
  LISTED,
  ...invocations('worker', 212, 100),
  ...invocations('cascade', 3, 0),
  {
    type: 'sum',
    objects: 2_119,
    sizeBytes: 437_400_000,
    bytes: 2_350_558_780,
    lines: 20_180_001,
    words: 262_339_180,
    slowest: [
      { key: '2026/11/app-037.log.gz', sizeBytes: 900_000, ms: 2_100 },
      { key: '2026/11/app-121.log.gz', sizeBytes: 800_000, ms: 1_900 },
    ],
    sizes: [...Array.from({ length: 17 }, () => 0), 1_200, 800, 100, 19],
  },
  lost('2026/11/a.log.gz', 'partial', 'truncated'),
  lost('2026/11/b.log.gz', 'partial', 'truncated'),
  lost('2026/11/secret.log.gz', 'failed', 'access-denied'),
];

/** The totals of a run of these events, and what its report has beyond them. */
function ended(events: readonly RunEvent[]) {
  const collector = collectRunDetails();
  for (const event of events) collector.add(event);
  return {
    totals: totalsOf(...events),
    details: collector.details,
    stoppedMs: 0,
    verbose: false,
  };
}

export const LAMBDA_END = ended([
  ...LAMBDA_EVENTS,
  { type: 'run-ended', status: 'incomplete', elapsedMs: 11_800 },
]);

export const LAMBDA_INTERRUPTED = ended([
  ON_LAMBDA,
  { ...LISTED, objects: 3, sizeBytes: 3_000_000 },
  ...invocations('worker', 2, 2),
  { type: 'invocation', tier: 'worker' },
  {
    type: 'sum',
    objects: 1,
    sizeBytes: 1_000_000,
    bytes: 2_000_000,
    lines: 1,
    words: 123,
    slowest: [],
  },
  skipped('2026/11/c'),
  skipped('2026/11/d'),
  { type: 'run-ended', status: 'interrupted', elapsedMs: 2_000 },
]);

const ON_THREADS: RunEvent = {
  type: 'run-started',
  schema: 1,
  source: { dir: 'demo', prefix: '' },
  engine: 'local',
  words: 'wc',
};

export const LOCAL_END = ended([
  ON_THREADS,
  { type: 'listed', objects: 48, sizeBytes: 193_970_195, complete: true },
  { type: 'invocation', tier: 'worker', durationMs: 2_400 },
  { type: 'invocation', tier: 'worker', durationMs: 2_200 },
  {
    type: 'sum',
    objects: 48,
    sizeBytes: 193_970_195,
    bytes: 1_372_802_992,
    lines: 11_790_645,
    words: 153_280_455,
    slowest: [
      {
        key: 'a rather long name for a log file that nobody would give.log',
        sizeBytes: 1,
        ms: 900,
      },
      { key: 'b.log', sizeBytes: 1, ms: 800 },
      { key: 'c.log', sizeBytes: 1, ms: 20 },
    ],
  },
  { type: 'run-ended', status: 'complete', elapsedMs: 2_300 },
]);

export const NOTHING_FOUND = ended([
  { ...ON_THREADS, source: { dir: 'demo', prefix: 'nothing/' } },
  { type: 'listed', objects: 0, sizeBytes: 0, complete: true },
  { type: 'run-ended', status: 'incomplete', elapsedMs: 31 },
]);

function skipped(key: string): RunEvent {
  return {
    type: 'object',
    key,
    sizeBytes: 1_000_000,
    bytes: 0,
    lines: 0,
    words: 0,
    ms: 0,
    status: 'skipped',
    reason: 'interrupted',
  };
}
