import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseWorkers } from '../../../src/estimate/choose-workers.ts';
import { estimateRun } from '../../../src/estimate/estimate-run.ts';
import { createWorkloadCollector } from '../../../src/estimate/workload-collector.ts';
import { checkProperty } from '../../support/seeded.ts';

const MIB = 2 ** 20;

const PLAN = {
  cascades: 10,
  taskSlices: 500,
  sliceBytes: 128 * MIB,
  batches: { maxObjects: 10_000, maxNameBytes: 4 * MIB, maxWorkers: 900 },
  memoryMb: { cascade: 512, worker: 1_769 },
  architecture: 'arm64' as const,
};

function workloadOf(count: number, sizeBytes: number, ending = '') {
  const collector = createWorkloadCollector();
  collector.add(Array.from({ length: count }, (_, i) => ({ key: `${i}${ending}`, sizeBytes })));
  return collector.current();
}

test('so many workers are chosen that each reads less than the burst', () => {
  const workload = workloadOf(1_600, 64 * MIB);
  const { workers, reason } = chooseWorkers(workload, { ...PLAN, limit: 10_000 });
  expect(workload.sizeBytes / workers).toBeLessThan(300e6);
  expect(workers).toBeLessThan(2_000);
  expect(reason).not.toBe('limit');
});

test('all that may run are chosen if the work is enough for more', () => {
  const workload = workloadOf(8_192, 128 * MIB);
  expect(chooseWorkers(workload, { ...PLAN, limit: 900 })).toEqual({
    workers: 900,
    reason: 'limit',
  });
});

test('little work may have as many as it has tasks for', () => {
  expect(chooseWorkers(workloadOf(1, MIB), { ...PLAN, limit: 900 })).toEqual({
    workers: 100,
    reason: 'time',
  });
});

test('an account that allows less than usual is not exceeded, and only matters if the work is enough', () => {
  for (const limit of [1, 7, 99, 100]) {
    const much = chooseWorkers(workloadOf(1_000, 64 * MIB), { ...PLAN, limit });
    expect(much).toEqual({ workers: limit, reason: 'limit' });
    const little = chooseWorkers(workloadOf(1, MIB), { ...PLAN, limit });
    expect(little).toEqual({ workers: limit, reason: 'time' });
  }
});

test('where cold starts would cost more than the rest, there are no more', () => {
  const plan = { ...PLAN, memoryMb: { cascade: 10_240, worker: 1_769 } };
  expect(chooseWorkers(workloadOf(1_600, 64 * MIB), { ...plan, limit: 10_000 }).reason).toBe(
    'cost',
  );
});

test.each([
  ['no price', {}],
  ['no price of computing', { perThousandGets: 0.0004, perThousandLists: 0.005 }],
])('where %s is known, what is billed still counts', (_, known) => {
  const prices = { region: 'xx-north-1', asOf: '2026-01-01', source: 'the test', perGbSecond: {} };
  const workload = workloadOf(1_024, 10 * MIB, '.gz');
  const plan = { ...PLAN, limit: 10_000 };
  const withoutPrices = chooseWorkers(workload, plan);
  expect(withoutPrices.reason).toBe('cost');
  expect(chooseWorkers(workload, { ...plan, prices: { ...prices, ...known } })).toEqual(
    withoutPrices,
  );
});

test('a choice within the limit is hardly dearer than any other', async () => {
  await checkProperty(
    fc.property(
      fc.record({
        count: fc.integer({ min: 1, max: 2_000 }),
        sizeBytes: fc.integer({ min: 1, max: 2 ** 32 }),
        ending: fc.constantFrom('', '.gz', '.xz'),
        limit: fc.integer({ min: 1, max: 4_000 }),
      }),
      ({ count, sizeBytes, ending, limit }) => {
        const workload = workloadOf(count, sizeBytes, ending);
        const { workers } = chooseWorkers(workload, { ...PLAN, limit });
        expect(workers).toBeGreaterThanOrEqual(Math.min(100, limit));
        expect(workers).toBeLessThanOrEqual(limit);
        const spentBy = (number: number) => {
          const { billedMs } = estimateRun(workload, { ...PLAN, workers: number });
          return billedMs.worker.likely * 1_769 + billedMs.cascade.likely * 512;
        };
        for (const other of [Math.min(100, limit), limit]) {
          expect(spentBy(workers)).toBeLessThanOrEqual(spentBy(other) * 1.25 + 1e-6);
        }
      },
    ),
  );
});
