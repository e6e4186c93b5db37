// Slices that were counted without knowing what comes before them, and which slice is begun next.

import { describe, expect, it } from 'vitest';
import type { Position } from '../../../../src/formats/position.ts';
import { certainTally } from '../../../../src/protocol/verify-spans.ts';
import type { OwnedSlice } from '../../../../src/tiers/cascade/owned-slice.ts';
import type { SliceLedger } from '../../../../src/tiers/cascade/slice-ledger.ts';
import { countOf, tallyOf } from '../../../support/frames.ts';
import { addSlices, cut, ledgerOf, type Open, sliceOf } from '../../../support/slice-attempts.ts';

const CONDITION = 'not what gzip writes';

/** An object of slices of 100 bytes, of which the first is being counted. */
function begin(sizeBytes = 500) {
  const { ledger, open } = ledgerOf([sizeBytes]);
  const starts = Array.from({ length: sizeBytes / 100 - 1 }, (_, index) => (index + 1) * 100);
  const waiting = cut(ledger, open, starts, 'deflate');
  return { ledger, open, waiting };
}

/** An attempt at all that waits. */
function attemptAt(ledger: SliceLedger, waiting: readonly OwnedSlice[]): Open {
  const open: Open = new Map();
  for (const slice of waiting) {
    const begun = ledger.begin(slice).slice;
    if (begun) open.set(open.size, begun);
  }
  return open;
}

function countFirst(ledger: SliceLedger, open: Open, next: Position = { at: 105 }) {
  const about = { count: countOf(1), ms: 1 };
  return ledger.accept({ type: 'count', slice: 0, start: { at: 0 }, next, ...about }, open);
}

describe('a conditional count', () => {
  const conditional = (start: number, next: number, condition = CONDITION) =>
    ({
      type: 'count',
      start: { at: start, decoderState: '3' },
      next: { at: next, decoderState: '1' },
      count: countOf(2),
      ms: 1,
      conditional: condition,
    }) as const;

  it('is part of nothing as long as it is not resolved', () => {
    const { ledger, open, waiting } = begin(300);
    addSlices(open, waiting);
    const frame = { ...conditional(103, 205), slice: 1 };
    expect(ledger.accept(frame, open)).toEqual({});
    const [{ state }] = ledger.takeStates() as [ReturnType<SliceLedger['takeStates']>[number]];
    expect(certainTally(state)).toEqual(tallyOf(0));
    expect(state.spans[1]?.counted).toMatchObject({ isClosed: true, conditional: CONDITION });
    expect(countFirst(ledger, open, { at: 103, decoderState: '3' }).settled).toBeUndefined();
    const [{ state: verified }] = ledger.takeStates() as [
      ReturnType<SliceLedger['takeStates']>[number],
    ];
    expect(certainTally(verified)).toEqual(tallyOf(1));
  });

  it.each([
    ['it cannot be resolved', { at: 103, decoderState: '3' }, { start: 103, end: 200 }],
    ['it begins in another bit', { at: 103, decoderState: '4' }, { start: 103, end: 200 }],
    ['its neighbour went beyond its beginning', { at: 110 }, { start: 110, end: 200 }],
    ['there is a gap before it', { at: 101 }, { start: 101, end: 103 }],
  ])('is left for what is known if %s', (_, next, expected) => {
    const { ledger, open, waiting } = begin(300);
    addSlices(open, waiting);
    ledger.accept({ ...conditional(103, 205), slice: 1 }, open);
    const { more } = countFirst(ledger, open, next);
    expect(more).toMatchObject([expected]);
    expect(more?.[0]).not.toHaveProperty('seek');
  });

  it('may end before its slice does: what follows is sought again', () => {
    const { ledger, open, waiting } = begin(300);
    addSlices(open, waiting);
    const { more, settled } = ledger.accept({ ...conditional(103, 150), slice: 1 }, open);
    expect(settled).toBeUndefined();
    expect(more).toMatchObject([{ start: 150, end: 200, seek: 'deflate' }]);
    expect(open.has(1)).toBe(false);
    const [{ state }] = ledger.takeStates() as [ReturnType<SliceLedger['takeStates']>[number]];
    expect(state.spans).toMatchObject([
      { start: 0, end: 100 },
      { start: 100, end: 150 },
      { start: 150, end: 200, seek: 'deflate' },
      { start: 200, end: 300 },
    ]);
  });

  it.each([
    ['of a slice whose beginning is known', 0, { start: { at: 0 }, next: { at: 105 } }],
    ['without a beginning', 1, { start: null }],
    ['that got nowhere', 1, { start: { at: 150 }, next: { at: 150 } }],
  ])('is not believed %s', (_, slice, changes) => {
    const { ledger, open, waiting } = begin(300);
    addSlices(open, waiting);
    const before = new Map(open);
    expect(ledger.accept({ ...conditional(103, 205), slice, ...changes }, open)).toEqual({});
    expect(open).toEqual(before);
  });

  it('is let go of where there are too many of them', () => {
    const { ledger, open, waiting } = begin(20_000);
    addSlices(open, waiting);
    for (const [slice, { start }] of [...open].slice(1)) {
      const condition = `${slice}`.padStart(900_000, ' ');
      ledger.accept({ ...conditional(start + 3, start + 105, condition), slice }, open);
    }
    const conditions = kept(ledger);
    expect(conditions.length).toBe(2);
    const { more } = countFirst(ledger, open, { at: 103, decoderState: '3' });
    expect(more).toMatchObject([{ start: 103, end: 200 }]);
  });
});

