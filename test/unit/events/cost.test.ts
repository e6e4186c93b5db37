// Dollars are computed from totals and prices.

import { describe, expect, it, test } from 'vitest';
import { overridePrices, pricesOf } from '../../../src/aws/prices.ts';
import { computeCost, estimateTotal } from '../../../src/events/cost.ts';
import { knownCost } from '../../../src/events/known-cost.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';

const started = {
  type: 'run-started',
  schema: 1,
  source: { bucket: 'b', prefix: '' },
  engine: 'lambda',
  words: 'wc',
} as const;

function costOf(...events: RunEvent[]) {
  return computeCost(events.reduce(addEvent, NO_TOTALS));
}

const worker = {
  type: 'invocation',
  tier: 'worker',
  billedMs: 2_000,
  memoryMb: 1_024,
  architecture: 'arm64',
  storeRequests: 1_000,
} as const;

test('time, invocations and requests are summed by tier', () => {
  const prices = pricesOf('us-east-1');
  const { listing, tiers, all } = costOf(
    { ...started, prices },
    { type: 'listed', objects: 1, sizeBytes: 1, complete: true, storeRequests: 100 },
    worker,
    { ...worker, architecture: 'arm64' },
    { type: 'invocation', tier: 'cascade', billedMs: 1_000, memoryMb: 512, architecture: 'x86_64' },
  );
  expect(listing.total).toBeCloseTo(0.0005, 12);
  expect(tiers.worker.compute).toBeCloseTo(4 * 0.0000133334, 12);
  expect(tiers.worker.invocations).toBeCloseTo(2 * 0.0000002, 12);
  expect(tiers.worker.storeRequests).toBeCloseTo(0.0008, 12);
  expect(tiers.cascade.compute).toBeCloseTo(0.5 * 0.0000166667, 12);
  expect(all.total).toBeCloseTo(
    (listing.total ?? 0) + (tiers.worker.total ?? 0) + (tiers.cascade.total ?? 0),
    12,
  );
});

test('an unknown price makes only the sums that contain it unknown', () => {
  const prices = { ...pricesOf('xx-nowhere-1'), perThousandGets: 1 };
  const { listing, tiers, all } = costOf({ ...started, prices }, worker);
  expect(listing.total).toBe(0);
  expect(tiers.worker).toMatchObject({ storeRequests: 1, compute: undefined, total: undefined });
  expect(all.total).toBeUndefined();
});

test('an invocation without a report counts as an invocation without time', () => {
  const prices = pricesOf('us-east-1');
  const { tiers } = costOf({ ...started, prices }, { type: 'invocation', tier: 'worker' });
  expect(tiers.worker).toMatchObject({ compute: 0, invocations: 0.0000002 });
});

test('threads of this machine cost only their requests', () => {
  const prices = pricesOf('us-east-1');
  const { all } = costOf(
    { ...started, engine: 'local', prices },
    {
      type: 'invocation',
      tier: 'worker',
      durationMs: 5_000,
      storeRequests: 1_000,
    },
  );
  expect(all).toEqual({ compute: 0, invocations: 0, storeRequests: 0.0004, total: 0.0004 });
});

test("each of the user's own prices replaces a listed one", () => {
  const prices = overridePrices(pricesOf('us-east-1'), { priceGbSecond: 1, priceS3List: 2 });
  expect(prices).toMatchObject({
    perGbSecond: { arm64: 1, x86_64: 1 },
    perMillionInvocations: 0.2,
    perThousandGets: 0.0004,
    perThousandLists: 2,
  });
});

test.each([
  ['us-east-1', 0.0000166667, 0.0000133334, 0.0004, 0.005],
  ['eu-west-2', 0.0000166667, 0.0000133334, 0.00042, 0.0053],
  ['ap-northeast-1', 0.0000166667, 0.0000133334, 0.00037, 0.0047],
  ['sa-east-1', 0.0000166667, 0.0000133334, 0.00056, 0.007],
  ['eu-west-1', 0.0000166667, 0.0000133334, 0.0004, 0.005],
  ['af-south-1', 0.0000221, 0.00001768, undefined, undefined],
  ['ap-east-1', 0.00002292, 0.0000183, undefined, undefined],
  ['cn-north-1', undefined, undefined, undefined, undefined],
])('prices of %s', (region, x86, arm64, get, list) => {
  const prices = pricesOf(region);
  expect(prices.perGbSecond).toEqual(x86 === undefined ? {} : { x86_64: x86, arm64 });
  expect(prices.perMillionInvocations).toBe(x86 === undefined ? undefined : 0.2);
  expect(prices.perThousandGets).toBe(get);
  expect(prices.perThousandLists).toBe(list);
});

test('requests to S3 cost what they cost in the region of the bucket', () => {
  const prices = pricesOf('af-south-1', 'sa-east-1');
  expect(prices).toMatchObject({
    region: 'af-south-1',
    bucketRegion: 'sa-east-1',
    perGbSecond: { arm64: 0.00001768 },
    perThousandGets: 0.00056,
  });
  expect(prices.source).toContain('/sa-east-1/');
});

test('what is known of the cost is summed, and the rest is named', () => {
  const listed = { objects: 1, sizeBytes: 1, complete: true, storeRequests: 10 } as const;
  const events: RunEvent[] = [{ type: 'listed', ...listed }, worker];
  const known = (region: string) =>
    knownCost([{ ...started, prices: pricesOf(region) }, ...events].reduce(addEvent, NO_TOTALS));
  const compute = 2 * 0.0000133334 + 0.0000002;
  expect(known('us-east-1').dollars).toBeCloseTo(compute + 0.0004 + 0.00005, 12);
  expect(known('us-east-1').missing).toEqual([]);
  expect(known('eu-south-2').dollars).toBeCloseTo(compute, 12);
  expect(known('eu-south-2').missing).toEqual(['get', 'list']);
  expect(known('xx-nowhere-1')).toEqual({
    dollars: 0,
    missing: ['compute', 'invocations', 'get', 'list'],
  });
});

test('every listed region has every price and its source', () => {
  expect(pricesOf('us-east-1').asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(pricesOf('us-east-1').source).toMatch(/^https:/);
  expect(pricesOf('toString').perGbSecond).toEqual({});
});

describe('the total that is expected', () => {
  const prices = pricesOf('us-east-1');
  const billed = { ...worker, billedMs: 1_000, storeRequests: 0 };
  const perGbSecond = prices?.perGbSecond.arm64 ?? 0;

  function estimateOf(share: number | undefined, ...events: RunEvent[]) {
    return estimateTotal([{ ...started, prices }, ...events].reduce(addEvent, NO_TOTALS), share);
  }

  it('grows in proportion to what is left to read', () => {
    expect(estimateOf(0.25, billed)).toBeCloseTo(4 * (perGbSecond + 2e-7), 12);
  });

  it('includes what running workers have cost so far', () => {
    const reading = { type: 'reading', bytes: 1, workers: 3, computeMs: 5_000 } as const;
    expect(estimateOf(0.5, billed, reading)).toBeCloseTo(2 * (6 * perGbSecond + 4 * 2e-7), 12);
  });

  it('is not known before a worker was billed, nor while the listing goes on', () => {
    expect(estimateOf(0.5)).toBeUndefined();
    expect(estimateOf(undefined, billed)).toBeUndefined();
  });

  it('is the cost once the run has ended', () => {
    const ended = { type: 'run-ended', status: 'interrupted', elapsedMs: 1 } as const;
    expect(estimateOf(0.1, billed, ended)).toBeCloseTo(perGbSecond + 2e-7, 12);
  });
});
