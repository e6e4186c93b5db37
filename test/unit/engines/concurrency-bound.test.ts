import { expect, test } from 'vitest';
import { checkConcurrency, maxThreads } from '../../../src/engines/concurrency-bound.ts';

const GB = 2 ** 30;

test.each([
  [16 * GB, 8, 192],
  [1 * GB, 2, 12],
  [GB / 8, 4, 4],
])('%i bytes of memory and %i cores allow %i threads', (memory, cores, threads) => {
  expect(maxThreads(memory, cores)).toBe(threads);
});

test('Lambda has its own bound, and an absent value has none', () => {
  expect(() => checkConcurrency('lambda', 90_000)).not.toThrow();
  expect(() => checkConcurrency('lambda', 90_001)).toThrow(/--concurrency 90000 or less/);
  expect(() => checkConcurrency('lambda', 'auto')).not.toThrow();
  expect(() => checkConcurrency('local', 'auto')).not.toThrow();
  expect(() => checkConcurrency('local', undefined)).not.toThrow();
  expect(() => checkConcurrency('local', 9_999_999)).toThrow(/memory/);
});
