import { describe, expect, it } from 'vitest';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { plain } from '../../../../src/formats/plain.ts';
import type { Slice } from '../../../../src/protocol/request.ts';
import { createSliceSplitter, type Split } from '../../../../src/tiers/worker/split-slice.ts';

const SLICE: Slice = { key: 'k', sizeBytes: 1_000, start: 0, end: 1_000 };

function share(sliceBytes: number | undefined, slice: Partial<Slice> = {}) {
  const cuts: Split[] = [];
  const splitter = createSliceSplitter({ ...SLICE, ...slice }, sliceBytes, (cut) => cuts.push(cut));
  return { ...splitter, cuts };
}

describe('createSliceSplitter', () => {
  it('gives away all but the first slice, and ends there', () => {
    const { trySplit, end, cuts } = share(250);
    trySplit(plain, '', 0);
    expect(cuts).toEqual([{ starts: [250, 500, 750], format: 'plain' }]);
    expect(end()).toBe(250);
  });

  it('gives away once', () => {
    const { trySplit, end, isLong, cuts } = share(250);
    trySplit(plain, '', 0);
    trySplit(plain, '', 0);
    expect(cuts).toHaveLength(1);
    expect(isLong(plain)).toBe(false);
    expect(end()).toBe(250);
  });

  it('makes slices shorter of what costs more', () => {
    const { trySplit, cuts } = share(250 * gzip.costPerByte);
    trySplit(gzip, 'hint', 0);
    expect(cuts).toEqual([{ starts: [250, 500, 750], format: 'gzip', seek: 'hint' }]);
    expect(share(600).isLong(plain)).toBe(true);
    expect(share(1_000).isLong(plain)).toBe(false);
    expect(share(1_000).isLong(gzip)).toBe(true);
  });

  it('makes slices as long as the first unit was, where that is longer', () => {
    const { trySplit, end, cuts } = share(100);
    trySplit(gzip, '', 300);
    expect(cuts[0]?.starts).toEqual([333, 666]);
    expect(end()).toBe(333);
  });

  it('keeps the longest slice where the others may be conditional', () => {
    const { trySplit, end, cuts } = share(500 * gzip.costPerByte);
    trySplit(gzip, 'deflate', 0);
    expect(cuts).toEqual([{ starts: [800], format: 'gzip', seek: 'deflate' }]);
    expect(end()).toBe(800);
  });

  it('gives nothing away of what is behind the place that was reached', () => {
    const { trySplit, end, cuts } = share(100);
    // Three slices of about 400 bytes, of which the first would end too soon.
    trySplit(gzip, '', 400);
    expect(cuts[0]?.starts).toEqual([666]);
    expect(end()).toBe(666);
  });

  it('gives away at places of an index', () => {
    const { trySplit, cuts } = share(300 * gzip.costPerByte);
    trySplit(gzip, '', 0, [0, 320, 350, 640, 700]);
    expect(cuts[0]?.starts).toEqual([350, 700]);
  });

  it('keeps what is not worth a cut, and looks again when it is', () => {
    const { trySplit, end, cuts } = share(1_000);
    trySplit(gzip, '', 900);
    expect(cuts).toEqual([]);
    expect(end()).toBe(1_000);
    trySplit(gzip, '', 400);
    expect(cuts).toHaveLength(1);
  });

  it.each([
    ['without a length', undefined, {}],
    ['of a slice that is only sought', 100, { seek: 'hint' }],
    ['of an object whose size is not known', 100, { sizeBytes: 0, end: 0 }],
  ])('gives nothing away %s', (_, sliceBytes, slice) => {
    const { trySplit, isLong, cuts } = share(sliceBytes, slice);
    expect(isLong(plain)).toBe(false);
    trySplit(plain, '', 0);
    expect(cuts).toEqual([]);
  });

  it('ends where the slice ends, and not at all where nobody knows the size', () => {
    expect(share(undefined, { end: 700 }).end()).toBe(700);
    expect(share(100, { sizeBytes: 0, end: 0 }).end()).toBe(Number.POSITIVE_INFINITY);
  });
});
