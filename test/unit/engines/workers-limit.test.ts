import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SIZES } from '../../../src/deploy/limits.ts';
import { cascadesFor, limitWorkers } from '../../../src/engines/workers-limit.ts';
import { USUAL_MEMORY_MB } from '../../../src/estimate/worker-model.ts';
import { checkProperty } from '../../support/seeded.ts';

const ALONE = { runs: 1 };

function accountOf(unreserved: number, reservedWorkers?: number) {
  return {
    limit: unreserved,
    unreserved,
    ...(reservedWorkers !== undefined && { reservedWorkers }),
  };
}

test('a tenth of the account is left to others, and cascades take part of the rest', () => {
  expect(limitWorkers(accountOf(1_000), ALONE)).toEqual({
    cascades: 10,
    limit: { workers: 890, source: 'account', unreserved: 1_000, left: 100, cascades: 10 },
  });
});

test('what is left to others can be chosen', () => {
  expect(limitWorkers(accountOf(1_000), { ...ALONE, leave: 0 }).limit.workers).toBe(990);
  expect(limitWorkers(accountOf(1_000), { ...ALONE, leave: 900 }).limit.workers).toBe(90);
});

test('what a run needs at the least is not said to be left to others', () => {
  expect(limitWorkers(accountOf(140), { ...ALONE, leave: 1_000 })).toEqual({
    cascades: 1,
    limit: { workers: 1, source: 'account', unreserved: 140, left: 138, cascades: 1 },
  });
});

test('a new account of ten has a run of nearly all of them', () => {
  const { cascades, limit } = limitWorkers(accountOf(10), ALONE);
  expect({ cascades, workers: limit.workers, left: limit.left }).toEqual({
    ...{ cascades: 1, workers: 8, left: 1 },
  });
});

test('reserved concurrency belongs to the workers alone', () => {
  expect(limitWorkers(accountOf(600, 400), ALONE)).toEqual({
    cascades: 10,
    limit: { workers: 400, source: 'reserved' },
  });
});

test('runs that may be in progress at a time share the account', () => {
  const { cascades, limit } = limitWorkers(accountOf(1_000), { runs: 4 });
  expect(limit).toMatchObject({ runs: 4, left: 100 });
  expect(4 * (cascades + limit.workers)).toBeLessThanOrEqual(900);
  expect(limitWorkers(accountOf(1_000, 400), { runs: 4 }).limit.workers).toBe(100);
});

test('where the limit is not known, a hundred workers are assumed, and why is told', () => {
  const cause = 'lambda:GetAccountSettings is not permitted';
  expect(limitWorkers({ cause }, ALONE)).toEqual({
    cascades: 10,
    limit: { workers: 100, source: 'assumed', cause },
  });
});

test('no more is used than the account has, and never nothing', async () => {
  await checkProperty(
    fc.property(
      fc.record({
        unreserved: fc.integer({ min: 0, max: 50_000 }),
        leave: fc.option(fc.integer({ min: 0, max: 50_000 }), { nil: undefined }),
        runs: fc.integer({ min: 1, max: 20 }),
      }),
      ({ unreserved, leave, runs }) => {
        const { cascades, limit } = limitWorkers(accountOf(unreserved), { leave, runs });
        expect(cascades).toBeGreaterThanOrEqual(1);
        expect(limit.workers).toBeGreaterThanOrEqual(1);
        const left = limit.left ?? 0;
        // One of each is the least with which a run can begin, so no more is said to be left than is.
        const most = unreserved >= 2 * runs ? unreserved - left : 2 * runs;
        expect(runs * (cascades + limit.workers)).toBeLessThanOrEqual(most);
        expect(limit.workers).toBeLessThanOrEqual(cascades * 900);
      },
    ),
  );
});

test('a cascade has no more workers than it has connections for', () => {
  for (const workers of [1, 10, 900, 5_000, 90_000]) {
    expect(workers / cascadesFor(workers)).toBeLessThanOrEqual(900);
  }
});

test('the choice goes by the memory that deploy gives', () => {
  expect(USUAL_MEMORY_MB).toEqual({
    cascade: DEFAULT_SIZES.cascade.memoryMb,
    worker: DEFAULT_SIZES.worker.memoryMb,
  });
});
