import { describe, expect, it } from 'vitest';
import { workersForBatch } from '../../../src/planning/workers-for-batch.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The workers that the last batch of a run gets. */
function wantedOf(totalCost: number, tasks: number, workers: number): number {
  return workersForBatch({ totalCost, tasks, isLast: true }, { workers, cascades: 1 }).wanted;
}

describe('workersForBatch', () => {
  it('gives little work one worker, and much as many as there may be', () => {
    expect(wantedOf(0, 0, 100)).toBe(1);
    expect(wantedOf(1 * MIB, 1, 100)).toBe(1);
    expect(wantedOf(100 * GIB, 1, 100)).toBe(100);
  });

  it('gives more work more workers', () => {
    const workers = [8, 80, 160, 320].map((mib) => wantedOf(mib * MIB, 1, 100));
    expect(workers).toEqual([1, 10, 20, 40]);
  });

  it('gives each task a worker where there are many of little work', () => {
    expect(wantedOf(1 * MIB, 10, 100)).toBe(10);
    expect(wantedOf(1 * MIB, 10, 8)).toBe(8);
  });
});
