import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateRun, type RunPlan } from '../../../src/estimate/estimate-run.ts';
import { createWorkloadCollector } from '../../../src/estimate/workload-collector.ts';
import { checkProperty } from '../../support/seeded.ts';
import { TEST_PRICES } from '../../support/test-prices.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

const PLAN: RunPlan = {
  workers: 100,
  cascades: 10,
  taskSlices: 500,
  sliceBytes: 128 * MIB,
  batches: { maxObjects: 10_000 },
  memoryMb: { cascade: 512, worker: 1_769 },
  architecture: 'arm64',
  prices: TEST_PRICES,
};

function workloadOf(count: number, sizeBytes: number, ending = '') {
  const collector = createWorkloadCollector();
  collector.add(Array.from({ length: count }, (_, i) => ({ key: `${i}${ending}`, sizeBytes })));
  return collector.current();
}

test('dollars are the price of what is billed and requested', () => {
  const { billedMs, invocations, storeRequests, dollars, unpriced } = estimateRun(
    workloadOf(5_000, 10 * MIB),
    PLAN,
  );
  const gbSeconds =
    (billedMs.worker.likely * 1_769 + billedMs.cascade.likely * 512) / 1_024 / 1_000;
  const expected =
    gbSeconds * 0.00001 +
    ((invocations.worker + invocations.cascade) / 1e6) * 0.2 +
    (storeRequests.gets / 1_000) * 0.0004 +
    (storeRequests.lists / 1_000) * 0.005;
  expect(storeRequests).toEqual({ lists: 5, gets: 5_000 });
  expect(dollars?.likely).toBeCloseTo(expected, 12);
  expect(unpriced).toEqual([]);
});

test('what has no price is named', () => {
  const prices = { ...TEST_PRICES, perThousandGets: undefined };
  const { dollars, unpriced } = estimateRun(workloadOf(10, MIB), { ...PLAN, prices });
  expect(unpriced).toEqual(['get']);
  expect(dollars?.likely).toBeGreaterThan(0);
  expect(estimateRun(workloadOf(10, MIB), { ...PLAN, prices: undefined }).dollars).toBeUndefined();
  const { region, asOf, source } = TEST_PRICES;
  const none = { region, asOf, source, perGbSecond: {} };
  const unknown = estimateRun(workloadOf(10, MIB), { ...PLAN, prices: none });
  expect(unknown).not.toHaveProperty('dollars');
  expect(unknown.unpriced).toEqual(['compute', 'invocations', 'get', 'list']);
});

test('a worker is billed for its network, once that takes longer than its CPU', () => {
  // 10 GiB for each of the workers, nearly all at 80 MB/s.
  const { billedMs, elapsedMs } = estimateRun(workloadOf(1_000, GIB), PLAN);
  const networkMs = (1_000 * GIB - 100 * 300e6) / 80_000;
  expect(billedMs.worker.likely / networkMs).toBeGreaterThan(1);
  expect(billedMs.worker.likely / networkMs).toBeLessThan(1.05);
  expect(elapsedMs.likely).toBeGreaterThan(networkMs / 100);
});

test('an object that can not be divided takes as long as one worker does', () => {
  const { elapsedMs } = estimateRun(workloadOf(1, GIB, '.xz'), PLAN);
  // Its bytes cost eight times as much as those of plain text.
  expect(elapsedMs.likely).toBeGreaterThan((7 * GIB) / 100_000);
});

test('within the burst more workers are faster and cheaper', () => {
  const workload = workloadOf(1_600, 64 * MIB);
  const [few, many] = [50, 400].map((workers) => estimateRun(workload, { ...PLAN, workers }));
  expect(many?.elapsedMs.likely).toBeLessThan((few?.elapsedMs.likely ?? 0) / 4);
  expect(many?.dollars?.likely).toBeLessThan(few?.dollars?.likely ?? 0);
});

test('an empty object takes no GET', () => {
  const collector = createWorkloadCollector();
  collector.add(['a', 'b.gz', 'c.bz2', 'd.zst'].map((key) => ({ key, sizeBytes: 0 })));
  collector.add([{ key: 'e', sizeBytes: 1 }]);
  expect(estimateRun(collector.current(), PLAN).storeRequests.gets).toBe(1);
});

test('nothing costs one listing request', () => {
  const { dollars, invocations, elapsedMs } = estimateRun(workloadOf(0, 0), PLAN);
  expect(dollars?.likely).toBeCloseTo(0.000005, 12);
  expect(invocations).toEqual({ cascade: 0, worker: 0 });
  expect(elapsedMs.most).toBeLessThan(1_000);
});

test('the likely figures lie between the least and the most', async () => {
  await checkProperty(
    fc.property(
      fc.record({
        count: fc.integer({ min: 0, max: 3_000 }),
        sizeBytes: fc.integer({ min: 0, max: 2 ** 33 }),
        ending: fc.constantFrom('', '.gz', '.xz', '.zst'),
        workers: fc.integer({ min: 1, max: 5_000 }),
        sliceBytes: fc.constantFrom(undefined, 128 * MIB),
      }),
      ({ count, sizeBytes, ending, workers, sliceBytes }) => {
        const workload = workloadOf(count, sizeBytes, ending);
        const { elapsedMs, billedMs, dollars } = estimateRun(workload, {
          ...{ ...PLAN, workers, sliceBytes },
        });
        for (const range of [elapsedMs, billedMs.worker, billedMs.cascade, dollars]) {
          const { least = Number.NaN, likely = Number.NaN, most = Number.NaN } = range ?? {};
          expect(least).toBeGreaterThanOrEqual(0);
          expect(likely).toBeGreaterThanOrEqual(least);
          expect(most).toBeGreaterThanOrEqual(likely);
          expect(most).toBeLessThan(Number.POSITIVE_INFINITY);
        }
      },
    ),
  );
});
