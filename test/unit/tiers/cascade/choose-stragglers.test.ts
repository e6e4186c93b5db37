// When a task is a straggler.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseStragglers,
  expectedMs,
  medianPace,
  type RunningTask,
  type Standing,
} from '../../../../src/tiers/cascade/choose-stragglers.ts';
import { checkProperty } from '../../../support/seeded.ts';

const MIB = 2 ** 20;

/** As much as an invocation costs beside. */
const COST = 16 * MIB;

/** Ten tasks of one second are done, and with this pace a second worker takes one too. */
const PACE = 1_000 / (2 * COST);

const STANDING: Standing = {
  doneTasks: 10,
  openTasks: 1,
  idleWorkers: 5,
  spentMs: 200_000,
  extraMs: 0,
  share: 0.02,
};

const LATE: RunningTask = { cost: COST, leftCost: COST, ms: 3_001 };

function isChosen(task: Partial<RunningTask>, standing: Partial<Standing> = {}): boolean {
  return chooseStragglers([{ ...LATE, ...task }], PACE, { ...STANDING, ...standing }).length > 0;
}

describe('a straggler', () => {
  it('takes more than three times as long as others for its cost', () => {
    expect(isChosen({ ms: 3_001 })).toBe(true);
    expect(isChosen({ ms: 3_000 })).toBe(false);
    expect(isChosen({ ms: 3_001, cost: 3 * COST, leftCost: 3 * COST })).toBe(false);
    expect(isChosen({ ms: 6_001, cost: 3 * COST, leftCost: 3 * COST })).toBe(true);
  });

  it('is not expected to end before a second worker would', () => {
    expect(isChosen({ ms: 4_000, leftCost: COST / 5 })).toBe(true);
    expect(isChosen({ ms: 4_000, leftCost: COST / 10 })).toBe(false);
  });

  it('is looked for when half of all tasks are done', () => {
    expect(isChosen({}, { doneTasks: 10, openTasks: 10 })).toBe(true);
    expect(isChosen({}, { doneTasks: 10, openTasks: 11 })).toBe(false);
  });

  it('is asked for again by idle workers alone', () => {
    expect(isChosen({}, { idleWorkers: 1 })).toBe(true);
    expect(isChosen({}, { idleWorkers: 0 })).toBe(false);
    expect(isChosen({}, { idleWorkers: -1 })).toBe(false);
  });

  it('is asked for again while that is in the budget', () => {
    expect(isChosen({}, { extraMs: 3_000 })).toBe(true);
    expect(isChosen({}, { extraMs: 3_001 })).toBe(false);
    expect(isChosen({}, { share: 0 })).toBe(false);
    expect(isChosen({}, { spentMs: 49_999 })).toBe(false);
  });
});

it('begins with those that would take longest', () => {
  const tasks = [10, 30, 20].map((ms) => ({ ...LATE, leftCost: COST / 2, ms: 1_000 * ms }));
  const standing = { ...STANDING, idleWorkers: 2 };
  expect(chooseStragglers(tasks, PACE, standing).map(({ ms }) => ms)).toEqual([30_000, 20_000]);
  const hung = { ...LATE, ms: 5_000 };
  expect(chooseStragglers([...tasks, hung], PACE, standing)[0]).toBe(hung);
});

it('knows a pace when something is done', () => {
  expect(medianPace([])).toBeUndefined();
  expect(medianPace([{ cost: 0, ms: 160 }])).toBe(160 / COST);
  const done = [1, 100, 3].map((ms) => ({ cost: COST, ms: 2 * COST * ms }));
  expect(medianPace(done)).toBe(3);
  expect(medianPace([...done, { cost: COST, ms: 2 * COST * 5 }])).toBe(4);
  expect(expectedMs(COST, PACE)).toBeCloseTo(1_000);
});

const task = fc
  .record({
    cost: fc.nat(2 ** 40),
    left: fc.double({ min: 0, max: 1, noNaN: true }),
    ms: fc.nat(1e6),
  })
  .map(({ cost, left, ms }): RunningTask => ({ cost, leftCost: cost * left, ms }));

const standing = fc.record({
  doneTasks: fc.nat(20),
  openTasks: fc.nat(20),
  idleWorkers: fc.nat(20),
  spentMs: fc.nat(1e8),
  extraMs: fc.nat(1e6),
  share: fc.constantFrom(0, 0.02, 1),
});

it('never exceeds its budget or the idle workers, whatever runs', () => {
  const pace = fc.double({ min: 1e-9, max: 1, noNaN: true });
  return checkProperty(
    fc.property(fc.array(task, { maxLength: 20 }), pace, standing, (running, one, given) => {
      const chosen = chooseStragglers(running, one, given);
      const ms = chosen.reduce((sum, { leftCost }) => sum + expectedMs(leftCost, one), 0);
      expect(chosen.length).toBeLessThanOrEqual(given.idleWorkers);
      if (chosen.length === 0) return;
      expect(given.extraMs + ms).toBeLessThanOrEqual(given.share * given.spentMs * (1 + 1e-9));
      expect(given.doneTasks).toBeGreaterThanOrEqual(given.openTasks);
      expect(new Set(chosen).size).toBe(chosen.length);
    }),
  );
});
