import { describe, expect, it } from 'vitest';
import type { DividedObject } from '../../../../src/protocol/divided-object.ts';
import { parseCascadeFrame } from '../../../../src/protocol/frame.ts';
import type { OwnedSlice } from '../../../../src/tiers/cascade/owned-slice.ts';
import { SliceLedger } from '../../../../src/tiers/cascade/slice-ledger.ts';
import { countOf, sliceFailedFrame, tallyOf } from '../../../support/frames.ts';

const KEY = 'k';

type Open = Map<number, OwnedSlice>;

function attemptOf(sizeBytes: number, divided?: DividedObject) {
  const ledger = new SliceLedger(
    [{ key: KEY, sizeBytes, etag: 'e', ...(divided && { divided }) }],
    'wc',
  );
  return { ledger, open: new Map(ledger.openSlices().entries()) as Open };
}

/** An object that is cut into slices of 100 bytes whose first units are sought. */
function cutObject(sizeBytes: number) {
  const { ledger, open } = attemptOf(sizeBytes);
  const starts = Array.from({ length: sizeBytes / 100 - 1 }, (_, index) => (index + 1) * 100);
  const frame = { type: 'split', slice: 0, starts, format: 'gzip', seek: 'hint' } as const;
  const { more = [] } = ledger.accept(frame, open);
  for (const [index, slice] of more.entries()) open.set(index + 1, slice);
  return { ledger, open };
}

/** A slice that was sought begins at `from`, any other where it is known to. */
function count(ledger: SliceLedger, open: Open, slice: number, words: number, from?: number) {
  const { start: at = 0, end = 0, decoderState } = open.get(slice) ?? {};
  const start = from === undefined ? { at, decoderState } : { at: from, decoderState: '7' };
  const next = { at: end + 5, decoderState: '7' };
  const about = { start, next, count: countOf(words), ms: 1 };
  return ledger.accept({ type: 'count', slice, ...about }, open).settled;
}

/** The only state that there is news of, as it comes over the wire. */
function stateOf(ledger: SliceLedger): DividedObject {
  const [first] = ledger.takeStates();
  const frame = parseCascadeFrame(
    JSON.parse(JSON.stringify({ type: 'object-checkpoint', number: 1, ...first })),
  );
  if (frame.type !== 'object-checkpoint') throw new Error('it is another frame');
  return frame.state;
}

