// Turns that are bounded by a clock of which each look takes a millisecond.

import { expect, test } from 'vitest';
import { createFairQueue } from '../../../src/serve/fair-queue.ts';

function createTickingClock() {
  let now = 0;
  return { now: () => now++ };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('others have their turn between the tasks, however many there are', async () => {
  const queue = createFairQueue(createTickingClock());
  const done: number[] = [];
  for (let n = 0; n < 100; n += 1) queue.add(() => done.push(n));
  expect(done).toEqual([]);
  let most = 0;
  let turns = 0;
  for (let before = 0; done.length < 100; before = done.length, turns += 1) {
    await nextTurn();
    most = Math.max(most, done.length - before);
  }
  expect(done).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(most).toBeLessThan(10);
  expect(turns).toBeGreaterThan(10);
});

test('a task that is added again comes last, and once', async () => {
  const queue = createFairQueue(createTickingClock());
  const done: string[] = [];
  let left = 3;
  const greedy = () => {
    done.push('greedy');
    left -= 1;
    if (left > 0) queue.add(greedy);
  };
  const modest = () => done.push('modest');
  queue.add(greedy);
  queue.add(modest);
  queue.add(modest);
  queue.add(greedy);
  while (left > 0) await nextTurn();
  expect(done).toEqual(['greedy', 'modest', 'greedy', 'greedy']);

  queue.add(modest);
  while (done.length < 5) await nextTurn();
});
