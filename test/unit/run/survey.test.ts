import { expect, test } from 'vitest';
import { DEFAULT_SIZES } from '../../../src/deploy/limits.ts';
import { compareBill } from '../../../src/estimate/compare-bill.ts';
import { DEFAULT_FUNCTIONS, estimateOf } from '../../../src/estimate/estimate-of.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import type { RunRequest } from '../../../src/run/run.ts';
import { survey } from '../../../src/run/survey.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { finishRun, inPages, soundCascade, startRun } from '../../support/running.ts';
import { TEST_PRICES } from '../../support/test-prices.ts';

const MB = 1_000_000;

const PRICES = { ...TEST_PRICES, perGbSecond: { arm64: 0.00001, x86_64: 0.00002 } };

const REQUEST = {
  source: { kind: 's3', bucket: 'logs' },
  sourceName: { bucket: 'logs', prefix: '' },
  engine: 'lambda',
  words: 'wc',
  selection: { prefixes: [''], keys: [] },
  matches: ({ key }) => !key.startsWith('no'),
  perObject: false,
  cascades: 2,
  workers: 4,
  maxTaskSlices: 500,
  inFlight: 2,
  reportEveryMs: 200,
  batches: {
    maxObjects: 10_000,
    maxNameBytes: 1e6,
    maxWorkers: 900,
    lookAheadMs: 0,
    maxWaiting: 100,
  },
  prices: PRICES,
} satisfies RunRequest;

const OBJECTS: readonly ListedObject[] = [
  { key: 'a.log', sizeBytes: 3 * MB },
  { key: 'b.gz', sizeBytes: 5 * MB },
  { key: 'c.gz', sizeBytes: MB, unread: { status: 'skipped', code: 'archived' } },
  { key: 'no.log', sizeBytes: 7 * MB },
  { key: 'd.log', sizeBytes: MB },
];

function totalsOf(events: readonly RunEvent[]) {
  return events.reduce(addEvent, NO_TOTALS);
}

async function surveyOf(
  listing: AsyncIterable<readonly ListedObject[]>,
  changes: Partial<RunRequest> = {},
) {
  const events: RunEvent[] = [];
  const ports = { clock: createVirtualClock(), signal: new AbortController().signal };
  const store = { list: () => listing, requests: () => 3, getRequests: () => 0 };
  for await (const event of survey({ ...REQUEST, ...changes }, { ...ports, store })) {
    events.push(event);
  }
  return { events, totals: totalsOf(events) };
}

test('a dry run has what a run would count, and what it would not', async () => {
  const { events, totals } = await surveyOf(inPages(OBJECTS, 2));
  expect(totals.listed).toMatchObject({ objects: 4, sizeBytes: 10 * MB, complete: true });
  expect(totals.toCount).toMatchObject({
    objects: 3,
    sizeBytes: 9 * MB,
    formats: [
      { format: 'plain', objects: 2, sizeBytes: 4 * MB },
      { format: 'gzip', objects: 1, sizeBytes: 5 * MB },
    ],
  });
  expect(events.filter(({ type }) => type === 'object')).toMatchObject([
    { key: 'c.gz', status: 'skipped', reason: 'archived' },
  ]);
  expect(totals.status).toBe('complete');
});

test('a dry run that finds nothing is not complete, unless it may be', async () => {
  expect((await surveyOf(inPages([]))).totals.status).toBe('incomplete');
  expect((await surveyOf(inPages([]), { allowEmpty: true })).totals.status).toBe('complete');
});

test('nothing is estimated from a listing that did not come to its end', async () => {
  const ports = { clock: createVirtualClock(), signal: AbortSignal.abort() };
  const events: RunEvent[] = [];
  const store = { list: () => inPages(OBJECTS, 2) };
  for await (const event of survey(REQUEST, { ...ports, store })) events.push(event);
  expect(totalsOf(events)).toMatchObject({ status: 'interrupted', toCount: undefined });
  expect(estimateOf(totalsOf(events))).toBeUndefined();
});

test('an estimate has the requests that the listing took, and the default functions', async () => {
  const { totals } = await surveyOf(inPages(OBJECTS));
  const estimate = estimateOf(totals);
  expect(estimate?.storeRequests.lists).toBe(3);
  expect(estimate?.assumptions[0]).toContain('that deploy gives them by default');
  const cheaper = { ...PRICES, perThousandLists: 0 };
  const without = estimateOf((await surveyOf(inPages(OBJECTS), { prices: cheaper })).totals);
  expect(Number(estimate?.dollars?.likely) - Number(without?.dollars?.likely)).toBeCloseTo(
    (3 * 0.005) / 1_000,
    12,
  );
});

test('an estimate knows how long the listing takes', async () => {
  const lists = 1_010;
  const totalsWith = async (changes: Partial<RunRequest>, requests = lists) => {
    const ports = { clock: createVirtualClock(), signal: new AbortController().signal };
    const store = { list: () => inPages(OBJECTS), requests: () => requests, getRequests: () => 0 };
    const events: RunEvent[] = [];
    for await (const event of survey({ ...REQUEST, ...changes }, { ...ports, store })) {
      events.push(event);
    }
    return totalsOf(events);
  };
  const secondsWith = async (changes: Partial<RunRequest>, requests = lists) =>
    (estimateOf(await totalsWith(changes, requests))?.elapsedMs.likely ?? 0) / 1_000;
  // A request takes 82 ms, and the first ten are one after the other.
  expect(await secondsWith({ listLanes: 1 })).toBeCloseTo(0.082 * lists, 0);
  expect(await secondsWith({ listLanes: 20 })).toBeCloseTo(0.082 * (10 + 1_000 / 20), 0);
  expect(await secondsWith({})).toBe(await secondsWith({ listLanes: 16 }));
  // An inventory is not listed.
  expect(await secondsWith({}, 0)).toBeLessThan(2);
});

test('an estimate is of the functions as they are, where that is known', async () => {
  const settings = { memoryMb: 3_538, timeoutMs: 60_000, architecture: 'x86_64' } as const;
  const functions = { cascade: settings, worker: settings };
  const known = estimateOf((await surveyOf(inPages(OBJECTS), { functions })).totals);
  const usual = estimateOf((await surveyOf(inPages(OBJECTS))).totals);
  expect(known?.assumptions).toHaveLength(Number(usual?.assumptions.length) - 1);
  expect(Number(known?.dollars?.likely)).toBeGreaterThan(Number(usual?.dollars?.likely));
});

test('the defaults are those of deploy', () => {
  for (const tier of ['cascade', 'worker'] as const) {
    const { memoryMb, timeoutMs } = DEFAULT_FUNCTIONS[tier];
    expect({ memoryMb, timeoutSeconds: timeoutMs / 1_000 }).toEqual(DEFAULT_SIZES[tier]);
  }
});

test('a run is compared with the estimate that a dry run of it would have', async () => {
  const objects = OBJECTS.filter(({ unread }) => !unread);
  const store = { list: () => inPages(objects), requests: () => 3, getRequests: () => 0 };
  const { totals } = await finishRun(startRun(store, soundCascade, REQUEST));
  expect(totals.status).toBe('complete');
  const compared = compareBill(totals);
  expect(compared?.estimate).toEqual(estimateOf((await surveyOf(inPages(objects))).totals));
  // This made-up cascade is not billed, so that only the listing was.
  expect(compared?.isWhole).toBe(true);
  expect(compared?.spent).toBeCloseTo((3 * 0.005) / 1_000, 12);
});
