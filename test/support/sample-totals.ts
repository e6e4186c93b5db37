// Made-up totals of runs, for reporters.

import type { RunEvent } from '../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../src/events/totals.ts';

export const STARTED: RunEvent = {
  type: 'run-started',
  schema: 1,
  source: { dir: '/data', prefix: 'logs/' },
  engine: 'local',
  words: 'wc',
};

export function totalsOf(...events: RunEvent[]): Totals {
  return events.reduce(addEvent, NO_TOTALS);
}

/** Two objects listed, one counted and one cut short, by one cascade and two workers. */
export const FINISHED = totalsOf(
  STARTED,
  { type: 'listed', objects: 2, sizeBytes: 300, complete: false },
  { type: 'invocation', tier: 'worker', durationMs: 10.4 },
  { type: 'invocation', tier: 'worker', durationMs: 20.3 },
  { type: 'invocation', tier: 'cascade', durationMs: 40 },
  object('a.txt', 'counted', 100, 12),
  { ...object('b.gz', 'partial', 200, 30), reason: 'truncated' },
  { type: 'listed', objects: 0, sizeBytes: 0, complete: true },
  { type: 'run-ended', status: 'incomplete', elapsedMs: 1_234.5 },
);

/** Larger values than in any real run. */
export const HUGE = totalsOf(
  STARTED,
  { type: 'listed', objects: 999_999_999_999, sizeBytes: 9e18, complete: true },
  {
    type: 'sum',
    objects: 888_888_888_888,
    sizeBytes: 8e18,
    bytes: Number.MAX_SAFE_INTEGER,
    lines: Number.MAX_SAFE_INTEGER,
    words: Number.MAX_SAFE_INTEGER,
    slowest: [],
  },
  { ...object('k', 'failed', 1e18, 0), reason: 'vanished' },
);

function object(
  key: string,
  status: 'counted' | 'partial' | 'failed',
  sizeBytes: number,
  words: number,
) {
  const tally = { bytes: words * 10, lines: words * 2, words };
  return { type: 'object', key, sizeBytes, ...tally, ms: 1.5, status } as const;
}
