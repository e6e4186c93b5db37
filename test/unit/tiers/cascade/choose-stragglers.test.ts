// When a task is a straggler.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseStragglers,
  type DoneTask,
  pacesOf,
  type RunningTask,
  type Standing,
} from '../../../../src/tiers/cascade/choose-stragglers.ts';
import { checkProperty } from '../../../support/seeded.ts';

/** As much as there is to do for each task besides. */
const COST = 16 * 2 ** 20;

function done(ms: number, about: Partial<DoneTask> = {}): DoneTask {
  return { cost: COST, slices: 1, startMs: 100, ms, ...about };
}

/** Three tasks of such slices took a second each, without their start. */
const PACES = pacesOf([done(1_000), done(1_000), done(1_000)]);

const STANDING: Standing = {
  doneTasks: 10,
  openTasks: 1,
  idleWorkers: 5,
  roomMs: 4_000,
  besidesMs: 100,
};

const LATE: RunningTask = { cost: COST, slices: 1, leftCost: COST, ms: 3_001 };

function isChosen(task: Partial<RunningTask>, standing: Partial<Standing> = {}): boolean {
  return chooseStragglers([{ ...LATE, ...task }], PACES, { ...STANDING, ...standing }).length > 0;
}

describe('a straggler', () => {
  it('takes more than three times as long as others for its cost', () => {
    expect(isChosen({ ms: 3_001 })).toBe(true);
    expect(isChosen({ ms: 3_000 })).toBe(false);
    const larger = { slices: 3, cost: 3 * COST, leftCost: 3 * COST };
    expect(isChosen({ ms: 6_000, ...larger })).toBe(false);
    expect(isChosen({ ms: 6_001, ...larger })).toBe(true);
  });

  it('is compared with those alone whose slices are of about the same size', () => {
    expect(isChosen({ slices: 10, ms: 100_000 })).toBe(false);
    expect(isChosen({ slices: 2, cost: 3 * COST, ms: 100_000 })).toBe(true);
  });

  it('is known by what it has done, once others would have done all of it', () => {
    const [cost, leftCost] = [5 * COST, 5 * COST];
    // Others take three seconds for as much; in as long a worker three times as slow does a fifth of a task.
    const isKnown = (ms: number, done: number) => {
      const said = { ms, doneCost: done * COST };
      return isChosen({ slices: 5, cost, leftCost: leftCost - done * COST, ms: ms + 100, said });
    };
    expect(isKnown(3_000, 0.99)).toBe(true);
    expect(isKnown(3_000, 1)).toBe(false);
    expect(isKnown(2_999, 0)).toBe(false);
    expect(isKnown(4_500, 1.99)).toBe(true);
    expect(isKnown(4_500, 2)).toBe(false);
  });

  it('is not expected to end before a second worker would', () => {
    expect(isChosen({ ms: 4_000, leftCost: COST / 2 })).toBe(true);
    expect(isChosen({ ms: 4_000, leftCost: COST / 20 })).toBe(false);
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
    expect(isChosen({}, { roomMs: 1_100 })).toBe(true);
    expect(isChosen({}, { roomMs: 1_099 })).toBe(false);
    expect(isChosen({}, { besidesMs: 3_000 })).toBe(true);
    expect(isChosen({}, { besidesMs: 3_001 })).toBe(false);
  });
});

describe('a second worker', () => {
  function limitsOf(tasks: number, standing: Partial<Standing>): number[] {
    const all = Array.from({ length: tasks }, () => LATE);
    const chosen = chooseStragglers(all, PACES, { ...STANDING, ...standing });
    return chosen.map(({ limitMs }) => Math.round(limitMs));
  }

  it('has as much time as others took for as much, and three times that if there is room', () => {
    expect(limitsOf(1, { roomMs: 1_100 })).toEqual([1_000]);
    expect(limitsOf(1, { roomMs: 2_100 })).toEqual([2_000]);
    expect(limitsOf(1, { roomMs: 3_100 })).toEqual([3_000]);
    expect(limitsOf(1, { roomMs: 90_000 })).toEqual([3_000]);
  });

  it('shares with others what there is', () => {
    expect(limitsOf(2, { roomMs: 2_200 })).toEqual([1_000, 1_000]);
    expect(limitsOf(2, { roomMs: 4_200 })).toEqual([2_000, 2_000]);
    expect(limitsOf(2, { roomMs: 2_199 })).toEqual([2_099]);
  });
});

it('begins with those that would take longest', () => {
  const tasks = [10, 30, 20].map((ms) => ({ ...LATE, leftCost: COST / 2, ms: 1_000 * ms }));
  const standing = { ...STANDING, idleWorkers: 2 };
  expect(chooseStragglers(tasks, PACES, standing).map(({ task }) => task.ms)).toEqual([
    30_000, 20_000,
  ]);
  const hung = { ...LATE, ms: 5_000 };
  expect(chooseStragglers([...tasks, hung], PACES, standing)[0]?.task).toBe(hung);
});

it('expects what is the median of three tasks or more', () => {
  const some = [done(8_000), done(2_000, { startMs: 50 })];
  expect(pacesOf([]).of(LATE)).toBeUndefined();
  expect(pacesOf(some).of(LATE)).toBeUndefined();
  expect(pacesOf([...some, done(4_000)]).of(LATE)).toBe(4_000 / (2 * COST));
  expect(pacesOf([...some, done(4_000), done(6_000)]).of(LATE)).toBe(5_000 / (2 * COST));
  expect(pacesOf(some).startMs).toBe(75);
});

const task = fc
  .record({
    cost: fc.nat(2 ** 40),
    slices: fc.integer({ min: 1, max: 500 }),
    left: fc.double({ min: 0, max: 1, noNaN: true }),
    ms: fc.nat(1e6),
  })
  .map(({ left, ...about }): RunningTask => ({ ...about, leftCost: about.cost * left }));

const standing = fc.record({
  doneTasks: fc.nat(20),
  openTasks: fc.nat(20),
  idleWorkers: fc.nat(20),
  roomMs: fc.integer({ min: -1e6, max: 1e6 }),
  besidesMs: fc.nat(1_000),
});

it('never exceeds its budget or the idle workers, whatever runs', () => {
  const tasks = fc.array(task, { maxLength: 20 });
  return checkProperty(
    fc.property(tasks, tasks, standing, (running, ended, given) => {
      const paces = pacesOf(ended.map((one) => ({ ...one, startMs: 10 })));
      const chosen = chooseStragglers(running, paces, given);
      const ms = chosen.reduce((sum, { limitMs }) => sum + limitMs + given.besidesMs, 0);
      expect(chosen.length).toBeLessThanOrEqual(given.idleWorkers);
      if (chosen.length === 0) return;
      expect(ms).toBeLessThanOrEqual(given.roomMs * (1 + 1e-9));
      expect(given.doneTasks).toBeGreaterThanOrEqual(given.openTasks);
      expect(new Set(chosen.map(({ task }) => task)).size).toBe(chosen.length);
    }),
  );
});
