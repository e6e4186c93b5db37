import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSumCollector, toRanges } from '../../../../src/tiers/cascade/sum-collector.ts';
import { tallyOf } from '../../../support/frames.ts';
import { checkProperty } from '../../../support/seeded.ts';

describe('createSumCollector', () => {
  it('has nothing to say of nothing', () => {
    const sums = createSumCollector();
    expect(sums.take()).toBeUndefined();
    sums.add(1, tallyOf(1), 1);
    sums.take();
    expect(sums.take()).toBeUndefined();
  });

  it('sums what was added since the last time, with the slowest of it', () => {
    const sums = createSumCollector();
    const times = [3, 9, 1, 7, 5];
    for (const [object, ms] of times.entries()) sums.add(object * 2, tallyOf(object), ms);
    expect(sums.take()).toEqual({
      type: 'sum',
      ranges: [
        [0, 0],
        [2, 2],
        [4, 4],
        [6, 6],
        [8, 8],
      ],
      count: tallyOf(10),
      slowest: [
        { object: 2, ms: 9 },
        { object: 6, ms: 7 },
        { object: 8, ms: 5 },
      ],
    });
    sums.add(1, tallyOf(4), 0);
    expect(sums.take()).toEqual({
      type: 'sum',
      ranges: [[1, 1]],
      count: tallyOf(4),
      slowest: [{ object: 1, ms: 0 }],
    });
  });
});

describe('toRanges', () => {
  it.each([
    [[], []],
    [[5], [[5, 5]]],
    [[1, 2, 3], [[1, 3]]],
    [[3, 1, 2], [[1, 3]]],
    [
      [10, 9, 2, 1],
      [
        [1, 2],
        [9, 10],
      ],
    ],
  ])('makes of %j the ranges %j', (indices, ranges) => {
    expect(toRanges(indices)).toEqual(ranges);
  });

  it('covers just the indices it is given, in the fewest ranges', () =>
    checkProperty(
      fc.property(fc.uniqueArray(fc.nat(60)), (indices) => {
        const ranges = toRanges(indices);
        const covered = ranges.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, offset) => first + offset),
        );
        expect(covered).toEqual([...indices].sort((a, b) => a - b));
        for (const [index, [first]] of ranges.entries()) {
          if (index > 0) expect(first).toBeGreaterThan((ranges[index - 1]?.[1] ?? 0) + 1);
        }
      }),
    ));
});
