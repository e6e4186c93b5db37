// Which folder or bucket is counted, when several are named.

import { expect, test } from 'vitest';
import { chooseSource } from '../../../../src/commands/options/choose-source.ts';

const none = { value: undefined, typed: false };
const typed = (value: string) => ({ value, typed: true });
const set = (value: string) => ({ value, typed: false });

test.each([
  [typed('d'), none, undefined, { dir: 'd' }],
  [none, typed('b'), undefined, { bucket: 'b' }],
  [typed('d'), set('b'), 'article', { dir: 'd' }],
  [set('d'), typed('b'), 'article', { bucket: 'b' }],
  [none, set('b'), 'article', { bucket: 'b' }],
  [set('d'), none, 'article', { dir: 'd' }],
  [none, none, 'article', { bucket: 'article' }],
  [typed(''), none, 'article', { bucket: 'article' }],
])('%o and %o and %s', (dir, bucket, fallback, chosen) => {
  expect(chooseSource(dir, bucket, fallback)).toEqual(chosen);
});

test('two of equal right are too many, none is too few', () => {
  expect(() => chooseSource(typed('d'), typed('b'), undefined)).toThrow(/Both/);
  expect(() => chooseSource(set('d'), set('b'), undefined)).toThrow(/Both/);
  expect(() => chooseSource(none, none, undefined)).toThrow(/There is nothing to count/);
});
