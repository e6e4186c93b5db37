import { expect, test } from 'vitest';
import { createInvocationSample } from '../../../src/events/invocation-sample.ts';
import type { Invocation } from '../../../src/events/run-event.ts';

function invocation(startedMs: number, ms: number): Invocation {
  return { type: 'invocation', tier: 'worker', startedMs, endedMs: startedMs + ms };
}

test('a few are all there, in the order of their beginnings', () => {
  const sample = createInvocationSample();
  sample.add(invocation(30, 5));
  sample.add({ ...invocation(10, 5), tier: 'cascade', initMs: 3, isRetry: true });
  expect(sample.chosen()).toMatchObject([
    { tier: 'cascade', startedMs: 10, endedMs: 15, initMs: 3, isRetry: true, isHedge: false },
    { tier: 'worker', startedMs: 30, endedMs: 35, initMs: 0, isRetry: false, isHedge: false },
  ]);
  expect(sample.timed).toEqual({ cascade: 1, worker: 1 });
});

test('one whose times are not known is not there', () => {
  const sample = createInvocationSample();
  sample.add({ type: 'invocation', tier: 'worker', durationMs: 5 });
  sample.add({ type: 'invocation', tier: 'worker', endedMs: 5 });
  expect(sample.chosen()).toEqual([]);
  expect(sample.timed.worker).toBe(0);
});

test('of many there is a bounded and even choice, and always the slowest', () => {
  const sample = createInvocationSample();
  const slow = [1_234, 50_001, 77_777];
  for (let n = 0; n < 100_000; n += 1) sample.add(invocation(n, slow.includes(n) ? 9_999 : 10));
  const chosen = sample.chosen();
  expect(sample.timed.worker).toBe(100_000);
  expect(chosen.length).toBeLessThan(1_300);
  expect(chosen.length).toBeGreaterThan(600);
  for (const startedMs of slow) expect(chosen.map((one) => one.startedMs)).toContain(startedMs);
  const inFirstHalf = chosen.filter(({ startedMs }) => startedMs < 50_000).length;
  expect(inFirstHalf / chosen.length).toBeCloseTo(0.5, 1);
});

test('a page continues from the history that it is told', () => {
  const server = createInvocationSample();
  for (let n = 0; n < 5_000; n += 1) server.add(invocation(n, 10));
  const history = server.history();
  expect(history.chosen.length).toBeLessThanOrEqual(430);
  const page = createInvocationSample(JSON.parse(JSON.stringify(history)));
  expect(page.timed).toEqual({ cascade: 0, worker: 5_000 });
  expect(page.chosen()).toMatchObject([...history.chosen]);
  for (let n = 5_000; n < 10_000; n += 1) page.add(invocation(n, 10));
  const chosen = page.chosen();
  const inFirstHalf = chosen.filter(({ startedMs }) => startedMs < 5_000).length;
  expect(inFirstHalf / chosen.length).toBeGreaterThan(0.3);
  expect(inFirstHalf / chosen.length).toBeLessThan(0.7);
});
