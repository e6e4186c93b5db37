import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceBytesFor } from '../../../src/planning/fair-share.ts';
import { planSplit } from '../../../src/planning/plan-split.ts';
import { checkProperty } from '../../support/seeded.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function slicesOf(sizeBytes: number, workers: number, maxBytes: number): number {
  return planSplit(0, sizeBytes, sliceBytesFor(sizeBytes, workers, maxBytes)).length + 1;
}

describe('sliceBytesFor', () => {
  it.each([
    [2 * GIB, 2],
    [2 * GIB, 16],
    [2 * GIB, 100],
    [3 * GIB, 100],
    [5 * GIB, 64],
  ])('gives each worker a whole number of slices: %i bytes, %i workers', (sizeBytes, workers) => {
    expect(slicesOf(sizeBytes, workers, 1024 * GIB) % workers).toBe(0);
  });

  it('makes the last slice a small part of the whole time', () => {
    expect(slicesOf(100 * GIB, 16, 1024 * GIB)).toBe(8 * 16);
  });

  it('makes no slice that is not worth a request', () => {
    expect(sliceBytesFor(20 * MIB, 8, 128 * MIB)).toBeGreaterThanOrEqual(16 * MIB);
  });

  it('makes no slice longer than the limit', () =>
    checkProperty(
      fc.property(
        fc.nat(1000 * GIB),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 64 * 1024, max: GIB }),
        (total, workers, maxBytes) => {
          const bytes = sliceBytesFor(total, workers, maxBytes);
          expect(Number.isInteger(bytes)).toBe(true);
          expect(bytes).toBeGreaterThan(0);
          expect(bytes).toBeLessThanOrEqual(maxBytes);
        },
      ),
      300,
    ));
});
