import { expect, test } from 'vitest';
import type { InvocationSpan } from '../../../src/events/run-record.ts';
import { layOutLanes } from '../../../src/report/lanes.ts';
import { seededRandom } from '../../support/seeded.ts';

function span(tier: 'worker' | 'cascade', startedMs: number, endedMs: number): InvocationSpan {
  return { tier, startedMs, endedMs, initMs: 0, isRetry: false };
}

test('cascades are above workers, and a lane is used again when it is free', () => {
  const lanes = layOutLanes([
    span('cascade', 0, 100),
    span('worker', 1, 40),
    span('worker', 2, 90),
    span('worker', 40, 80),
  ]);
  expect(lanes.map(({ tier, startedMs, lane }) => [tier, startedMs, lane])).toEqual([
    ['cascade', 0, 0],
    ['worker', 1, 1],
    ['worker', 2, 2],
    ['worker', 40, 1],
  ]);
});

test('no two bars of a lane overlap', () => {
  const random = seededRandom();
  const spans = Array.from({ length: 500 }, () => {
    const start = random() * 1_000;
    return span(random() < 0.1 ? 'cascade' : 'worker', start, start + random() * 200);
  }).sort((a, b) => a.startedMs - b.startedMs);
  const lanes = layOutLanes(spans);
  expect(lanes).toHaveLength(500);
  for (const [at, one] of lanes.entries()) {
    for (const other of lanes.slice(at + 1)) {
      if (one.lane !== other.lane) continue;
      expect(one.endedMs <= other.startedMs || other.endedMs <= one.startedMs).toBe(true);
    }
  }
});
