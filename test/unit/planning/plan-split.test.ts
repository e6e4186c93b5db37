import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSplit } from '../../../src/planning/plan-split.ts';
import { checkProperty } from '../../support/seeded.ts';

/** How long the slices are that begin at `start` and at each of the starts. */
function lengthsOf(start: number, end: number, starts: readonly number[]): number[] {
  const edges = [start, ...starts, end];
  return edges.slice(1).map((edge, index) => edge - (edges[index] as number));
}

describe('planSplit', () => {
  it.each([
    [0, 100, 50, [50]],
    [0, 100, 30, [33, 66]],
    [0, 100, 100, []],
    [0, 100, 1_000, []],
    [0, 149, 100, []],
    [0, 150, 100, [75]],
    [1_000, 1_040, 10, [1_010, 1_020, 1_030]],
    [0, 3, 0.25, [1, 2]],
    [0, 0, 10, []],
    [7, 7, 10, []],
  ])('cuts [%i, %i) into slices of about %d at %j', (start, end, bytes, starts) => {
    expect(planSplit(start, end, bytes)).toEqual(starts);
  });

  it('makes no more slices than can be kept, however small they should be', () => {
    const terabytes = 5 * 2 ** 40;
    const starts = planSplit(0, terabytes, 64 * 1024);
    expect(starts).toHaveLength(9_999);
    const lengths = lengthsOf(0, terabytes, starts);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  const range = fc.record({
    start: fc.nat(2 ** 40),
    length: fc.nat(1_000_000),
    bytes: fc.integer({ min: 150, max: 2_000_000 }),
  });

  it('cuts into equal slices of three quarters to one and a half of what is wanted', () =>
    checkProperty(
      fc.property(range, ({ start, length, bytes }) => {
        const starts = planSplit(start, start + length, bytes);
        const lengths = lengthsOf(start, start + length, starts);
        expect(Math.max(...lengths)).toBeLessThan(1.5 * bytes + 1);
        if (starts.length === 0) return;
        expect(Math.min(...lengths)).toBeGreaterThan(0.75 * bytes - 1);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
      500,
    ));
});

describe('planSplit by an index', () => {
  it.each([
    ['the next place after each start', [10, 35, 70, 90], [35, 70]],
    ['one place for several starts', [80], [80]],
    ['a place that is just where a start is', [33, 66], [33, 66]],
    ['nowhere before the first start', [10, 20], []],
    ['nowhere without a place', [], []],
    ['nowhere but within', [0, 100, 200], []],
  ])('cuts at %s', (_, index, starts) => {
    expect(planSplit(0, 100, 33, { index })).toEqual(starts);
  });

  it('cuts at places only, in their order, and nowhere twice', () =>
    checkProperty(
      fc.property(
        fc.uniqueArray(fc.nat(1_200), { maxLength: 50 }),
        fc.integer({ min: 1, max: 1_000 }),
        (places, bytes) => {
          const index = places.sort((a, b) => a - b);
          const starts = planSplit(100, 1_000, bytes, { index });
          expect(starts.every((start) => index.includes(start))).toBe(true);
          expect(lengthsOf(100, 1_000, starts).every((length) => length > 0)).toBe(true);
          // The second of any two neighbouring places between which a start lies is taken.
          for (const wanted of planSplit(100, 1_000, bytes)) {
            const next = index.find((place) => place >= wanted);
            if (next !== undefined && next < 1_000) expect(starts).toContain(next);
          }
        },
      ),
      300,
    ));
});

describe('planSplit with a first slice that is the longest', () => {
  it.each([
    [100, []],
    [50, [80]],
    [34, [60, 80]],
    [25, [45, 63, 81]],
    [10, [18, 27, 36, 45, 54, 63, 72, 81, 90]],
  ])('into slices of about %d bytes', (bytes, starts) => {
    expect(planSplit(0, 100, bytes, { first: 'longest' })).toEqual(starts);
  });
});
