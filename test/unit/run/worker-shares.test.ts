import { describe, expect, it } from 'vitest';
import { createWorkerShares } from '../../../src/run/worker-shares.ts';

describe('createWorkerShares', () => {
  it('gives all workers to a cascade that is alone', () => {
    expect(createWorkerShares(100, 20).take(1_000, true)).toBe(100);
  });

  it('gives equal parts as long as others may follow', () => {
    const shares = createWorkerShares(100, 20);
    expect([1, 2, 3, 4, 5].map(() => shares.take(1_000, false))).toEqual([20, 20, 20, 20, 20]);
  });

  it('gives the last one what no other has', () => {
    const shares = createWorkerShares(100, 20);
    shares.take(1_000, false);
    shares.take(1_000, false);
    expect(shares.take(1_000, true)).toBe(60);
    shares.giveBack(60);
    shares.giveBack(20);
    expect(shares.take(1_000, true)).toBe(80);
  });

  it('gives none more than it can use', () => {
    const shares = createWorkerShares(100, 20);
    expect(shares.take(3, false)).toBe(3);
    expect(shares.take(30, false)).toBe(20);
    expect(shares.take(5, true)).toBe(5);
    expect(shares.take(1_000, true)).toBe(72);
  });

  it('gives the last one no less than the others', () => {
    const shares = createWorkerShares(40, 20);
    shares.take(1_000, false);
    shares.take(1_000, false);
    expect(shares.take(1_000, true)).toBe(20);
  });
});
