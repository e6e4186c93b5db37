import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterLevel } from '../../../src/planning/water-level.ts';
import { checkProperty } from '../../support/seeded.ts';

describe('waterLevel', () => {
  it('shares work out among free workers', () => {
    expect(waterLevel(100, 4, [])).toBe(25);
  });

  it('counts on running workers once they are free', () => {
    // Two of them have 10 each to do: 30 + 10 + 10 for the free ones, and 20 for each of the others.
    expect(waterLevel(100, 3, [{ workers: 2, leftCost: 20 }])).toBe((100 + 20) / 5);
  });

  it('does not count on those that have more to do already', () => {
    expect(waterLevel(100, 4, [{ workers: 1, leftCost: 1_000 }])).toBe(25);
  });

  it('knows no end without workers', () => {
    expect(waterLevel(100, 0, [{ workers: 0, leftCost: 5 }])).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves no work over and none missing', () => {
    const work = fc.record({ workers: fc.integer({ min: 1, max: 50 }), leftCost: fc.nat(1e6) });
    return checkProperty(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(work),
        (cost, free, running) => {
          const level = waterLevel(cost, free, running);
          let filled = free * level;
          for (const { workers, leftCost } of running) {
            filled += workers * Math.max(0, level - leftCost / workers);
          }
          expect(filled).toBeCloseTo(cost, 3);
        },
      ),
      300,
    );
  });
});
