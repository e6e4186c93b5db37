import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatNumber,
  formatSize,
  roundDollarsUp,
  toPlainDollars,
} from '../../../src/text/format-quantity.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_234_567, '1,234,567'],
    [Number.MAX_SAFE_INTEGER, '9,007,199,254,740,991'],
  ])('writes %i as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [1_234, '1.23 kB'],
    [12_345, '12.3 kB'],
    [123_456, '123 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [9_994_999, '9.99 MB'],
    [9_999_999, '10.0 MB'],
    [99_960_000, '100 MB'],
    [1.5e9, '1.50 GB'],
    [2e12, '2.00 TB'],
    [3e15, '3.00 PB'],
    [4e18, '4000 PB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [412, '412 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [9_449, '9.4 s'],
    [59_949, '59.9 s'],
    [59_951, '1 min 00 s'],
    [188_000, '3 min 08 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 00 min'],
    [7_500_000, '2 h 05 min'],
    [86_369_000, '23 h 59 min'],
    [86_371_000, '1 d 00 h'],
    [360_000_000, '4 d 04 h'],
    [30_000_000_000, '347 d 05 h'],
    [137_498_400_000, '4.4 years'],
    [3.2e14, '10,140.2 years'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

it('writes dollars as an option takes them', () => {
  expect([0.5, 100, 1e-7, 0.013_499, 2.5e8].map(toPlainDollars)).toEqual([
    ...['0.5', '100', '0.0000001', '0.013499', '250000000'],
  ]);
});

it('rounds dollars up to two digits, so that they are enough', () => {
  expect(roundDollarsUp(0.012_01)).toBe('0.013');
  expect(roundDollarsUp(0.000_101)).toBe('0.00011');
  expect(roundDollarsUp(12.301)).toBe('12.31');
  for (let dollars = 1e-7; dollars < 100; dollars *= 1.07) {
    expect(Number(roundDollarsUp(dollars))).toBeGreaterThanOrEqual(dollars);
  }
});
