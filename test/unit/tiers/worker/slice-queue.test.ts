import { expect, test } from 'vitest';
import {
  closeQueue,
  createSharedQueue,
  createSliceQueue,
  joinQueue,
} from '../../../../src/tiers/worker/slice-queue.ts';

test('a queue of one thread gives each index once, in order', () => {
  const queue = createSliceQueue();
  expect([queue.take(), queue.take(), queue.take()]).toEqual([0, 1, 2]);
});

test('threads that share a queue never get the same index', () => {
  const shared = createSharedQueue(2);
  // Memory that is shared stays the same when it is sent to a thread.
  const [a, b] = [joinQueue(shared, 0), joinQueue(structuredClone(shared), 1)];
  expect([a.take(), b.take(), b.take(), a.take()]).toEqual([0, 1, 2, 3]);
});

test('a closed queue has no slices left, and knows who has taken any', () => {
  const shared = createSharedQueue(3);
  joinQueue(shared, 1).take();
  const hasBegun = closeQueue(shared);
  joinQueue(shared, 2).take();
  expect([0, 1, 2].map(hasBegun)).toEqual([false, true, false]);
  expect(joinQueue(shared, 0).take()).toBeGreaterThan(1_000_000);
});