/** As many known ones are handed on as fit into a request. */
function kept(ledger: SliceLedger) {
  const [{ state }] = ledger.takeStates() as [ReturnType<SliceLedger['takeStates']>[number]];
  return state.spans.filter(({ counted }) => counted?.conditional !== undefined);
}

describe('which slice is begun', () => {
  it('is the last of those that wait, as long as the first is not known', () => {
    const { ledger, waiting } = begin();
    const starts = [...attemptAt(ledger, waiting).values()].map(({ start }) => start);
    expect(starts).toEqual([400, 300, 200, 100]);
  });

  it('is any that waits for a task whose own slice another has begun', () => {
    const { ledger, open, waiting } = begin(200);
    addSlices(
      open,
      waiting.map((slice) => ledger.begin(slice).slice as OwnedSlice),
    );
    const start = { at: 103, decoderState: '3' };
    const next = { at: 150, decoderState: '1' };
    const part = { slice: 1, start, next, count: countOf(2), ms: 1, conditional: CONDITION };
    const [rest] = (ledger.accept({ type: 'count', ...part }, open).more ?? []) as [OwnedSlice];
    const [gap] = (countFirst(ledger, open, { at: 101 }).more ?? []) as [OwnedSlice];
    expect(ledger.begin(rest).slice).toMatchObject({ start: 101, end: 103 });
    expect(ledger.begin(gap).slice).toMatchObject({ start: 150, end: 200 });
  });

  it('is the first of them once its beginning is known, which is not sought then', () => {
    const { ledger, open, waiting } = begin(700);
    const [one, two, ...others] = waiting as [OwnedSlice, OwnedSlice];
    expect(ledger.begin(one).slice).toMatchObject({ start: 600, seek: 'deflate' });
    expect(countFirst(ledger, open, { at: 103, decoderState: 'known' }).more).toBeUndefined();
    const first = ledger.begin(two).slice;
    expect(first).toMatchObject({ start: 103, end: 200, decoderState: 'known' });
    expect(first).not.toHaveProperty('seek');
    const rest = [...attemptAt(ledger, others).values()];
    expect(rest.map(({ start }) => start)).toEqual([500, 400, 300, 200]);
  });

  it('is the first with all behind it, where that is little', () => {
    const { ledger, open, waiting } = begin();
    const [one, two, ...others] = waiting as [OwnedSlice, OwnedSlice];
    expect(ledger.begin(one).slice).toMatchObject({ start: 400 });
    countFirst(ledger, open, { at: 103, decoderState: 'known' });
    const first = ledger.begin(two).slice as OwnedSlice;
    expect(first).toMatchObject({ start: 103, end: 400, decoderState: 'known' });
    expect(attemptAt(ledger, others).size).toBe(0);
    const start = { at: 103, decoderState: 'known' };
    const frame = {
      type: 'count',
      slice: 0,
      start,
      next: { at: 500 },
      count: countOf(2),
      ms: 1,
    } as const;
    expect(ledger.accept(frame, new Map([[0, first]]))).toEqual({});
    const [{ state }] = ledger.takeStates() as [ReturnType<SliceLedger['takeStates']>[number]];
    expect(state).toMatchObject({ verifiedUpTo: { at: 500 }, spans: [{ start: 400, end: 500 }] });
  });

  it('is known when it is asked for again, if its neighbour has come to it', () => {
    const { ledger, open, waiting } = begin(200);
    const attempt = attemptAt(ledger, waiting);
    countFirst(ledger, open, { at: 103, decoderState: 'known' });
    const again = ledger.begin(sliceOf(attempt, 0)).slice;
    expect(again).toMatchObject({ start: 103, decoderState: 'known' });
    expect(again).not.toHaveProperty('seek');
  });

  it('is none where its neighbours have been', () => {
    const { ledger, open, waiting } = begin(300);
    countFirst(ledger, open, { at: 300 });
    const [one, two] = waiting as [OwnedSlice, OwnedSlice];
    expect(ledger.begin(one)).toEqual({});
    expect(ledger.begin(two)).toMatchObject({ settled: { tally: tallyOf(1), pieces: 1 } });
  });

  it('is none behind damage', () => {
    const { ledger, open, waiting } = begin(300);
    const fault = { code: 'corrupt', message: 'm', retryable: false };
    const failed = { type: 'failed', slice: 0, start: { at: 0 }, ms: 1, ...fault } as const;
    ledger.accept(failed, open);
    const [one, two] = waiting as [OwnedSlice, OwnedSlice];
    expect(ledger.begin(one)).toEqual({});
    expect(ledger.begin(two)).toMatchObject({ settled: { fault } });
  });

  it('is each of them once', () => {
    const { ledger, waiting } = begin(20_000);
    const begun = [...attemptAt(ledger, waiting).values()].map(({ start }) => start);
    expect(begun.slice(0, 3)).toEqual([6_300, 6_200, 6_100]);
    expect(new Set(begun).size).toBe(199);
  });
});
