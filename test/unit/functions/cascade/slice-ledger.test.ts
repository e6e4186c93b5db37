import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OwnedSlice, SliceLedger } from '../../../../functions/cascade/slice-ledger.ts';
import { createCounter } from '../../../../src/counting/create-counter.ts';
import { countFrame, countOf, sliceFailedFrame, tallyOf } from '../../../support/frames.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { checkProperty } from '../../../support/seeded.ts';

const FAULT = { code: 'answer-broken', message: 'm', retryable: true };

/** Slices of one object between these edges. */
function slicesBetween(edges: readonly number[], object = 0): OwnedSlice[] {
  const sizeBytes = edges.at(-1) ?? 0;
  return edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0;
    return { key: `k${object}`, sizeBytes, object, start, end };
  });
}

function open(slices: readonly OwnedSlice[]): Map<number, OwnedSlice> {
  return new Map(slices.entries());
}

function wcCount(bytes: Uint8Array) {
  const counter = createCounter('wc');
  counter.update(bytes);
  return counter.count();
}

describe('SliceLedger', () => {
  it('settles an object with the last of its slices', () => {
    const slices = slicesBetween([0, 10, 20, 30]);
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    expect(ledger.accept(countFrame(1, 1), left)).toBeUndefined();
    expect(ledger.accept(countFrame(2, 2), left)).toBeUndefined();
    expect(ledger.accept(countFrame(0, 3), left)).toEqual({
      object: 0,
      tally: tallyOf(6),
      ms: 15,
      pieces: 3,
    });
    expect(left.size).toBe(0);
  });

  it('drops a second frame about a slice, and one about no slice of the attempt', () => {
    const slices = slicesBetween([0, 10, 20]);
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    ledger.accept(countFrame(0, 1), left);
    expect(ledger.accept(countFrame(0, 1), left)).toBeUndefined();
    expect(ledger.accept(sliceFailedFrame(0), left)).toBeUndefined();
    expect(ledger.accept(countFrame(7, 1), left)).toBeUndefined();
    expect(ledger.accept(countFrame(1, 1), left)).toMatchObject({ tally: tallyOf(2) });
  });

  it('joins the pieces of a text to the count of the whole, in whatever order they come', () => {
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
          const edges = [0, ...new Set(within), bytes.length].sort((a, b) => a - b);
          const slices = slicesBetween([...new Set(edges)]);
          const ledger = new SliceLedger(slices);
          const left = open(slices);
          const indices = [...slices.keys()].sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
          const results = indices.map((index) => {
            const { start, end } = slices[index] as OwnedSlice;
            const count = wcCount(bytes.subarray(start, end));
            return ledger.accept({ type: 'count', slice: index, count, ms: 1 }, left);
          });
          expect(results.at(-1)?.tally).toEqual(wcReference(bytes));
          expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
        },
      ),
      500,
    );
  });

  it('goes on with a stopped slice at its next byte', () => {
    const text = Buffer.from('one two three four');
    const slices = slicesBetween([0, text.length]);
    const ledger = new SliceLedger(slices);
    let left = open(slices);
    for (const next of [5, 9]) {
      const start = left.get(0)?.start ?? 0;
      const count = wcCount(text.subarray(start, next));
      expect(
        ledger.accept({ type: 'stopped', slice: 0, count, next, ms: 2 }, left),
      ).toBeUndefined();
      expect(left.get(0)).toMatchObject({ start: next, end: text.length });
      left = open([...left.values()]);
    }
    const count = wcCount(text.subarray(9));
    expect(ledger.accept({ type: 'count', slice: 0, count, ms: 2 }, left)).toEqual({
      object: 0,
      tally: wcReference(text),
      ms: 6,
      pieces: 3,
    });
  });

  it('fails an object that was stopped and cannot be gone on with, keeping its count', () => {
    const slices = slicesBetween([0, 100]);
    const left = open(slices);
    const settled = new SliceLedger(slices).accept(
      { type: 'stopped', slice: 0, count: countOf(4), next: null, ms: 9 },
      left,
    );
    expect(settled).toMatchObject({ tally: tallyOf(4), ms: 9, fault: { code: 'out-of-time' } });
    expect(left.size).toBe(0);
  });

  it('keeps a slice with a fault that another attempt may mend', () => {
    const slices = slicesBetween([0, 10]);
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    const frame = sliceFailedFrame(0, { code: 'read-failed', retryable: true, words: 3 });
    expect(ledger.accept(frame, left)).toBeUndefined();
    expect(left.get(0)).toMatchObject({ fault: { code: 'read-failed' }, partial: countOf(3) });
    const settled = ledger.accept(countFrame(0, 8), left);
    expect(settled).toEqual({ object: 0, tally: tallyOf(8), ms: 5, pieces: 1 });
  });

  it('gives a slice up for its own last fault before the one of its attempt', () => {
    const slices = [...slicesBetween([0, 10], 0), ...slicesBetween([0, 10], 1)];
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    ledger.accept(sliceFailedFrame(0, { code: 'read-failed', retryable: true, words: 3 }), left);
    const [own, other] = [...left.values()];
    expect(ledger.giveUp(own as OwnedSlice, FAULT)).toMatchObject({
      object: 0,
      tally: tallyOf(3),
      fault: { code: 'read-failed' },
    });
    expect(ledger.giveUp(other as OwnedSlice, FAULT)).toMatchObject({
      object: 1,
      tally: tallyOf(0),
      fault: { code: 'answer-broken' },
    });
  });

  it('does not join words across what was not counted', () => {
    const inWord = { bytes: 5, lines: 0, words: 1, startsInWord: true, endsInWord: true };
    const slices = slicesBetween([0, 10, 20, 30]);
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    ledger.accept({ type: 'count', slice: 0, count: inWord, ms: 1 }, left);
    ledger.accept({ type: 'count', slice: 2, count: inWord, ms: 1 }, left);
    const settled = ledger.accept({ ...sliceFailedFrame(1), count: inWord }, left);
    // The first runs into the second; behind the second's fault nobody knows.
    expect(settled?.tally).toEqual({ bytes: 15, lines: 0, words: 2 });
    expect(settled?.fault).toMatchObject({ code: 'read-failed' });
  });

  it('keeps objects apart', () => {
    const slices = [...slicesBetween([0, 5, 10], 0), ...slicesBetween([0, 5, 10], 7)];
    const ledger = new SliceLedger(slices);
    const left = open(slices);
    const settled = [0, 3, 2, 1].map((index) => ledger.accept(countFrame(index, index), left));
    expect(settled.map((each) => each && [each.object, each.tally.words])).toEqual([
      undefined,
      undefined,
      [7, 5],
      [0, 1],
    ]);
  });
});
