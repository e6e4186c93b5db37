// The facts that are collected beside the totals.

import { expect, it } from 'vitest';
import type { ObjectSettled } from '../../../src/events/run-event.ts';
import { binOfShare, boundOfTime, collectRunDetails } from '../../../src/reporters/run-details.ts';

const COUNTED: ObjectSettled = {
  type: 'object',
  key: 'k',
  sizeBytes: 1,
  bytes: 1,
  lines: 1,
  words: 1,
  ms: 1,
  status: 'counted',
};

it('counts keys by the reason why they are not whole, and retries', () => {
  const { add, details } = collectRunDetails();
  add({ ...COUNTED, reason: 'not-as-named' });
  add({ ...COUNTED, status: 'partial', reason: 'truncated' });
  add({ ...COUNTED, status: 'partial', reason: 'truncated' });
  add({ ...COUNTED, status: 'failed', reason: 'vanished' });
  add({ ...COUNTED, status: 'skipped', reason: 'interrupted' });
  add({ type: 'invocation', tier: 'worker', isRetry: true });
  add({ type: 'invocation', tier: 'worker' });
  expect([...details.reasons]).toEqual([
    ['truncated', 2],
    ['vanished', 1],
    ['interrupted', 1],
  ]);
  // Keys that were not reached are not worth a row.
  expect(details.notWhole.map(({ reason }) => reason)).toEqual([
    'truncated',
    'truncated',
    'vanished',
  ]);
  expect(details.retries).toBe(1);
});

it('keeps few keys, however many there are', () => {
  const { add, details } = collectRunDetails();
  for (let key = 0; key < 1_000; key += 1)
    add({ ...COUNTED, status: 'failed', reason: 'vanished' });
  expect(details.notWhole).toHaveLength(20);
  expect(details.reasons.get('vanished')).toBe(1_000);
});

it('knows times to a fifth', () => {
  for (const ms of [0, 0.5, 1, 3, 10, 999, 86_400_000]) {
    const { add, details } = collectRunDetails();
    add({ ...COUNTED, ms });
    const bound = boundOfTime(binOfShare(details.times, 1) ?? -1);
    expect(bound).toBeGreaterThanOrEqual(ms);
    expect(bound).toBeLessThanOrEqual(Math.max(1, ms * 1.2));
  }
});

it('finds the bin up to which a share of all is', () => {
  expect(binOfShare([0, 5, 4, 1], 0.5)).toBe(1);
  expect(binOfShare([0, 5, 4, 1], 0.51)).toBe(2);
  expect(binOfShare([0, 5, 4, 1], 1)).toBe(3);
  expect(binOfShare([], 0.5)).toBeUndefined();
});
