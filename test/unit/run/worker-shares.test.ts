import { describe, expect, it } from 'vitest';
import { createWorkerShares } from '../../../src/run/worker-shares.ts';

describe('createWorkerShares', () => {
  it('gives all workers to a cascade that is alone', () => {
    expect(createWorkerShares(100, 20).take(true)).toBe(100);
  });

  it('gives equal parts as long as others may follow', () => {
    const shares = createWorkerShares(100, 20);
    expect([1, 2, 3, 4, 5].map(() => shares.take(false))).toEqual([20, 20, 20, 20, 20]);
  });

  it('gives the last one what no other has', () => {
    const shares = createWorkerShares(100, 20);
    shares.take(false);
    shares.take(false);
    expect(shares.take(true)).toBe(60);
    shares.giveBack(60);
    shares.giveBack(20);
    expect(shares.take(true)).toBe(80);
  });

  it('gives the last one no less than the others', () => {
    const shares = createWorkerShares(40, 20);
    shares.take(false);
    shares.take(false);
    expect(shares.take(true)).toBe(20);
  });
});
