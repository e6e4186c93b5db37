import { expect, test } from 'vitest';
import { createDurations } from '../../../src/events/durations.ts';

test('quantiles are right to a quarter of an octave', () => {
  const durations = createDurations();
  for (let ms = 1; ms <= 10_000; ms += 1) durations.add(ms);
  for (const share of [0.01, 0.5, 0.95, 0.999]) {
    const ratio = durations.quantile(share) / (share * 10_000);
    expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(ratio).toBeLessThanOrEqual(2 ** 0.25);
  }
  expect(durations.longestMs).toBe(10_000);
  expect(durations.bins().reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
});

test('bins reach from the shortest to the longest, with empty ones between them', () => {
  const durations = createDurations();
  for (const ms of [16, 16, 64]) durations.add(ms);
  const bins = durations.bins();
  expect(bins.map(({ count }) => count)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect([bins[0]?.fromMs, bins.at(-1)?.fromMs]).toEqual([16, 64]);
});

test('nothing has no bins, and extremes have their place', () => {
  expect(createDurations().bins()).toEqual([]);
  expect(createDurations().quantile(0.5)).toBe(0);
  const durations = createDurations();
  for (const ms of [0, 0.5, 1e15]) durations.add(ms);
  expect(durations.count).toBe(3);
  expect(durations.quantile(1)).toBeLessThanOrEqual(1e15);
});

test('the numbers can be continued elsewhere', () => {
  const first = createDurations();
  for (const ms of [3, 500, 500]) first.add(ms);
  const second = createDurations(JSON.parse(JSON.stringify(first.history())));
  second.add(9);
  expect(second.count).toBe(4);
  expect(second.longestMs).toBe(500);
  expect(second.bins().reduce((sum, { count }) => sum + count, 0)).toBe(4);
});
