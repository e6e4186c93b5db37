// Slices that two workers count at the same time: whatever they say in whatever order, nothing counts twice
// and nothing is left out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certainTally } from '../../../../src/protocol/verify-spans.ts';
import { endRivalry, shareSlice } from '../../../../src/tiers/cascade/rivalry.ts';
import { Runner } from '../../../../src/tiers/cascade/runner.ts';
import type { SliceLedger } from '../../../../src/tiers/cascade/slice-ledger.ts';
import type { SliceFrame } from '../../../../src/tiers/cascade/slice-outcome.ts';
import { checkpointFrame, countFrame, sliceFailedFrame, tallyOf } from '../../../support/frames.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { checkProperty } from '../../../support/seeded.ts';
import {
  counted,
  cut,
  cutObject,
  ledgerOf,
  type Open,
  sliceOf,
  wcCount,
} from '../../../support/slice-attempts.ts';

/** A second worker for all that the first has left. */
function share(first: Runner): Runner {
  const copies: Open = new Map();
  for (const [index, slice] of first.open) {
    const { own, copy } = shareSlice(slice);
    first.open.set(index, own);
    copies.set(index, copy);
  }
  return new Runner(copies, 0, first);
}

/** Two workers at one object of this size. */
function race(sizeBytes: number) {
  const { ledger, open } = ledgerOf([sizeBytes]);
  const first = new Runner(open, 0);
  const second = share(first);
  const say = (runner: Runner, frame: SliceFrame) => {
    const outcome = ledger.accept(frame, runner.open);
    if (!runner.open.has(frame.slice)) runner.settled();
    return outcome;
  };
  return { ledger, first, second, say };
}

function end(ledger: SliceLedger, runner: Runner) {
  return runner.left().map((slice) => endRivalry(slice, ledger.dividedObject(slice.object)));
}

describe('two workers at one slice', () => {
  it.each(['first', 'second'] as const)('the %s is taken if it is the first', (winner) => {
    const { first, second, say } = race(10);
    const [faster, slower] = winner === 'first' ? [first, second] : [second, first];
    expect(say(faster, countFrame(0, 10)).settled).toMatchObject({ tally: tallyOf(10) });
    expect(slower.isOutrun).toBe(true);
    expect(faster.isOutrun).toBe(false);
    expect(slower.open.size).toBe(0);
    expect(say(slower, countFrame(0, 10))).toEqual({});
  });

  it('what one has reached adds nothing to what the other has', () => {
    const { ledger, first, second, say } = race(100);
    say(first, checkpointFrame(0, 4, { start: { at: 0 }, next: { at: 40 } }));
    say(second, checkpointFrame(0, 3, { start: { at: 0 }, next: { at: 30 } }));
    const known = () => certainTally(ledger.dividedObject(0) as never);
    expect(known()).toEqual(tallyOf(4));
    say(second, checkpointFrame(0, 3, { start: { at: 30 }, next: { at: 60 } }));
    expect(known()).toEqual(tallyOf(6));
    say(first, checkpointFrame(0, 1, { start: { at: 40 }, next: { at: 50 } }));
    expect(known()).toEqual(tallyOf(6));
    const { settled } = say(first, countFrame(0, 5, { start: 50, end: 100 }));
    expect(settled).toMatchObject({ tally: tallyOf(10), pieces: 1 });
  });

  it('the other goes on if one cannot count it', () => {
    const { first, second, say } = race(10);
    expect(say(first, sliceFailedFrame(0, { code: 'corrupt' }))).toEqual({});
    expect(second.isOutrun).toBe(false);
    expect(say(second, countFrame(0, 10)).settled).toMatchObject({ tally: tallyOf(10) });
  });

  it('it has failed when neither can count it', () => {
    const { first, second, say } = race(10);
    expect(say(second, sliceFailedFrame(0, { code: 'corrupt' }))).toEqual({});
    expect(say(first, sliceFailedFrame(0, { code: 'corrupt' })).settled).toMatchObject({
      fault: { code: 'corrupt' },
    });
  });

  it('it has failed when one has ended and the other cannot count it', () => {
    const { first, second, say } = race(10);
    first.end();
    expect(say(second, sliceFailedFrame(0)).settled).toMatchObject({
      fault: { code: 'read-failed' },
    });
  });

  it('is not divided any more', () => {
    const { ledger, first, second, say } = race(100);
    expect(cut(ledger, first.open, [50])).toEqual([]);
    expect(sliceOf(first.open, 0)).toMatchObject({ start: 0, end: 100 });
    // As it believes that others count the rest.
    expect(say(first, countFrame(0, 5, { end: 50 }))).toEqual({});
    expect(say(second, countFrame(0, 10, { end: 100 })).settled).toMatchObject({
      tally: tallyOf(10),
    });
  });

  it('is gone on with from where the one has come that came further', () => {
    const { ledger, first, second, say } = race(100);
    say(first, checkpointFrame(0, 2, { start: { at: 0 }, next: { at: 20 } }));
    say(second, checkpointFrame(0, 6, { start: { at: 0 }, next: { at: 60 } }));
    say(first, sliceFailedFrame(0, { retryable: true, start: 20, words: 1 }));
    const [left] = end(ledger, first);
    expect(left).toMatchObject({ start: 60, end: 100, fault: { code: 'read-failed' } });
    expect(left).not.toHaveProperty('rivalry');
    expect(left).not.toHaveProperty('partial');
    // Nothing comes of either any more.
    expect(say(second, countFrame(0, 4, { start: 60, end: 100 }))).toEqual({});
    const open: Open = new Map([[0, ledger.begin(left as never).slice as never]]);
    const rest = countFrame(0, 4, { start: 60, end: 100 });
    expect(ledger.accept(rest, open).settled).toMatchObject({ tally: tallyOf(10), pieces: 2 });
  });
});

