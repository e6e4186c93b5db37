// The cost of a run as text, while it runs and when it has ended.

import { expect, test } from 'vitest';
import { pricesOf } from '../../../src/aws/prices.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import { costNotes, costRow, describeRunningCost } from '../../../src/reporters/billing.ts';
import {
  formatDollars,
  formatDollarsAlike,
  formatSeconds,
} from '../../../src/text/format-quantity.ts';

function totalsOf(engine: 'lambda' | 'local', region: string, status?: 'interrupted'): Totals {
  return [
    {
      type: 'run-started',
      schema: 1,
      source: { bucket: 'b', prefix: '' },
      engine,
      words: 'wc',
      prices: pricesOf(region),
    },
    {
      type: 'invocation',
      tier: 'worker',
      billedMs: 10_000,
      memoryMb: 2_048,
      memoryUsedMb: 300,
      architecture: 'arm64',
    },
    { type: 'invocation', tier: 'worker' },
    { type: 'invocation', tier: 'cascade' },
    ...(status ? [{ type: 'run-ended', status, elapsedMs: 1 }] : []),
  ].reduce((totals, event) => addEvent(totals, event as never), NO_TOTALS);
}

test('dollars are shown while a run on Lambda goes on', () => {
  const totals = totalsOf('lambda', 'us-east-1');
  // 20 GB-seconds at $0.0000133334 and three invocations at $0.0000002.
  expect(describeRunningCost(totals, undefined)).toBe('$0.00027');
  expect(describeRunningCost(totals, 0.5)).toBe('$0.00027 of about $0.00053');
  expect(describeRunningCost(totalsOf('local', 'us-east-1'), 0.5)).toBeUndefined();
});

test('the result says how many workers were hedged', () => {
  const hedged = { type: 'invocation', tier: 'worker', billedMs: 5, isHedge: true } as const;
  const totals = addEvent(totalsOf('lambda', 'us-east-1'), hedged);
  expect(costRow(totals)[0]?.details?.[0]).toBe(
    'worker 20 GB-s, 3 invocations, 1 without a report, 1 hedged',
  );
});

test('without a price only GB-seconds are shown, and a note says what to give', () => {
  const totals = totalsOf('lambda', 'xx-nowhere-1');
  expect(describeRunningCost(totals, 0.5)).toBe('20 GB-s');
  expect(costRow(totals)).toMatchObject([{ value: '–' }]);
  expect(costNotes(totals)[0]).toBe(
    'The dollars leave out compute and invocations, whose prices in xx-nowhere-1 are not known. Set --price-gb-second and --price-invocations.',
  );
});

test('where only prices of S3 are unknown, the other dollars are shown', () => {
  const totals = addEvent(totalsOf('lambda', 'eu-south-2'), {
    type: 'listed',
    objects: 1,
    sizeBytes: 1,
    complete: true,
    storeRequests: 3,
  });
  expect(describeRunningCost(totals, undefined)).toBe('$0.00027 and more');
  expect(costRow(totals)).toMatchObject([{ value: '$0.00027 and more' }]);
  expect(costNotes(totals)[0]).toBe(
    'The dollars leave out LIST requests, whose prices in eu-south-2 are not known. Set --price-s3-list.',
  );
});

test('invocations of unknown cost are counted separately', () => {
  const totals = totalsOf('lambda', 'us-east-1');
  expect(costRow(totals)).toEqual([
    {
      name: 'cost',
      value: '$0.00027',
      details: [
        'worker 20 GB-s, 2 invocations, 1 without a report',
        'cascade 0 GB-s, 1 invocation, 1 without a report',
      ],
    },
  ]);
  expect(costNotes(totals)).toEqual([
    '2 invocations without a report are not included in the cost.',
  ]);
  expect(costNotes(totalsOf('lambda', 'us-east-1', 'interrupted'))[0]).toMatch(
    /not included in the cost\. Workers that already started will finish on their own\.$/,
  );
});

test('a local run over a bucket costs its requests, and one over a folder nothing', () => {
  const { started } = totalsOf('local', 'us-east-1');
  const totals = addEvent(
    { ...NO_TOTALS, started },
    { type: 'listed', objects: 1, sizeBytes: 1, complete: true, storeRequests: 1_000 },
  );
  expect(costRow(totals)).toEqual([
    { name: 'cost', value: '$0.0050', details: ['1,000 S3 requests'] },
  ]);
  expect(costRow(totalsOf('local', 'us-east-1'))).toEqual([]);
  expect(costNotes(totalsOf('local', 'us-east-1'))).toEqual([]);
});

test.each([
  [0, '$0'],
  [0.0000004, '$0.00000040'],
  [0.0213, '$0.021'],
  [0.5, '$0.50'],
  [0.9949, '$0.99'],
  [0.9999, '$1.00'],
  [1_234.5, '$1,234.50'],
])('%d dollars are %s', (dollars, text) => {
  expect(formatDollars(dollars)).toBe(text);
});

test('amounts below each other have the same number of decimals', () => {
  expect(formatDollarsAlike([0, 0.00123, 0.5])).toEqual(['$0.0000', '$0.0012', '$0.5000']);
  expect(formatDollarsAlike([1, 20])).toEqual(['$1.00', '$20.00']);
});

test.each([
  [0, '0'],
  [0.02131, '0.0213'],
  [99.94, '99.9'],
  [1_234.4, '1,234'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
