import { expect, test } from 'vitest';
import { assignLanes, thinToLanes } from '../../../src/web/charts/lanes.ts';
import { areaPath, linePath, rectanglesPath, stepPath } from '../../../src/web/charts/paths.ts';
import { ratesOf } from '../../../src/web/charts/rates.ts';
import { formatTickTime, timeTicks, valueTicks } from '../../../src/web/charts/ticks.ts';
import { seededRandom } from '../../support/seeded.ts';

test.each([
  [75, 3, [0, 20, 40, 60]],
  [100, 1, [0, 50, 100]],
  [99, 1, [0, 50]],
  [0.013, 1, [0, 0.01]],
  [3, 3, [0, 1, 2, 3]],
])('the values of an axis to %d in %d steps', (max, count, expected) => {
  expect(valueTicks(max, count).map((tick) => Number(tick.toPrecision(6)))).toEqual(expected);
});

test('an axis has at least one value beside 0, and at most one more than asked for', () => {
  const random = seededRandom();
  for (let n = 0; n < 2_000; n += 1) {
    const max = 10 ** (random() * 24 - 12);
    const count = 1 + Math.floor(random() * 5);
    const ticks = valueTicks(max, count);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(count + 2);
    expect(ticks.at(-1)).toBeLessThanOrEqual(max * (1 + 1e-6));
  }
  expect(valueTicks(0, 3)).toEqual([0]);
});

test.each([
  [6_700, 6, ['0 s', '2 s', '4 s', '6 s']],
  [800, 4, ['0 ms', '200 ms', '400 ms', '600 ms', '800 ms']],
  [10 * 60_000, 5, ['0 min', '2 min', '4 min', '6 min', '8 min', '10 min']],
  [5 * 3_600_000, 5, ['0 h', '1 h', '2 h', '3 h', '4 h', '5 h']],
])('the times of an axis to %d ms', (maxMs, count, expected) => {
  expect(timeTicks(maxMs, count).map((ms) => formatTickTime(ms, maxMs))).toEqual(expected);
});

test('steady growth has a steady rate, also if it comes in lumps', () => {
  const steady = Array.from({ length: 101 }, (_, n) => ({ atMs: n * 100, amount: n * 500 }));
  for (const { perSecond } of ratesOf(steady).slice(1)) expect(perSecond).toBeCloseTo(5_000, 6);
  const lumps = steady.map(({ atMs, amount }) => ({ atMs, amount: amount - (amount % 2_000) }));
  for (const { perSecond } of ratesOf(lumps).slice(20)) {
    expect(perSecond).toBeGreaterThan(2_000);
    expect(perSecond).toBeLessThan(8_000);
  }
  expect(ratesOf([])).toEqual([]);
});

test('spans of one lane do not overlap, and no lane more is used than there are at once', () => {
  const random = seededRandom();
  const spans = Array.from({ length: 500 }, () => {
    const startedMs = random() * 1_000;
    return { startedMs, endedMs: startedMs + random() * 100 };
  }).sort((a, b) => a.startedMs - b.startedMs);
  const lanes = assignLanes(spans);
  for (const [index, span] of spans.entries()) {
    const others = spans.filter((_, other) => other > index && lanes.of[other] === lanes.of[index]);
    for (const other of others) expect(other.startedMs).toBeGreaterThanOrEqual(span.endedMs);
  }
  const atOnce = spans.map(
    ({ startedMs }) =>
      spans.filter((span) => span.startedMs <= startedMs && startedMs < span.endedMs).length,
  );
  expect(lanes.count).toBe(Math.max(...atOnce));
});

test('thinned spans fit into their lanes, and the longest are still there', () => {
  const spans = Array.from({ length: 900 }, (_, n) => ({ startedMs: n, endedMs: n + 5_000 }));
  const longest = { startedMs: 450.5, endedMs: 99_000 };
  const all = [...spans, longest].sort((a, b) => a.startedMs - b.startedMs);
  const thinned = thinToLanes(all, 60);
  expect(assignLanes(thinned).count).toBeLessThanOrEqual(60);
  expect(thinned).toContain(longest);
  expect(thinned.length).toBeGreaterThan(25);
  expect(thinToLanes(spans.slice(0, 10), 60)).toHaveLength(10);
});

test('shapes are paths of SVG, to a tenth of a pixel', () => {
  const points = [
    { x: 0, y: 10 },
    { x: 5.04, y: 2.06 },
  ];
  expect(linePath(points)).toBe('M0,10L5,2.1');
  expect(areaPath(points, 20)).toBe('M0,10L5,2.1L5,20L0,20Z');
  expect(areaPath([], 20)).toBe('');
  expect(stepPath(points)).toBe('M0,10H5V2.1');
  expect(rectanglesPath([{ x: 1, y: 2, width: 3, height: 4 }])).toBe('M1,2h3v4h-3z');
});
