import { expect, test } from 'vitest';
import { describeEstimate } from '../../../src/estimate/describe-estimate.ts';
import type { RunEvent, RunStarted } from '../../../src/events/run-event.ts';
import { totalsOf } from '../../support/sample-totals.ts';

const STARTED: RunStarted = {
  type: 'run-started',
  schema: 1,
  source: { bucket: 'logs', prefix: '' },
  engine: 'lambda',
  words: 'wc',
  limits: { workers: 10, cascades: 1, taskSlices: 100, batches: { maxObjects: 1_000 } },
  prices: {
    ...{ region: 'us-east-1', asOf: '2026-11-01', source: 'list' },
    ...{ perGbSecond: { arm64: 0.00002 }, perMillionInvocations: 0.2 },
    ...{ perThousandGets: 0.0004, perThousandLists: 0.005 },
  },
};

const WORK = { objects: 1, sizeBytes: 1_000_000, cost: 1_000_000 };

const TO_COUNT: RunEvent = {
  type: 'to-count',
  ...WORK,
  ...{ largest: WORK, largestUndivided: WORK, dividable: [] },
  formats: [{ format: 'gzip', objects: 1, sizeBytes: 1_000_000 }],
};

const ENDED = { type: 'run-ended', status: 'complete', elapsedMs: 9_400 } as const;

const RANGE = String.raw`about \$0\.\d+, between \$0\.\d+ and \$0\.\d+`;
const TIME = String.raw`about [\d.]+ m?s, between [\d.]+ m?s and [\d.]+ m?s`;

test('cost and time as about so much, between a least and a most', () => {
  const [cost, time, ...more] = describeEstimate(totalsOf(STARTED, TO_COUNT));
  expect(cost).toMatch(new RegExp(`^Estimated cost: ${RANGE}\\.$`));
  expect(time).toMatch(new RegExp(`^Estimated time: ${TIME}\\.$`));
  expect(more).toEqual([]);
});

test('at the end, what became of it; not of a run that did not try everything', () => {
  // 1,024 MB for 100 s at $0.00002 a GB-second.
  const billed = { billedMs: 100_000, memoryMb: 1_024, architecture: 'arm64' } as const;
  const bill: RunEvent = { type: 'invocation', tier: 'worker', durationMs: 100_000, ...billed };
  const [cost, time] = describeEstimate(totalsOf(STARTED, TO_COUNT, bill, ENDED));
  expect(cost).toMatch(new RegExp(`^Estimated cost: ${RANGE}; it was \\$0\\.0020\\.$`));
  expect(time).toMatch(new RegExp(`^Estimated time: ${TIME}; it was 9\\.4 s\\.$`));
  const stopped = { ...ENDED, status: 'interrupted' } as const;
  expect(describeEstimate(totalsOf(STARTED, TO_COUNT, bill, stopped)).join()).not.toContain('was');
});

test('prices that are not known', () => {
  const { perThousandGets: _, ...others } = STARTED.prices ?? { perThousandGets: 0 };
  const noGets = { ...STARTED, prices: others } as RunStarted;
  expect(describeEstimate(totalsOf(noGets, TO_COUNT))[0]).toMatch(
    / and more, between .* and more\.$/,
  );
  const { prices: __, ...none } = STARTED;
  const unknown = 'Estimated cost: not known, because computing has no known price.';
  expect(describeEstimate(totalsOf(none as RunStarted, TO_COUNT))[0]).toBe(unknown);
});

test('a limit that may be reached, as long as nobody knows', () => {
  const limited = { ...STARTED, maxDollars: 0.000001 };
  const warning = 'The run may reach its limit of $0.0000010 before everything is counted.';
  expect(describeEstimate(totalsOf(limited, TO_COUNT))[2]).toBe(warning);
  expect(describeEstimate(totalsOf({ ...STARTED, maxDollars: 5 }, TO_COUNT))).toHaveLength(2);
  expect(describeEstimate(totalsOf(limited, TO_COUNT, ENDED))).toHaveLength(2);
});

test('nothing on this machine, before all is listed, and where nothing is to be counted', () => {
  const local = { ...STARTED, engine: 'local' as const };
  const empty: RunEvent = { ...TO_COUNT, objects: 0 };
  for (const events of [[STARTED], [local, TO_COUNT], [STARTED, empty]]) {
    expect(describeEstimate(totalsOf(...events))).toEqual([]);
  }
});
