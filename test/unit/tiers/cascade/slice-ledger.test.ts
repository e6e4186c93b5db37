import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnedSlice } from '../../../../src/tiers/cascade/owned-slice.ts';
import { countFrame, countOf, sliceFailedFrame, tallyOf } from '../../../support/frames.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { checkProperty } from '../../../support/seeded.ts';
import {
  addSlices,
  counted,
  countWhole,
  cut,
  cutObject,
  ledgerOf,
  sliceOf,
  wcCount,
} from '../../../support/slice-attempts.ts';

const FAULT = { code: 'answer-broken', message: 'm', retryable: true };

describe('SliceLedger', () => {
  it('settles an object of one slice with its count', () => {
    const { ledger, open } = ledgerOf([10]);
    expect(countWhole(ledger, open, 0, 3)).toEqual({
      settled: { object: 0, tally: tallyOf(3), ms: 5, pieces: 1 },
    });
    expect(open.size).toBe(0);
  });

  it('settles an object that is cut with the last of its slices', () => {
    const { ledger, open } = cutObject([0, 10, 20, 30]);
    expect(countWhole(ledger, open, 1, 1)).toEqual({});
    expect(countWhole(ledger, open, 2, 2)).toEqual({});
    expect(countWhole(ledger, open, 0, 3)).toEqual({
      settled: { object: 0, tally: tallyOf(6), ms: 15, pieces: 3 },
    });
    expect(open.size).toBe(0);
  });

  it('cuts a slice into slices that hold all of it', () => {
    const { ledger, open } = ledgerOf([100]);
    const more = cut(ledger, open, [30, 70], 'hint');
    expect(open.get(0)).toMatchObject({ start: 0, end: 30 });
    expect(more).toMatchObject([
      { key: 'k0', sizeBytes: 100, start: 30, end: 70, format: 'gzip', seek: 'hint' },
      { key: 'k0', sizeBytes: 100, start: 70, end: 100, format: 'gzip', seek: 'hint' },
    ]);
  });

  it.each([[[]], [[0]], [[100]], [[70, 30]], [[30, 30]], [[-5, 30]]])(
    'does not cut at %j',
    (starts) => {
      const { ledger, open } = ledgerOf([100]);
      expect(cut(ledger, open, starts)).toEqual([]);
      expect(open.get(0)).toMatchObject({ start: 0, end: 100 });
    },
  );

  it('drops a second frame about a slice, and one about no slice of the attempt', () => {
    const { ledger, open } = cutObject([0, 10, 20]);
    const first = countFrame(0, 1, sliceOf(open, 0));
    ledger.accept(first, open);
    expect(ledger.accept(first, open)).toEqual({});
    expect(ledger.accept(sliceFailedFrame(0), open)).toEqual({});
    expect(ledger.accept(countFrame(7, 1, sliceOf(open, 1)), open)).toEqual({});
    expect(countWhole(ledger, open, 1, 1).settled).toMatchObject({ tally: tallyOf(2) });
  });

  it('drops a count that does not cover its slice', () => {
    const { ledger, open } = cutObject([0, 10, 20]);
    const short = countFrame(0, 1, { start: 0, end: 9 });
    expect(ledger.accept(short, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ start: 0, end: 10 });
    countWhole(ledger, open, 1, 1);
    expect(countWhole(ledger, open, 0, 2).settled).toMatchObject({ tally: tallyOf(3) });
  });

  it('holds a file whose size is not told to none', () => {
    const { ledger, open } = ledgerOf([0]);
    const { settled } = ledger.accept(countFrame(0, 3, { end: 30 }), open);
    expect(settled).toMatchObject({ tally: tallyOf(3) });
  });

  it('believes nothing that a fault left counted elsewhere', () => {
    const { ledger, open } = ledgerOf([10, 10]);
    const retryable = sliceFailedFrame(0, { retryable: true, words: 3, start: 5 });
    ledger.accept(retryable, open);
    expect(open.get(0)).toMatchObject({ fault: { code: 'read-failed' } });
    expect(open.get(0)).not.toHaveProperty('partial');
    // Nothing was heard of the bytes before that place, so that all of the slice is asked for again.
    expect(ledger.accept(sliceFailedFrame(1, { words: 3, start: 5 }), open)).toEqual({});
    expect(open.get(1)).toMatchObject({ start: 0, end: 10 });
    expect(open.get(1)).not.toHaveProperty('fault');
  });

  it('joins the slices of a text to the count of the whole, in whatever order they come', () => {
    const text = fc
      .array(fc.constantFrom(...' \n\tabc'), { minLength: 1, maxLength: 60 })
      .map((characters) => Buffer.from(characters.join('')));
    return checkProperty(
      fc.property(
        text,
        fc.array(fc.nat(60), { maxLength: 8 }),
        fc.array(fc.nat(1_000), { minLength: 10, maxLength: 10 }),
        (bytes, cuts, order) => {
          const within = cuts.filter((cut) => cut < bytes.length);
          const edges = [...new Set([0, ...within, bytes.length])].sort((a, b) => a - b);
          const { ledger, open } = cutObject(edges);
          const indices = [...open.keys()].sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
          const results = indices.map((index) => {
            const slice = sliceOf(open, index);
            const count = wcCount(bytes.subarray(slice.start, slice.end));
            return ledger.accept(counted(slice, index, count), open);
          });
          expect(results.at(-1)?.settled?.tally).toEqual(wcReference(bytes));
          expect(results.slice(0, -1).every(({ settled }) => settled === undefined)).toBe(true);
        },
      ),
      500,
    );
  });

  it('keeps a slice with a fault that another attempt may mend', () => {
    const { ledger, open } = ledgerOf([10]);
    const frame = sliceFailedFrame(0, { code: 'read-failed', retryable: true, words: 3 });
    expect(ledger.accept(frame, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ fault: { code: 'read-failed' }, partial: countOf(3) });
    const { settled } = countWhole(ledger, open, 0, 8);
    expect(settled).toEqual({ object: 0, tally: tallyOf(8), ms: 5, pieces: 1 });
  });

  it('gives a slice up for its own last fault before the one of its attempt', () => {
    const { ledger, open } = ledgerOf([10, 10]);
    ledger.accept(sliceFailedFrame(0, { code: 'read-failed', retryable: true, words: 3 }), open);
    const [own, other] = [...open.values()];
    expect(ledger.giveUp(own as OwnedSlice, FAULT).settled).toMatchObject({
      object: 0,
      tally: tallyOf(3),
      fault: { code: 'read-failed' },
    });
    expect(ledger.giveUp(other as OwnedSlice, FAULT).settled).toMatchObject({
      object: 1,
      tally: tallyOf(0),
      fault: { code: 'answer-broken' },
    });
  });

  it('does not join words across what was not counted', () => {
    const inWord = { bytes: 5, lines: 0, words: 1, startsInWord: true, endsInWord: true };
    const { ledger, open } = cutObject([0, 10, 20, 30]);
    ledger.accept(counted(sliceOf(open, 0), 0, inWord), open);
    ledger.accept(counted(sliceOf(open, 2), 2, inWord), open);
    const { settled } = ledger.accept(
      { ...sliceFailedFrame(1), start: { at: 10 }, count: inWord },
      open,
    );
    // The first runs into the second; behind the second's fault nobody knows.
    expect(settled?.tally).toEqual({ bytes: 15, lines: 0, words: 2 });
    expect(settled?.fault).toMatchObject({ code: 'read-failed' });
  });

  it('keeps objects apart', () => {
    const { ledger, open } = ledgerOf([10, 10]);
    addSlices(open, cut(ledger, open, [5], undefined, 1));
    addSlices(open, cut(ledger, open, [5], undefined, 0));
    const settled = [0, 2, 1, 3].map((index) => countWhole(ledger, open, index, index));
    expect(settled.map(({ settled: each }) => each && [each.object, each.tally.words])).toEqual([
      undefined,
      undefined,
      [1, 3],
      [0, 3],
    ]);
  });
});
