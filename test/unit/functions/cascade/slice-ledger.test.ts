import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnedSlice } from '../../../../functions/cascade/owned-slice.ts';
import { SliceLedger } from '../../../../functions/cascade/slice-ledger.ts';
import type { Count } from '../../../../src/counting/count.ts';
import { createCounter } from '../../../../src/counting/create-counter.ts';
import type { Position } from '../../../../src/formats/position.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { AskedObject } from '../../../../src/protocol/request.ts';
import {
  countFrame,
  countOf,
  reachedFrame,
  sliceFailedFrame,
  tallyOf,
} from '../../../support/frames.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { checkProperty } from '../../../support/seeded.ts';

const FAULT = { code: 'answer-broken', message: 'm', retryable: true };

type Open = Map<number, OwnedSlice>;

/** A ledger of objects of these sizes, and an attempt at all of them, in their order. */
function ledgerOf(sizes: readonly number[]) {
  return attemptOf(sizes.map((sizeBytes, index) => ({ key: `k${index}`, sizeBytes })));
}

function attemptOf(objects: readonly AskedObject[]) {
  const ledger = new SliceLedger(objects);
  return { ledger, open: new Map(ledger.openSlices().entries()) };
}

/** A ledger of one object, and an attempt at all the slices that it is cut into at these edges. */
function cutObject(edges: readonly number[], seek?: string) {
  const { ledger, open } = ledgerOf([edges.at(-1) ?? 0]);
  if (edges.length > 2) addSlices(open, cut(ledger, open, edges.slice(1, -1), seek));
  return { ledger, open };
}

function cut(ledger: SliceLedger, open: Open, starts: number[], seek?: string, slice = 0) {
  const format = seek === undefined ? 'plain' : 'gzip';
  const about = { starts, format, ...(seek !== undefined && { seek }) };
  return ledger.accept({ type: 'cut', slice, ...about }, open).more ?? [];
}

function addSlices(open: Open, slices: readonly OwnedSlice[]): void {
  for (const slice of slices) open.set(Math.max(...open.keys()) + 1, slice);
}

/** The count of a slice of an attempt, all of it unless said otherwise. */
function counted(
  { start, end, entry }: Pick<OwnedSlice, 'start' | 'end' | 'entry'>,
  slice: number,
  count: Count,
  places: { start?: Position | null; next?: Position } = {},
) {
  const whole = { start: { at: start, entry }, next: { at: end } };
  return { type: 'count', slice, ...whole, count, ms: 1, ...places } as const;
}

function sliceOf(open: Open, slice: number): OwnedSlice {
  const found = open.get(slice);
  if (!found) throw new Error(`there is no slice ${slice}`);
  return found;
}

/** All of a slice of an attempt is counted. */
function countWhole(ledger: SliceLedger, open: Open, slice: number, words: number) {
  return ledger.accept(countFrame(slice, words, sliceOf(open, slice)), open);
}

function wcCount(bytes: Uint8Array): Count {
  const counter = createCounter('wc');
  counter.update(bytes);
  return counter.count();
}

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
    const { settled } = ledger.accept(sliceFailedFrame(1, { words: 3, start: 5 }), open);
    expect(settled).toMatchObject({ tally: tallyOf(0), fault: { code: 'read-failed' } });
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

