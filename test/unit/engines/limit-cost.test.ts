import { expect, test } from 'vitest';
import { type CostLimit, limitCost } from '../../../src/engines/limit-cost.ts';
import { TEST_PRICES } from '../../support/test-prices.ts';

const PRICES = { ...TEST_PRICES, region: 'xx-north-1', bucketRegion: 'xx-south-1' };

const LIMIT: CostLimit = {
  maxCost: 1,
  prices: PRICES,
  functions: {
    cascade: { memoryMb: 512, timeoutMs: 900_000, architecture: 'arm64' },
    worker: { memoryMb: 2_048, timeoutMs: 180_000, architecture: 'arm64' },
  },
  maxTaskSlices: 500,
  keys: 0,
};

test('an invocation at its worst takes all of its time, and ten seconds to begin', () => {
  const { rates, perGet, perList } = limitCost(LIMIT);
  expect(rates.cascade.worst).toBeCloseTo(910 * 0.5 * 0.00001 + 0.2e-6, 12);
  // With five requests for each slice of its task.
  const requests = 500 * 5 * 0.4e-6;
  expect(rates.worker.worst).toBeCloseTo(190 * 2 * 0.00001 + 0.2e-6 + requests, 12);
  expect(perGet).toBeCloseTo(0.4e-6, 12);
  expect(perList).toBeCloseTo(5e-6, 12);
});

test('a limit that is too small names one that is not', () => {
  const refusal = (maxCost: number) => {
    try {
      limitCost({ ...LIMIT, maxCost });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const message = refusal(0.0001);
  expect(message).toContain('15 min 00 s and 3 min 00 s');
  expect(message).toMatch(/listing, one cascade and one worker cost \$0\.\d+ at their worst/);
  expect(refusal(1e-7)).toContain('--max-cost 0.0000001 is too small');
  const [, least] = /Give --max-cost (\S+) or more/.exec(String(message)) ?? [];
  expect(refusal(Number(least))).toBeUndefined();
  expect(refusal(Number(least) * 0.9)).toBeDefined();
});

test('missing prices are named with their options and regions', () => {
  const { perThousandGets: _, ...others } = PRICES;
  const prices = { ...others, perGbSecond: { x86_64: 0.00002 } };
  expect(() => limitCost({ ...LIMIT, prices })).toThrow(
    '--max-cost needs all prices, and those of compute and GET requests in xx-north-1 and xx-south-1 are not known. Give --price-gb-second and --price-s3-get.',
  );
});
