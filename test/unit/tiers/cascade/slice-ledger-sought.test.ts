import { describe, expect, it } from 'vitest';
import type { Position } from '../../../../src/formats/position.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { OwnedSlice } from '../../../../src/tiers/cascade/owned-slice.ts';
import { countOf, sliceFailedFrame, tallyOf } from '../../../support/frames.ts';
import { counted, cutObject, sliceOf } from '../../../support/slice-attempts.ts';

const FAULT = { code: 'answer-broken', message: 'm', retryable: true };

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
    ['elsewhere', { start: { at: 105 }, next: { at: 205 } }],
    ['in another way', { start: { at: 110, decoderState: '1' }, next: { at: 205 } }],
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

  it('has the gap counted before a slice that began later', () => {
    const later = part(1, 9, { start: { at: 120 }, next: { at: 205 } });
    const { ledger, last } = settle([first, third, later]);
    expect(last?.more).toMatchObject([{ start: 110, end: 120, format: 'gzip', object: 0 }]);
    const count = (slice: OwnedSlice, next: number) => {
      const open = new Map([[0, slice]]);
      return ledger.accept(counted(slice, 0, countOf(2), { next: { at: next } }), open);
    };
    expect(count(last?.more?.[0] as OwnedSlice, 120).settled).toMatchObject({
      tally: tallyOf(1 + 2 + 9 + 4),
    });
  });

  it('has a slice counted again where the gap before it does not end there', () => {
    const later = part(1, 9, { start: { at: 120 }, next: { at: 205 } });
    const { ledger, last } = settle([first, third, later]);
    const [gap] = (last?.more ?? []) as [OwnedSlice];
    const around = counted(gap, 0, countOf(2), { next: { at: 130 } });
    const { more } = ledger.accept(around, new Map([[0, gap]]));
    expect(more).toMatchObject([{ start: 130, end: 200 }]);
    const [again] = more as [OwnedSlice];
    const rest = counted(again, 0, countOf(3), { next: { at: 205 } });
    expect(ledger.accept(rest, new Map([[0, again]])).settled).toMatchObject({
      tally: tallyOf(1 + 2 + 3 + 4),
    });
  });

  it('does not hold a fault against an object that its neighbour knows nothing of', () => {
    const failed = sliceFailedFrame(1, { code: 'corrupt', words: 5, start: 150 });
    const { ledger, last } = settle([first, third, failed]);
    const open = new Map([[0, last?.more?.[0] as OwnedSlice]]);
    const { settled } = ledger.accept(
      counted(sliceOf(open, 0), 0, countOf(2), { next: { at: 205 } }),
      open,
    );
    expect(settled).toEqual({ object: 0, tally: tallyOf(7), ms: 6, pieces: 3 });
  });

  it('counts up to the damage, and nothing of what follows', () => {
    const failed = sliceFailedFrame(1, { code: 'corrupt', words: 1, start: 110 });
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
