import { expect, test } from 'vitest';
import { rowsInSight, scrollToRow } from '../../../src/web/table/row-window.ts';

test('only rows in sight and a few around them are drawn', () => {
  expect(rowsInSight(0, 360, 36, 100_000)).toEqual({ first: 0, end: 18 });
  expect(rowsInSight(36_000, 360, 36, 100_000)).toEqual({ first: 992, end: 1_018 });
  expect(rowsInSight(3_599_640, 360, 36, 100_000)).toEqual({ first: 99_982, end: 100_000 });
  expect(rowsInSight(0, 360, 36, 3)).toEqual({ first: 0, end: 3 });
  expect(rowsInSight(0, 360, 36, 0)).toEqual({ first: 0, end: 0 });
  // The rows have become fewer than those above the place that was scrolled to.
  expect(rowsInSight(9_000, 360, 36, 10)).toEqual({ first: 10, end: 10 });
});

test('a row is scrolled into sight only if it is not', () => {
  expect(scrollToRow(5, 0, 360, 36)).toBe(0);
  expect(scrollToRow(10, 0, 360, 36)).toBe(36);
  expect(scrollToRow(2, 360, 360, 36)).toBe(72);
});
