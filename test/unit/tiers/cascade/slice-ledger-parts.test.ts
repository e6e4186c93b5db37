import { describe, expect, it } from 'vitest';
import { checkpointFrame, countFrame, countOf, tallyOf } from '../../../support/frames.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import {
  counted,
  countWhole,
  cutObject,
  ledgerOf,
  type Open,
  sliceOf,
  wcCount,
} from '../../../support/slice-attempts.ts';

describe('SliceLedger of a slice that is counted bit by bit', () => {
  it('goes on where it was reached, and joins what came before', () => {
    const text = Buffer.from('one two three four');
    const { ledger, open } = ledgerOf([text.length]);
    let attempt: Open = open;
    for (const next of [5, 9]) {
      const start = attempt.get(0)?.start ?? 0;
      const places = { start: { at: start }, next: { at: next } };
      const about = { count: wcCount(text.subarray(start, next)), format: 'plain', ms: 2 };
      const frame = { type: 'checkpoint', slice: 0, ...places, ...about } as const;
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
      ledger.accept(checkpointFrame(0, 1, { start: { at }, next: { at: at + 10 } }), open);
    }
    const { settled } = countWhole(ledger, open, 0, 1);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 1 });
  });

  it('counts a part once that is reported twice', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = checkpointFrame(0, 1, { start: { at: 0 }, next: { at: 10 } });
    for (const frame of [part, part]) expect(ledger.accept(frame, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ start: 10, end: 30 });
    const { settled } = countWhole(ledger, open, 0, 2);
    expect(settled).toMatchObject({ tally: tallyOf(3), ms: 5 + 5 });
  });

  it('counts a part of a sought slice once that is reported twice', () => {
    const { ledger, open } = cutObject([0, 50, 100], 'hint');
    const part = checkpointFrame(1, 1, { start: { at: 52 }, next: { at: 60 } });
    for (const frame of [part, part]) ledger.accept(frame, open);
    countWhole(ledger, open, 1, 1);
    const left = countFrame(0, 1, { start: 0, end: 52 });
    const { settled } = ledger.accept(left, open);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 2 });
  });

  it('drops a part that comes no further', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = checkpointFrame(0, 1, { start: { at: 0 }, next: { at: 0 } });
    expect(ledger.accept(part, open)).toEqual({});
    expect(countWhole(ledger, open, 0, 2).settled).toMatchObject({ tally: tallyOf(2) });
  });

  it.each([
    ['before it', { at: 0 }],
    ['behind it', { at: 15 }],
    ['there in another way', { at: 10, decoderState: '1' }],
    ['nowhere', null],
  ])('drops a count that begins not where the slice has come to but %s', (_, start) => {
    const { ledger, open } = ledgerOf([30]);
    ledger.accept(checkpointFrame(0, 1, { start: { at: 0 }, next: { at: 10 } }), open);
    const count = { ...countFrame(0, 9, sliceOf(open, 0)), start };
    expect(ledger.accept(count, open)).toEqual({});
    expect(open.get(0)).toMatchObject({ start: 10, end: 30 });
    expect(countWhole(ledger, open, 0, 2).settled).toMatchObject({ tally: tallyOf(3) });
  });

  it('keeps a remark that came with a part, also if another attempt ends the slice', () => {
    const { ledger, open } = ledgerOf([30]);
    const part = checkpointFrame(0, 1, { start: { at: 0 }, next: { at: 10 } });
    ledger.accept({ ...part, remark: 'not-as-named' }, open);
    const again: Open = new Map([...open.values()].entries());
    const { settled } = countWhole(ledger, again, 0, 2);
    expect(settled).toMatchObject({ tally: tallyOf(3), remark: 'not-as-named' });
  });

  it('remembers how the format begins there', () => {
    const { ledger, open } = cutObject([0, 50, 100], 'hint');
    const start = { at: 52, decoderState: '3' };
    const next = { at: 60, decoderState: '5' };
    ledger.accept(checkpointFrame(1, 1, { start, next }, 'bzip2'), open);
    expect(open.get(1)).toMatchObject({ start: 60, end: 100, decoderState: '5', format: 'bzip2' });
    expect(open.get(1)).not.toHaveProperty('seek');
    ledger.accept(counted(sliceOf(open, 1), 1, countOf(1)), open);
    const last = counted(sliceOf(open, 0), 0, countOf(1), { next: start });
    const { settled } = ledger.accept(last, open);
    expect(settled).toMatchObject({ tally: tallyOf(3), pieces: 2 });
  });
});
