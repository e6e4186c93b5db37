// When a GET is sent again.

import { expect, test } from 'vitest';
import { createAnswerTimes } from '../../../src/aws/answer-times.ts';

const SMALL = 512 * 1024 - 1;
const LARGE = 512 * 1024;

test('a small GET is sent again after 2 s, then after another 4 s, and no more', () => {
  const times = createAnswerTimes();
  for (let n = 0; n < 100; n += 1) times.add(SMALL, 10);
  expect([0, 1, 2, 3].map((repeats) => times.limitMs(SMALL, repeats))).toEqual([
    ...[2_000, 4_000, undefined, undefined],
  ]);
});

test('a large GET is sent again if it takes longer than 95 % of those before', () => {
  const times = createAnswerTimes();
  for (let ms = 301; ms <= 400; ms += 1) times.add(LARGE, ms);
  expect([0, 1, 2].map((repeats) => times.limitMs(LARGE, repeats))).toEqual([395, 790, undefined]);
  expect(times.limitMs(SMALL, 0)).toBe(2_000);
});

test('a large GET waits as long as a small one until enough of them are known', () => {
  const times = createAnswerTimes();
  for (let n = 0; n < 19; n += 1) times.add(LARGE, 300);
  expect(times.limitMs(LARGE, 0)).toBe(2_000);
  times.add(LARGE, 300);
  expect(times.limitMs(LARGE, 0)).toBe(300);
});

test('a large GET never waits for longer than a small one, nor for less than a new connection takes', () => {
  const slow = createAnswerTimes();
  for (let n = 0; n < 100; n += 1) slow.add(LARGE, 9_000);
  expect(slow.limitMs(LARGE, 0)).toBe(2_000);
  const fast = createAnswerTimes();
  for (let n = 0; n < 100; n += 1) fast.add(LARGE, 20);
  expect(fast.limitMs(LARGE, 0)).toBe(200);
});

test('only the latest GETs tell what is slow', () => {
  const times = createAnswerTimes();
  for (let n = 0; n < 1_000; n += 1) times.add(LARGE, 1_500);
  for (let n = 0; n < 128; n += 1) times.add(LARGE, 300);
  expect(times.limitMs(LARGE, 0)).toBe(300);
});
