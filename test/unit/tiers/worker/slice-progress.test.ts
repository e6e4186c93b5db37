import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_COUNT, joinCounts } from '../../../../src/counting/count.ts';
import { createSliceProgress } from '../../../../src/tiers/worker/slice-progress.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { checkProperty, seededText } from '../../../support/seeded.ts';

const TEXT = Buffer.from('one two three four five');
const START = { at: 100 };

describe('createSliceProgress', () => {
  it('counts what it is given', () => {
    const progress = createSliceProgress(START, 'wc');
    expect(progress.count()).toEqual(EMPTY_COUNT);
    for (const byte of TEXT) progress.update(Buffer.of(byte));
    expect(progress.count()).toMatchObject(wcReference(TEXT));
    expect(progress.place()).toBe(START);
  });

  it('has no part before a place is reached, nor twice of the same', () => {
    const progress = createSliceProgress(START, 'wc');
    progress.update(TEXT);
    expect(progress.takePart()).toBeUndefined();
    progress.reach({ at: 123 });
    expect(progress.takePart()).toMatchObject({ next: { at: 123 }, count: wcReference(TEXT) });
    expect(progress.takePart()).toBeUndefined();
    expect(progress.count()).toEqual(EMPTY_COUNT);
  });

  it('leaves what came after the place out of the part, to be counted again', () => {
    const progress = createSliceProgress(START, 'wc');
    progress.update(TEXT.subarray(0, 5));
    progress.reach({ at: 105 });
    progress.update(TEXT.subarray(5));
    expect(progress.takePart()).toMatchObject({ count: wcReference(TEXT.subarray(0, 5)) });
    expect(progress.count()).toEqual(EMPTY_COUNT);
    expect(progress.place()).toEqual({ at: 105 });
  });

  it('asks for the state of a place once, and only for a part', () => {
    const progress = createSliceProgress(START, 'wc');
    let asked = 0;
    const place = (at: number) => ({
      at,
      get decoderState() {
        asked += 1;
        return `state ${asked}`;
      },
    });
    progress.update(TEXT.subarray(0, 5));
    progress.reach(place(105));
    progress.update(TEXT.subarray(5));
    progress.reach(place(123));
    expect(asked).toBe(0);
    const next = { at: 123, decoderState: 'state 1' };
    expect(progress.takePart()).toMatchObject({ start: START, next, count: wcReference(TEXT) });
    progress.reach({ at: 130 });
    expect(progress.takePart()).toMatchObject({ start: next, next: { at: 130 } });
  });

  it('goes back to the last place', () => {
    const progress = createSliceProgress(START, 'wc');
    progress.update(TEXT.subarray(0, 5));
    progress.reach({ at: 105, decoderState: 'e' });
    progress.update(Buffer.from('what turned out to be none'));
    progress.rewind();
    expect(progress.place()).toEqual({ at: 105, decoderState: 'e' });
    progress.update(TEXT.subarray(5));
    expect(progress.count()).toMatchObject(wcReference(TEXT));
  });

  it('says where what it counts begins', () => {
    const progress = createSliceProgress(START, 'wc');
    expect(progress.start()).toEqual(START);
    progress.update(Buffer.from('before the first place'));
    progress.beginAt({ at: 110 });
    expect(progress.place()).toEqual({ at: 110 });
    expect(progress.start()).toEqual({ at: 110 });
    progress.update(TEXT);
    progress.reach({ at: 133 });
    expect(progress.takePart()).toMatchObject({ start: { at: 110 }, count: wcReference(TEXT) });
    expect(progress.start()).toEqual({ at: 133 });
    progress.update(TEXT);
    progress.reach({ at: 156 });
    expect(progress.takePart()).toMatchObject({ start: { at: 133 }, next: { at: 156 } });
  });

  it('begins anew wherever it seems to begin', () => {
    const progress = createSliceProgress(START, 'wc');
    for (const at of [110, 120]) {
      progress.beginAt({ at });
      progress.update(TEXT);
    }
    expect(progress.start()).toEqual({ at: 120 });
    expect(progress.count()).toMatchObject(wcReference(TEXT));
    expect(progress.takePart()).toBeUndefined();
  });

  it('has parts that join to the whole, however often it is reached, taken and rewound', () => {
    const text = seededText(400);
    const step = fc.tuple(fc.constantFrom('update', 'reach', 'take', 'rewind'), fc.nat(60));
    return checkProperty(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const progress = createSliceProgress({ at: 0 }, 'wc');
        let at = 0;
        let total = EMPTY_COUNT;
        const update = (bytes: number) => {
          progress.update(text.subarray(at, at + bytes));
          at = Math.min(text.length, at + bytes);
        };
        const goBack = () => {
          at = progress.place().at;
        };
        for (const [name, bytes] of steps) {
          if (name === 'update') update(bytes);
          else if (name === 'reach') progress.reach({ at });
          else if (name === 'rewind') {
            progress.rewind();
            goBack();
          } else {
            const part = progress.takePart();
            if (!part) continue;
            total = joinCounts(total, part.count);
            goBack();
            expect(part.next.at).toBe(at);
          }
        }
        update(text.length);
        expect(joinCounts(total, progress.count())).toMatchObject(wcReference(text));
      }),
      300,
    );
  });
});
