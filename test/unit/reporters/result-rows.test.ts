// The layout of names, figures and details.

import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { progressBar, sparkline } from '../../../src/reporters/progress-bar.ts';
import { wrapItems } from '../../../src/reporters/result-rows.ts';

test('items go on a line as long as they fit', () => {
  expect(wrapItems(['aa', 'bb', 'cc'], ' · ', 7)).toEqual(['aa · bb', 'cc']);
  expect(wrapItems(['aa', 'bb', 'cc'], ' · ', 12)).toEqual(['aa · bb · cc']);
  expect(wrapItems([], ' · ', 7)).toEqual([]);
});

test('an item that is too long is wrapped between its words, and a word that is too long is kept', () => {
  expect(wrapItems(['a bb ccc', 'dd'], ' · ', 5)).toEqual(['a bb', 'ccc', 'dd']);
  expect(wrapItems(['abcdefgh'], ' · ', 5)).toEqual(['abcdefgh']);
});

test('the bar is full only at the end', () => {
  const drawn = (share: number, columns: number) =>
    progressBar(share, columns)
      .map((part) => part[0])
      .join('');
  expect(drawn(0, 4)).toBe('░░░░');
  expect(drawn(0.5, 4)).toBe('██░░');
  expect(drawn(0.74, 4)).toBe('██░░');
  expect(drawn(0.999, 4)).toBe('███░');
  expect(drawn(1, 4)).toBe('████');
  for (const share of [-1, 0.1, 0.33, 0.7, 2]) expect(stringWidth(drawn(share, 10))).toBe(10);
});

test('a sparkline has the last figures by their share of the greatest', () => {
  expect(sparkline([0, 1, 2, 4, 7], 10)).toBe('▁▂▃▅█');
  expect(sparkline([9, 0, 7], 2)).toBe('▁█');
  expect(sparkline([0, 0], 5)).toBe('▁▁');
  expect(sparkline([], 5)).toBe('');
  expect(sparkline([1], 0)).toBe('');
});