describe('the state of a divided object', () => {
  it('has another ledger count only what is not counted', () => {
    const { ledger, open } = cutObject(500);
    count(ledger, open, 0, 1);
    count(ledger, open, 1, 2, 105);
    count(ledger, open, 3, 4, 305);
    const next = attemptOf(500, stateOf(ledger));
    const common = { key: KEY, etag: 'e', sizeBytes: 500, format: 'gzip', seek: 'hint' };
    expect([...next.open.values()]).toMatchObject([
      { ...common, start: 200, end: 300 },
      { ...common, start: 400, end: 500 },
    ]);
    count(next.ledger, next.open, 1, 5, 405);
    expect(count(next.ledger, next.open, 0, 3, 205)).toEqual({
      object: 0,
      tally: tallyOf(1 + 2 + 3 + 4 + 5),
      ms: 5,
      pieces: 5,
    });
  });

  it('goes on in the middle of a slice, as its format begins there', () => {
    const { ledger, open } = cutObject(200);
    const reached = {
      type: 'checkpoint',
      slice: 1,
      count: countOf(2),
      format: 'gzip',
      ms: 1,
    } as const;
    const places = { start: { at: 105, decoderState: '7' }, next: { at: 150, decoderState: '3' } };
    ledger.accept({ ...reached, ...places }, open);
    const next = attemptOf(200, stateOf(ledger));
    const [, second] = [...next.open.values()];
    expect(second).toMatchObject({ start: 150, end: 200, decoderState: '3' });
    expect(second).not.toHaveProperty('seek');
    count(next.ledger, next.open, 1, 4);
    expect(count(next.ledger, next.open, 0, 1)).toMatchObject({ tally: tallyOf(7), pieces: 3 });
  });

  it('goes on with an object that was never cut', () => {
    const { ledger, open } = attemptOf(100);
    const reached = {
      type: 'checkpoint',
      slice: 0,
      count: countOf(2),
      format: 'plain',
      ms: 1,
    } as const;
    ledger.accept({ ...reached, start: { at: 0 }, next: { at: 40 } }, open);
    const next = attemptOf(100, stateOf(ledger));
    expect([...next.open.values()]).toMatchObject([{ start: 40, end: 100, format: 'plain' }]);
    expect(count(next.ledger, next.open, 0, 1)).toMatchObject({ tally: tallyOf(3), pieces: 2 });
  });

  it('has a slice counted again that turns out false later', () => {
    const { ledger, open } = cutObject(300);
    count(ledger, open, 1, 9, 102);
    count(ledger, open, 2, 4, 205);
    const next = attemptOf(300, stateOf(ledger));
    const frame = { type: 'count', slice: 0, start: { at: 0 }, count: countOf(1), ms: 1 } as const;
    const { more } = next.ledger.accept(
      { ...frame, next: { at: 105, decoderState: '7' } },
      next.open,
    );
    expect(more).toMatchObject([{ start: 105, end: 200, decoderState: '7' }]);
    // Known by then to begin there, and not to be sought.
    const last = attemptOf(300, stateOf(next.ledger));
    expect([...last.open.values()]).toMatchObject([{ start: 105, end: 200, decoderState: '7' }]);
    expect(last.open.get(0)).not.toHaveProperty('seek');
    expect(count(last.ledger, last.open, 0, 2, 105)).toMatchObject({ tally: tallyOf(7) });
  });

  it('has the gap counted before a slice that began later', () => {
    const { ledger, open } = cutObject(300);
    count(ledger, open, 1, 9, 130);
    count(ledger, open, 2, 4, 205);
    const next = attemptOf(300, stateOf(ledger));
    const frame = { type: 'count', slice: 0, start: { at: 0 }, count: countOf(1), ms: 1 } as const;
    const { more } = next.ledger.accept(
      { ...frame, next: { at: 105, decoderState: '7' } },
      next.open,
    );
    expect(more).toMatchObject([{ start: 105, end: 130, decoderState: '7' }]);
    const last = attemptOf(300, stateOf(next.ledger));
    expect([...last.open.values()]).toMatchObject([{ start: 105, end: 130, decoderState: '7' }]);
    const gap = { start: { at: 105, decoderState: '7' }, next: { at: 130, decoderState: '7' } };
    const about = { count: countOf(2), ms: 1 };
    const counted = { type: 'count', slice: 0, ...gap, ...about } as const;
    expect(last.ledger.accept(counted, last.open).settled).toMatchObject({
      tally: tallyOf(1 + 2 + 9 + 4),
    });
  });

  it('remembers damage, and that nothing behind it counts', () => {
    const { ledger, open } = cutObject(300);
    ledger.accept(sliceFailedFrame(0, { code: 'corrupt', words: 1 }), open);
    const next = attemptOf(300, stateOf(ledger));
    count(next.ledger, next.open, 0, 2, 105);
    const settled = count(next.ledger, next.open, 1, 4, 205);
    expect(settled).toMatchObject({ tally: tallyOf(1), fault: { code: 'corrupt' } });
  });

  it('is told when there is news, and not of an object that is settled', () => {
    const { ledger, open } = cutObject(200);
    expect(ledger.takeStates()).toHaveLength(1);
    expect(ledger.takeStates()).toEqual([]);
    count(ledger, open, 1, 1, 105);
    expect(ledger.takeStates()).toHaveLength(1);
    count(ledger, open, 0, 1);
    expect(ledger.takeStates()).toEqual([]);
  });

  it('keeps as many places within units as fit into a request, from the left', () => {
    const { ledger, open } = cutObject(20_000);
    const decoderState = 'x'.repeat(15_000);
    for (const [slice, { start }] of [...open].slice(1)) {
      const about = { format: 'gzip', count: countOf(1), ms: 1 };
      const [from, next] = [{ at: start + 5 }, { at: start + 150, decoderState }];
      ledger.accept({ type: 'checkpoint', slice, ...about, start: from, next }, open);
    }
    const state = stateOf(ledger);
    expect(JSON.stringify(state).length).toBeLessThan(2_100_000);
    const kept = state.spans.map(({ counted }) => counted?.next.decoderState === decoderState);
    expect(kept.filter(Boolean)).toHaveLength(133);
    expect(kept.lastIndexOf(true)).toBe(133);
    const slices = [...attemptOf(20_000, state).open.values()];
    expect(slices[1]).toMatchObject({ start: 250, end: 200, decoderState });
    expect(slices[1]).not.toHaveProperty('seek');
    expect(slices.at(-1)).toMatchObject({ start: 19_900, end: 20_000, seek: 'hint' });
  });

  it('fits into a request with ten thousand slices, which must all be kept', () => {
    const { ledger, open } = cutObject(1_000_000);
    const big = { ...countOf(1_234_567_890), startsInWord: true };
    for (let slice = 1; slice < 10_000; slice += 1) {
      const start = { at: slice * 100, decoderState: '1234567890' };
      const next = { at: (slice + 1) * 100, decoderState: '1234567890' };
      ledger.accept({ type: 'count', slice, count: big, ms: 1, start, next }, open);
    }
    const bytes = JSON.stringify(ledger.takeStates()).length;
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(4_000_000);
  });
});
