import { expect, it } from 'vitest';
import { createStateBudget } from '../../../src/journal/state-budget.ts';
import type { DividedObject } from '../../../src/protocol/divided-object.ts';
import { objectCheckpointFrame } from '../../support/frames.ts';

const OBJECT = { key: 'big', sizeBytes: 1_000, etag: 'e' };
/** Counted up to here. */
const upTo = (at: number): DividedObject =>
  objectCheckpointFrame(0, at, { at, end: 1_000 }).state as DividedObject;
const stateBytes = JSON.stringify(upTo(100)).length;

it('admits a state that says a twentieth of the object more than the last one', () => {
  const budget = createStateBudget();
  const admitted = Array.from({ length: 100 }, (_, n) => n * 10).filter((at) =>
    budget.admits(OBJECT, upTo(at), false),
  );
  expect(admitted).toEqual([
    50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900, 950,
  ]);
});

it('admits the last state whatever it says more, and none that says nothing more', () => {
  const budget = createStateBudget();
  expect(budget.admits(OBJECT, upTo(500), false)).toBe(true);
  expect(budget.admits(OBJECT, upTo(501), true)).toBe(true);
  expect(budget.admits(OBJECT, upTo(501), true)).toBe(false);
});

it('takes what is counted of later spans into account', () => {
  const budget = createStateBudget();
  const spans = [
    { start: 0, end: 400 },
    { start: 400, end: 1_000, seek: '' },
  ] as DividedObject['spans'];
  expect(budget.admits(OBJECT, { ...upTo(0), spans }, false)).toBe(false);
  const count = { bytes: 1, lines: 0, words: 0, startsInWord: false, endsInWord: false };
  const counted = { firstUnit: { at: 400 }, next: { at: 460 }, count, pieces: 1, isClosed: false };
  const further = [spans[0], { ...spans[1], counted }] as DividedObject['spans'];
  expect(budget.admits(OBJECT, { ...upTo(0), spans: further }, false)).toBe(true);
});

it('admits no more bytes than it has, and more once much is settled', () => {
  const budget = createStateBudget(stateBytes * 2);
  expect(budget.admits(OBJECT, upTo(100), false)).toBe(true);
  expect(budget.admits(OBJECT, upTo(200), false)).toBe(true);
  expect(budget.admits(OBJECT, upTo(300), false)).toBe(false);
  budget.settle({ key: 'other', sizeBytes: stateBytes * 10_000 });
  expect(budget.admits(OBJECT, upTo(300), false)).toBe(true);
  expect(budget.admits(OBJECT, upTo(400), true)).toBe(false);
});
