// The bills of a cascade's workers.

import { expect, test } from 'vitest';
import { createWorkerBills } from '../../../src/run/worker-bills.ts';

test('at most as many workers run as a cascade has, though the end of one was not heard of', () => {
  let nowMs = 0;
  const bills = createWorkerBills(() => nowMs, 2);
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
