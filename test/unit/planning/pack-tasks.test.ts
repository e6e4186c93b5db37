import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { THREAD_OVERHEADS } from '../../../src/planning/fair-share.ts';
import { packTasks } from '../../../src/planning/pack-tasks.ts';
import { checkProperty } from '../../support/seeded.ts';

const MB = 1_000_000;

interface Sized {
  readonly sizeBytes: number;
}

function slices(sizes: readonly number[]): Sized[] {
  return sizes.map((sizeBytes) => ({ sizeBytes }));
}

function sizesOf(tasks: readonly (readonly Sized[])[]) {
  return tasks.map((task) => task.map(({ sizeBytes }) => sizeBytes));
}

function pack(all: readonly Sized[], limits: { maxSlices: number; workers: number }) {
  return packTasks(all, ({ sizeBytes }) => sizeBytes, { ...limits, overheads: THREAD_OVERHEADS });
}

describe('packTasks', () => {
  it('makes no task of nothing', () => {
    expect(pack([], { maxSlices: 10, workers: 2 })).toEqual([]);
  });

  it('puts little work into one task', () => {
    const sizes = [3, 1, 2];
    expect(sizesOf(pack(slices(sizes), { maxSlices: 10, workers: 8 }))).toEqual([[3, 2, 1]]);
  });

  it('begins with the largest slices, each of the giants alone', () => {
    const sizes = [1, 900 * MB, 3 * MB, 1_000 * MB, 2];
    const tasks = pack(slices(sizes), { maxSlices: 10, workers: 4 });
    expect(sizesOf(tasks)).toEqual([[1_000 * MB], [900 * MB], [3 * MB, 2, 1]]);
  });

  it('makes tasks that become smaller towards the end', () => {
    const sizes = Array.from({ length: 640 }, () => MB);
    const tasks = pack(slices(sizes), { maxSlices: 1_000, workers: 4 });
    expect(tasks[0]?.length).toBeGreaterThan(640 / 4 / 3);
    expect(tasks[0]?.length).toBeLessThanOrEqual(((640 / 4) * 2) / 3);
    expect(tasks.at(-1)?.length).toBeLessThanOrEqual(16);
    const lengths = tasks.map(({ length }) => length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  });

  it('takes opening a file for work, so that empty files are shared out too', () => {
    const sizes = Array.from({ length: 10_000 }, () => 0);
    expect(pack(slices(sizes), { maxSlices: 10_000, workers: 4 }).length).toBeGreaterThan(15);
  });

  it('loses nothing, takes the largest first and keeps the limits', () =>
    checkProperty(
      fc.property(
        fc.array(fc.oneof(fc.nat(100), fc.nat(50 * MB)), { maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 16 }),
        (sizes, maxSlices, workers) => {
          const all = slices(sizes);
          const tasks = pack(all, { maxSlices, workers });
          const flat = tasks.flat();
          expect(new Set(flat)).toEqual(new Set(all));
          expect(flat).toHaveLength(all.length);
          expect(sizesOf(tasks).flat()).toEqual([...sizes].sort((a, b) => b - a));
          for (const task of tasks) {
            expect(task.length).toBeGreaterThan(0);
            expect(task.length).toBeLessThanOrEqual(maxSlices);
          }
        },
      ),
      300,
    ));
});
