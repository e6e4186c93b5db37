// The notes on prices name what is not priced.

import { expect, test } from 'vitest';
import { pricesOf } from '../../../src/aws/prices.ts';
import { priceNotes } from '../../../src/events/price-notes.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';

test.each([
  ['lambda', undefined, 'Not priced: answers beyond 6 MB each, requests to KMS.'],
  [
    'lambda',
    'us-east-1',
    'Not priced: data transfer from us-east-1 to eu-west-2, answers beyond 6 MB each, requests to KMS.',
  ],
  ['local', undefined, 'Not priced: data transfer out of AWS, requests to KMS.'],
  ['local', 'us-east-1', 'Not priced: data transfer from us-east-1, requests to KMS.'],
] as const)('engine %s, bucket in %s', (engine, bucketRegion, text) => {
  const totals = addEvent(NO_TOTALS, {
    type: 'run-started',
    schema: 1,
    source: { bucket: 'b', prefix: '' },
    engine,
    words: 'wc',
    prices: pricesOf('eu-west-2', bucketRegion),
  });
  expect(priceNotes(totals).at(-1)).toBe(text);
  expect(priceNotes(totals)[0]).toMatch(
    /^Prices of eu-west-2.*, before free allowances and discounts\.$/,
  );
});