describe('SliceLedger of a slice that is counted bit by bit', () => {
  it('goes on where it was reached, and joins what came before', () => {
    const text = Buffer.from('one two three four');
    const { ledger, open } = ledgerOf([text.length]);
    let attempt: Open = open;
    for (const next of [5, 9]) {
      const start = attempt.get(0)?.start ?? 0;
      const places = { start: { at: start }, next: { at: next } };
      const about = { count: wcCount(text.subarray(start, next)), format: 'plain', ms: 2 };
      const frame = { type: 'reached', slice: 0, ...places, ...about } as const;
      expect(ledger.accept(frame, attempt)).toEqual({});
      expect(attempt.get(0)).toMatchObject({ start: next, end: text.length, format: 'plain' });
      attempt = new Map([...attempt.values()].entries());
    }
    const count = wcCount(text.subarray(9));
    const frame = { ...counted(sliceOf(attempt, 0), 0, count), ms: 2 };
    const { settled } = ledger.accept(frame, attempt);
    expect(settled).toEqual({ object: 0, tally: wcReference(text), ms: 6, pieces: 3 });
  });

  it('takes what one attempt counted for one piece', () => {
    const { ledger, open } = ledgerOf([30]);
    for (const at of [0, 10]) {
      ledger.accept(reachedFrame(0, 1, { start: { at }, next: { at: at + 10 } }), open);
    }
    const { settled } = countWhole(ledger, open, 0, 1);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 1 });
  });

  it('counts a part once that is reported twice', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = reachedFrame(0, 1, { start: { at: 0 }, next: { at: 10 } });
    for (const frame of [part, part]) expect(ledger.accept(frame, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ start: 10, end: 30 });
    const { settled } = countWhole(ledger, open, 0, 2);
    expect(settled).toMatchObject({ tally: tallyOf(3), ms: 5 + 5 });
  });

  it('counts a part of a sought slice once that is reported twice', () => {
    const { ledger, open } = cutObject([0, 50, 100], 'hint');
    const part = reachedFrame(1, 1, { start: { at: 52 }, next: { at: 60 } });
    for (const frame of [part, part]) ledger.accept(frame, open);
    countWhole(ledger, open, 1, 1);
    const left = countFrame(0, 1, { start: 0, end: 52 });
    const { settled } = ledger.accept(left, open);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 2 });
  });

  it('drops a part that comes no further', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = reachedFrame(0, 1, { start: { at: 0 }, next: { at: 0 } });
    expect(ledger.accept(part, open)).toEqual({});
    expect(countWhole(ledger, open, 0, 2).settled).toMatchObject({ tally: tallyOf(2) });
  });

  it.each([
    ['before it', { at: 0 }],
    ['behind it', { at: 15 }],
    ['there in another way', { at: 10, entry: '1' }],
    ['nowhere', null],
  ])('drops a count that begins not where the slice has come to but %s', (_, start) => {
    const { ledger, open } = ledgerOf([30]);
    ledger.accept(reachedFrame(0, 1, { start: { at: 0 }, next: { at: 10 } }), open);
    const count = { ...countFrame(0, 9, sliceOf(open, 0)), start };
    expect(ledger.accept(count, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ start: 10, end: 30 });
    expect(countWhole(ledger, open, 0, 2).settled).toMatchObject({ tally: tallyOf(3) });
  });

  it('keeps a remark that came with a part, also if another attempt ends the slice', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = reachedFrame(0, 1, { start: { at: 0 }, next: { at: 10 } });
    ledger.accept({ ...part, remark: 'not-as-named' }, open);
    const again: Open = new Map([...open.values()].entries());
    const { settled } = countWhole(ledger, again, 0, 2);
    expect(settled).toMatchObject({ tally: tallyOf(3), remark: 'not-as-named' });
  });

  it('remembers how the format begins there', () => {
    const { ledger, open } = cutObject([0, 50, 100], 'hint');
    const start = { at: 52, entry: '3' };
    const next = { at: 60, entry: '5' };
    ledger.accept(reachedFrame(1, 1, { start, next }, 'bzip2'), open);
    expect(open.get(1)).toMatchObject({ start: 60, end: 100, entry: '5', format: 'bzip2' });
    expect(open.get(1)).not.toHaveProperty('seek');
    ledger.accept(counted(sliceOf(open, 1), 1, countOf(1)), open);
    const last = counted(sliceOf(open, 0), 0, countOf(1), { next: start });
    const { settled } = ledger.accept(last, open);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 2 });
  });
});