/** A worker's way through a slice: the parts of it, each told by a frame, and how it ends. */
const way = fc.record({
  parts: fc.array(fc.nat(60), { maxLength: 4 }),
  ending: fc.constantFrom('counts', 'dies', 'fails', 'fails for now', 'says all twice'),
});

const TEXT = fc.array(fc.constantFrom(...Buffer.from('ab \n')), { minLength: 1, maxLength: 60 });

/** A worker's frames about a slice of plain text that begins where `open` has it. */
function* follow(
  { parts, ending }: { parts: readonly number[]; ending: string },
  open: Open,
  index: number,
  text: Uint8Array,
): Generator<SliceFrame> {
  const { start, end } = sliceOf(open, index);
  const places = [...new Set(parts)].sort((a, b) => a - b).filter((at) => at > start && at < end);
  let at = start;
  const twice = ending === 'says all twice';
  for (const place of places) {
    const frame: SliceFrame = {
      ...{ type: 'checkpoint', slice: index, format: 'plain', ms: 1 },
      ...{ start: { at }, next: { at: place }, count: wcCount(text.subarray(at, place)) },
    };
    yield frame;
    if (twice) yield frame;
    at = place;
  }
  if (ending === 'dies') return;
  if (ending.startsWith('fails')) {
    yield sliceFailedFrame(index, { retryable: ending === 'fails for now', start: at });
    return;
  }
  const count = counted({ start: at, end }, index, wcCount(text.subarray(at, end)));
  yield count;
  if (twice) yield count;
}

it('counts each byte once, whatever two workers say in whatever order', () => {
  const cuts = fc.array(fc.nat(59), { maxLength: 3 });
  const order = fc.infiniteStream(fc.boolean());
  const ways = fc.infiniteStream(way);
  return checkProperty(
    fc.property(TEXT, cuts, ways, order, (bytes, at, each, turns) => {
      const text = Uint8Array.from(bytes);
      const inner = [...new Set(at)].filter((edge) => edge > 0 && edge < text.length);
      const edges = [0, ...inner.sort((a, b) => a - b), text.length];
      const { ledger, open } = cutObject(edges);
      for (const [index, slice] of open) open.set(index, ledger.begin(slice).slice ?? slice);
      const take = (stream: fc.Stream<{ parts: number[]; ending: string }>) =>
        stream.next().value as { parts: number[]; ending: string };
      const results: unknown[] = [];
      const tell = (runner: Runner, frame: SliceFrame) => {
        const { settled, more = [] } = ledger.accept(frame, runner.open);
        if (settled) results.push(settled);
        expect(more).toEqual([]);
        if (!runner.open.has(frame.slice)) runner.settled();
      };
      const first = new Runner(open, 0);
      const begun = take(each);
      // The part that the first has counted before there was a second.
      for (const frame of [...follow({ ...begun, ending: 'dies' }, open, 0, text)].slice(0, 1)) {
        tell(first, frame);
      }
      const second = share(first);
      const speaking = [first, second].map((runner) =>
        [...runner.open.keys()].map((index) => follow(take(each), runner.open, index, text)),
      );
      const said = speaking.map((ways) => ways.flatMap((frames) => [...frames]));
      const runners = [first, second];
      while (said.some((frames) => frames.length > 0)) {
        const turn = turns.next().value ? 1 : 0;
        const which = said[turn]?.length ? turn : 1 - turn;
        const frame = said[which]?.shift();
        const runner = runners[which];
        if (frame && runner && !runner.isOutrun) tell(runner, frame);
        if (said[which]?.length === 0) runner?.end();
      }
      // A third goes on with what they have left, and counts all of it.
      const third: Open = new Map();
      for (const slice of end(ledger, first)) {
        const next = ledger.begin(slice).slice;
        if (next) third.set(third.size, next);
      }
      for (const index of [...third.keys()]) {
        for (const frame of follow({ parts: [], ending: 'counts' }, third, index, text)) {
          tell(new Runner(third, 0), frame);
        }
      }
      const hasFailed = results.some((result) => (result as { fault?: unknown }).fault);
      expect(results).toHaveLength(1);
      if (!hasFailed) expect(results[0]).toMatchObject({ tally: wcReference(text) });
    }),
  );
});

it('shares slices that others were given too', () => {
  const { ledger, open } = cutObject([0, 30, 100]);
  const first = new Runner(open, 0);
  const second = share(first);
  expect(ledger.accept(countFrame(1, 7, { start: 30, end: 100 }), second.open)).toEqual({});
  second.settled();
  expect([...first.open.keys()]).toEqual([0]);
  const frame = countFrame(0, 3, { end: 30 });
  expect(ledger.accept(frame, first.open).settled).toMatchObject({ tally: tallyOf(10) });
});
