import { expect, test } from 'vitest';
import { CELL, MAX_WEIGHT, PointBins, weightOf } from '../../../src/web/plot/point-bins.ts';

test('one file keeps its exact place, and equal files are one heavier mark', () => {
  const bins = new PointBins(300, 200);
  const alone = bins.add(100.25, 50.5);
  for (let n = 0; n < 43; n += 1) bins.add(200, 120);
  expect(bins.centerOf(alone)).toEqual([100.25, 50.5]);
  expect(bins.used).toHaveLength(2);
  const many = bins.cellAt(200, 120);
  expect(bins.counts[many]).toBe(43);
  const [x, y] = bins.centerOf(many);
  expect([x, y]).toEqual([200, 120]);
  expect([weightOf(1), weightOf(43), weightOf(100), weightOf(101), weightOf(1e9)]).toEqual([
    0,
    2,
    2,
    3,
    MAX_WEIGHT,
  ]);
});

test('files nearby are joined, and their mark is in their middle', () => {
  const bins = new PointBins(100, 100);
  const cell = bins.add(CELL * 2 + 1, CELL + 2);
  expect(bins.add(CELL * 2 + 5, CELL + 4)).toBe(cell);
  expect(bins.add(CELL * 3 + 1, CELL + 2)).not.toBe(cell);
  expect(bins.centerOf(cell)).toEqual([CELL * 2 + 3, CELL + 3]);
  expect(bins.edgesOf(cell)).toEqual([CELL * 2, CELL, CELL * 3, CELL * 2]);
});

test('points outside of the area have no mark', () => {
  const bins = new PointBins(100, 100);
  for (const [x, y] of [
    [-1, 5],
    [5, -1],
    [500, 5],
    [5, 500],
  ] as const) {
    expect(bins.add(x, y)).toBe(-1);
  }
  expect(bins.used).toEqual([]);
});

test('the nearest mark within reach is found', () => {
  const bins = new PointBins(300, 300);
  const near = bins.add(50, 50);
  bins.add(90, 50);
  expect(bins.nearest(58, 50, 20)).toEqual({ cell: near, distance: 8 });
  expect(bins.nearest(200, 200, 20)).toBeUndefined();
});