describe('SliceLedger of slices whose beginning was sought', () => {
  const EDGES = [0, 100, 200, 300];

  /** The last word of a chain of frames about all three slices, in this order. */
  function settle(frames: readonly WorkerFrame[]) {
    const { ledger, open } = cutObject(EDGES, 'hint');
    const outcomes = frames.map((frame) => ledger.accept(frame as never, open));
    return { ledger, open, outcomes, last: outcomes.at(-1) };
  }

  /** The count of one of the three. */
  function part(
    slice: number,
    words: number,
    places: { start?: Position | null; next?: Position },
  ) {
    const [start = 0, end = 0] = EDGES.slice(slice);
    return counted({ start, end }, slice, countOf(words), places);
  }

  const first = part(0, 1, { next: { at: 110 } });
  const second = part(1, 2, { start: { at: 110 }, next: { at: 205 } });
  const third = part(2, 4, { start: { at: 205 } });

  it('believes those that begin where their left neighbour came to', () => {
    for (const order of [
      [first, second, third],
      [third, second, first],
      [second, first, third],
    ]) {
      const { last } = settle(order);
      expect(last?.settled).toEqual({ object: 0, tally: tallyOf(7), ms: 3, pieces: 3 });
    }
  });

  it.each([
    ['in front of it', { at: 99 }],
    ['behind it', { at: 200 }],
  ])('drops a count that begins %s', (_, start) => {
    const { outcomes, last, open } = settle([first, third, { ...second, start }]);
    expect(last).toEqual({});
    expect(outcomes.some(({ settled }) => settled)).toBe(false);
    expect(open.get(1)).toMatchObject({ start: 100, end: 200, seek: 'hint' });
  });

  it('passes over a slice in which nothing begins', () => {
    const long = part(0, 3, { next: { at: 205 } });
    const none = part(1, 0, { start: null });
    expect(settle([none, third, long]).last?.settled).toMatchObject({
      tally: tallyOf(7),
      pieces: 2,
    });
  });

  it('passes over a slice that found something where its neighbour has been', () => {
    const long = part(0, 3, { next: { at: 205 } });
    expect(settle([second, third, long]).last?.settled).toMatchObject({ tally: tallyOf(7) });
  });

  it.each([
    ['elsewhere', { start: { at: 120 }, next: { at: 205 } }],
    ['in another way', { start: { at: 110, entry: '1' }, next: { at: 205 } }],
    ['nowhere', { start: null }],
  ])('has a slice counted again that began %s', (_, about) => {
    const { ledger, last } = settle([first, third, part(1, 9, about)]);
    expect(last?.settled).toBeUndefined();
    expect(last?.more).toMatchObject([{ start: 110, end: 200, format: 'gzip', object: 0 }]);
    const [again] = last?.more ?? [];
    expect(again).not.toHaveProperty('seek');
    const open = new Map([[0, again as OwnedSlice]]);
    const { settled } = ledger.accept(
      counted(sliceOf(open, 0), 0, countOf(2), { next: { at: 205 } }),
      open,
    );
    expect(settled).toMatchObject({ tally: tallyOf(7), pieces: 3 });
    expect(settled).not.toHaveProperty('fault');
  });

  it('does not hold a fault against an object that its neighbour knows nothing of', () => {
    const failed = { ...sliceFailedFrame(1, { code: 'corrupt', words: 5 }), start: { at: 150 } };
    const { ledger, last } = settle([first, third, failed]);
    const open = new Map([[0, last?.more?.[0] as OwnedSlice]]);
    const { settled } = ledger.accept(
      counted(sliceOf(open, 0), 0, countOf(2), { next: { at: 205 } }),
      open,
    );
    expect(settled).toEqual({ object: 0, tally: tallyOf(7), ms: 6, pieces: 3 });
  });

  it('counts up to the damage, and nothing of what follows', () => {
    const failed = { ...sliceFailedFrame(1, { code: 'corrupt', words: 1 }), start: { at: 110 } };
    for (const order of [
      [first, failed, third],
      [third, failed, first],
    ]) {
      expect(settle(order).last?.settled).toMatchObject({
        tally: tallyOf(2),
        fault: { code: 'corrupt' },
      });
    }
  });

  it('has a slice counted again from its left neighbour when it is given up', () => {
    const { ledger, open } = settle([first, third]);
    const { more, settled } = ledger.giveUp(open.get(1) as OwnedSlice, FAULT);
    expect(settled).toBeUndefined();
    expect(more).toMatchObject([{ start: 110, end: 200 }]);
    const given = ledger.giveUp(more?.[0] as OwnedSlice, FAULT);
    expect(given.settled).toMatchObject({ tally: tallyOf(1), fault: { code: 'answer-broken' } });
  });
});
