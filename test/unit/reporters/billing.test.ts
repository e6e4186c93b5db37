// The cost of a run as text, while it runs and when it has ended.

import pc from 'picocolors';
import { expect, test } from 'vitest';
import { pricesOf } from '../../../src/aws/prices.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import { describeCost, renderBilling } from '../../../src/reporters/billing.ts';
import { renderBlock } from '../../../src/reporters/live-block.ts';
import { formatDollars, formatSeconds } from '../../../src/text/format-quantity.ts';

const plain = pc.createColors(false);

function totalsOf(engine: 'lambda' | 'local', region: string): Totals {
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
  ].reduce((totals, event) => addEvent(totals, event as never), NO_TOTALS);
}

test('dollars are shown while a run on Lambda goes on', () => {
  const totals = totalsOf('lambda', 'us-east-1');
  expect(describeCost(totals)).toBe('$0.000267  (20 GB-s)');
  expect(renderBlock('title', totals, 1_000, 80)).toContain('cost      $0.000267  (20 GB-s)');
  expect(describeCost(totalsOf('local', 'us-east-1'))).toBeUndefined();
});

test('without a price only GB-seconds are shown, and the report says so', () => {
  const totals = totalsOf('lambda', 'xx-nowhere-1');
  expect(describeCost(totals)).toBe('20 GB-s');
  expect(renderBilling(totals, plain)).toContain(
    'The dollars leave out compute and invocations, whose prices in xx-nowhere-1 are not known. ' +
      'Set --price-gb-second and --price-invocations.',
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
  expect(describeCost(totals)).toBe('$0.000267 and more  (20 GB-s)');
  const text = renderBilling(totals, plain);
  expect(text).toMatch(/│ listing │ +\$0 │ +\$0 │ +3: – │ +≥ \$0 │/);
  expect(text).toMatch(/│ total +│ +\$0.000267 │ .* │ +3: – │ +≥ \$0.000267 │/);
  expect(text).toContain(
    'The dollars leave out LIST requests, whose prices in eu-south-2 are not known. Set --price-s3-list.',
  );
});

test.each([
  ['lambda', undefined, 'Not priced: answers beyond 6 MB each, requests to KMS.'],
  [
    'lambda',
    'us-east-1',
    'Not priced: data transfer from us-east-1 to eu-west-2, answers beyond 6 MB each, requests to KMS.',
  ],
  ['local', undefined, 'Not priced: data transfer out of AWS, requests to KMS.'],
  ['local', 'us-east-1', 'Not priced: data transfer from us-east-1, requests to KMS.'],
] as const)(
  'the report names what it does not price: %s, bucket in %s',
  (engine, bucketRegion, text) => {
    const started = totalsOf(engine, 'eu-west-2').started;
    if (!started) throw new Error('not started');
    const prices = pricesOf('eu-west-2', bucketRegion);
    const totals = addEvent(addEvent(NO_TOTALS, { ...started, prices }), {
      type: 'invocation',
      tier: 'worker',
      storeRequests: 1,
    });
    expect(renderBilling(totals, plain)).toContain(text);
  },
);

test('invocations of unknown cost are counted separately', () => {
  const text = renderBilling(totalsOf('lambda', 'us-east-1'), plain);
  expect(text).toMatch(/│ cascade │ +1 │ +0 │ +1 │ +0 │ +0 │ +– │/);
  expect(text).toMatch(/│ worker +│ +2 │ +0 │ +1 │ +10,000 │ +20 │ +300 of 2048 MB │/);
  expect(text).toContain('2 invocations without a report are not included.');
});

test.each([
  [0, '$0'],
  [0.0000004, '$0.000000400'],
  [0.0213, '$0.0213'],
  [0.5, '$0.500'],
  [0.9949, '$0.995'],
  [0.9999, '$1.00'],
  [1_234.5, '$1,234.50'],
])('%d dollars are %s', (dollars, text) => {
  expect(formatDollars(dollars)).toBe(text);
});

test.each([
  [0, '0'],
  [0.02131, '0.0213'],
  [99.94, '99.9'],
  [1_234.4, '1,234'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
