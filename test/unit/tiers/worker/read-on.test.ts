import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSplit } from '../../../../src/planning/plan-split.ts';
import { readOn } from '../../../../src/tiers/worker/read-on.ts';
import { checkProperty } from '../../../support/seeded.ts';

const KIB = 1024;

/** The ranges that are read of `[start, end)` of an object, from `at` on. */
function rangesOf(
  { start, end, sizeBytes }: { start: number; end: number; sizeBytes: number },
  at = start,
  sliceBytes?: number,
  cutAt = end,
): [number, number][] {
  const ranges: [number, number][] = [];
  const slice = { key: 'k', sizeBytes, start, end };
  const sources = readOn(slice, at, { sliceBytes, end: () => cutAt }, (from, to) => {
    ranges.push([from, to]);
    return [];
  });
  for (const _ of sources);
  return ranges;
}

describe('readOn', () => {
  it('reads a whole object at once', () => {
    expect(rangesOf({ start: 0, end: 100, sizeBytes: 100 })).toEqual([[0, 100]]);
  });

  it('reads an object that is too long for one up to where it will be cut, and then the rest', () => {
    expect(rangesOf({ start: 0, end: 100, sizeBytes: 100 }, 0, 25)).toEqual([
      [0, 25],
      [25, 100],
    ]);
  });

  it.each([
    ['where it was to be', 25_000],
    ['sooner', 10_000],
  ])('reads on in growing steps behind a slice that was cut %s', (_, cutAt) => {
    const sizeBytes = 10_000_000;
    const ranges = rangesOf({ start: 0, end: sizeBytes, sizeBytes }, 0, 25_000, cutAt);
    expect(ranges.slice(0, 2)).toEqual([
      [0, 25_000],
      [25_000, 25_000 + 256 * KIB],
    ]);
  });

  it('reads a slice that was cut later than it was to be up to there', () => {
    const ranges = rangesOf({ start: 0, end: 100, sizeBytes: 100 }, 0, 25, 60);
    expect(ranges.slice(0, 2)).toEqual([
      [0, 25],
      [25, 60],
    ]);
  });

  it('reads a slice, and what comes after it in growing steps', () => {
    const sizeBytes = 10_000 * KIB;
    const [first, ...steps] = rangesOf({ start: 500, end: 1_000, sizeBytes }, 700);
    expect(first).toEqual([700, 1_000]);
    expect(steps[0]).toEqual([1_000, 1_000 + 256 * KIB]);
    expect(steps[1]).toEqual([1_000 + 256 * KIB, 1_000 + 5 * 256 * KIB]);
    expect(steps.at(-1)?.[1]).toBe(sizeBytes);
  });

  it('reads on from behind its slice', () => {
    expect(rangesOf({ start: 0, end: 50, sizeBytes: 100 }, 60)).toEqual([[60, 100]]);
  });

  it('reads nothing where nothing is left', () => {
    expect(rangesOf({ start: 0, end: 100, sizeBytes: 100 }, 100)).toEqual([]);
  });

  it('reads what says to be empty, once', () => {
    expect(rangesOf({ start: 0, end: 0, sizeBytes: 0 }, 0, 10)).toEqual([[0, 0]]);
  });

  it('opens nothing before it is wanted', () => {
    const opened: number[] = [];
    const slice = { key: 'k', sizeBytes: 1_000, start: 0, end: 500 };
    const sources = readOn(slice, 0, { sliceBytes: 100, end: () => 500 }, (from) => {
      opened.push(from);
      return [];
    });
    sources.next();
    expect(opened).toEqual([0]);
  });

  it('leaves nothing out and reads nothing twice, and stops where plain text will be cut', () =>
    checkProperty(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.option(fc.integer({ min: 64 * KIB, max: 2 ** 30 }), { nil: undefined }),
        (sizeBytes, places, sliceBytes) => {
          const [start = 0, end = 0, at = 0] = places
            .map((place) => Math.floor(place * sizeBytes))
            .sort((a, b) => a - b);
          const ranges = rangesOf({ start, end, sizeBytes }, at, sliceBytes);
          expect(ranges.at(-1)?.[1] ?? sizeBytes).toBe(sizeBytes);
          const isGapless = ranges.every(
            ([from, to], index) => to > from && from === (ranges[index - 1]?.[1] ?? at),
          );
          expect(isGapless).toBe(true);
          const [cut = end] = sliceBytes === undefined ? [] : planSplit(start, end, sliceBytes);
          for (const stop of [cut, end]) {
            expect(ranges.some(([from, to]) => from < stop && stop < to)).toBe(false);
          }
        },
      ),
      300,
    ));
});
