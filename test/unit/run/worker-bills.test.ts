// The bills of a cascade's workers.

import { expect, test } from 'vitest';
import { createWorkerBills } from '../../../src/run/worker-bills.ts';

test('at most as many workers run as a cascade has, though the end of one was not heard of', () => {
  let nowMs = 0;
  const bills = createWorkerBills(
    () => nowMs,
    () => 2,
  );
  for (const invocation of [0, 1, 2]) {
    nowMs = 100 * invocation;
    bills.launched(invocation, {});
  }
  nowMs = 300;
  expect(bills.running()).toEqual({ workers: 2, computeMs: 200 + 100 });
  expect(bills.billed(2, {})).toMatchObject({ startedMs: 200, endedMs: 300 });
  expect(bills.running()).toEqual({ workers: 2, computeMs: 300 + 200 });
  expect(bills.unknown()).toEqual([{ startedMs: 0 }, { startedMs: 100 }]);
});

test('a cascade that has left workers to others is shown with no more than it kept', () => {
  let kept = 3;
  const bills = createWorkerBills(
    () => 100,
    () => kept,
  );
  for (const invocation of [0, 1, 2]) bills.launched(invocation, {});
  expect(bills.running().workers).toBe(3);
  // The end of one was not heard of, and its place is another cascade's.
  kept = 2;
  expect(bills.running().workers).toBe(2);
  kept = 0;
  expect(bills.running()).toEqual({ workers: 0, computeMs: 0 });
});
