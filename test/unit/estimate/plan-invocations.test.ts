// The counts are compared with what the program's own packing makes of the same objects.

import { describe, expect, it, test } from 'vitest';
import { planInvocations } from '../../../src/estimate/plan-invocations.ts';
import { createWorkloadCollector } from '../../../src/estimate/workload-collector.ts';
import { createBacklog } from '../../../src/planning/backlog.ts';
import { LAMBDA_OVERHEADS as overheads } from '../../../src/planning/fair-share.ts';
import { packTasks } from '../../../src/planning/pack-tasks.ts';
import { planRound } from '../../../src/planning/plan-round.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

const LIMITS = {
  workers: 100,
  cascades: 10,
  taskSlices: 500,
  sliceBytes: 128 * MIB,
  batches: { maxObjects: 10_000, maxNameBytes: 4 * MIB, maxWorkers: 900 },
};

function objectsOf(count: number, sizeBytes: number, ending = '') {
  return Array.from({ length: count }, (_, i) => ({ key: `${i}${ending}`, sizeBytes }));
}

function workloadOf(objects: readonly { readonly key: string; readonly sizeBytes: number }[]) {
  const collector = createWorkloadCollector();
  collector.add(objects);
  return collector.current();
}

/** All batches that are planned if everything is known and all workers are free. */
function planAll(objects: ReturnType<typeof objectsOf>) {
  const costs = {
    costOf: ({ sizeBytes }: { sizeBytes: number }) => sizeBytes,
    isDividable: () => true,
    maxTaskSlices: LIMITS.taskSlices,
    overheads,
  };
  const backlog = createBacklog<ReturnType<typeof objectsOf>[number]>(
    costs.costOf,
    overheads.opening,
  );
  backlog.add(objects);
  const { workers: free, cascades } = LIMITS;
  const state = { free, cascades, running: [], isAllKnown: true };
  return planRound(backlog, state, LIMITS.batches, costs);
}

/** Within a quarter: batches are not equal, and what is left over makes one more. */
function expectAbout(actual: number, expected: number): void {
  expect(actual).toBeGreaterThan(expected * 0.75 - 1);
  expect(actual).toBeLessThan(expected * 1.25 + 1);
}

describe.each([
  ['300 of 1 MiB', objectsOf(300, MIB)],
  ['20,000 of 2 KiB', objectsOf(20_000, 2 * KIB)],
  ['100,000 of 300 KiB', objectsOf(100_000, 300 * KIB)],
  ['5,000 of 10 MiB', objectsOf(5_000, 10 * MIB)],
])('%s', (_, objects) => {
  it('makes about as many batches and tasks as planning does', () => {
    const planned = planInvocations(workloadOf(objects), LIMITS);
    let batches = 0;
    let tasks = 0;
    for (const batch of planAll(objects)) {
      batches += 1;
      const { workers } = batch;
      const limits = { maxSlices: LIMITS.taskSlices, workers, overheads };
      tasks += packTasks(batch.objects, ({ sizeBytes }) => sizeBytes, limits).length;
    }
    expectAbout(planned.batches, batches);
    expectAbout(planned.tasks, tasks);
    expect(planned.slices).toBe(objects.length);
    expect(planned.lists).toBe(Math.ceil(objects.length / 1_000));
  });
});

test('large objects are divided, and each slice is a task', () => {
  // 64 slices of 16 MiB, as there is one worker for each.
  const planned = planInvocations(workloadOf(objectsOf(1, GIB)), LIMITS);
  expect(planned).toMatchObject({
    lists: 1,
    batches: 1,
    slices: 64,
    tasks: 64,
    conditionalCost: 0,
  });
});

test('slices of a gzip member cost twice as much, but for the first', () => {
  const workload = workloadOf(objectsOf(10, 128 * MIB, '.gz'));
  const { slices, conditionalCost } = planInvocations(workload, LIMITS);
  const perObject = slices / 10;
  expect(perObject).toBeGreaterThan(1);
  expect(conditionalCost / workload.cost).toBeCloseTo((perObject - 1) / perObject);
});

test('what can not be divided, or shall not be, is one slice', () => {
  const xz = planInvocations(workloadOf(objectsOf(1, GIB, '.xz')), LIMITS);
  expect(xz.slices).toBe(1);
  const whole = { ...LIMITS, sliceBytes: undefined };
  expect(planInvocations(workloadOf(objectsOf(1, GIB)), whole).slices).toBe(1);
});

test('nothing is listed in one request', () => {
  const planned = planInvocations(workloadOf([]), LIMITS);
  expect(planned).toMatchObject({ lists: 1, batches: 0, slices: 0, tasks: 0 });
});
