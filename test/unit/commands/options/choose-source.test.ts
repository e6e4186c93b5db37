// The choice of files, a folder or a bucket, if several are named.

import { expect, test } from 'vitest';
import {
  type ChosenSource,
  chooseSource,
  type SourceChoice,
} from '../../../../src/commands/options/choose-source.ts';

const none = { value: undefined, typed: false };
const typed = (value: string) => ({ value, typed: true });
const set = (value: string) => ({ value, typed: false });

const NOTHING: SourceChoice = {
  sources: [],
  dir: none,
  bucket: none,
  fallback: undefined,
  prefixes: { values: [''], typed: false },
};

function choose(choice: Partial<SourceChoice>): ChosenSource {
  return chooseSource({ ...NOTHING, ...choice });
}

test.each([
  [typed('d'), none, undefined, { dir: 'd' }],
  [none, typed('b'), undefined, { bucket: 'b' }],
  [typed('d'), set('b'), 'article', { dir: 'd' }],
  [set('d'), typed('b'), 'article', { bucket: 'b' }],
  [none, set('b'), 'article', { bucket: 'b' }],
  [set('d'), none, 'article', { dir: 'd' }],
  [none, none, 'article', { bucket: 'article' }],
  [typed(''), none, 'article', { bucket: 'article' }],
])('--dir %o, --bucket %o and BUCKET %s', (dir, bucket, fallback, chosen) => {
  expect(choose({ dir, bucket, fallback })).toEqual({ ...chosen, prefixes: [''] });
});

test('two sources with equal precedence are an error, and so is none', () => {
  expect(() => choose({ dir: typed('d'), bucket: typed('b') })).toThrow(/Both/);
  expect(() => choose({ dir: set('d'), bucket: set('b') })).toThrow(/Both/);
  expect(() => choose({})).toThrow(/There is nothing to count/);
});

test.each<[string[], ChosenSource]>([
  [['s3://logs'], { bucket: 'logs', prefixes: [''] }],
  [['s3://logs/'], { bucket: 'logs', prefixes: [''] }],
  [['s3://logs//x'], { bucket: 'logs', prefixes: ['/x'] }],
  [['s3://logs/a b?c#d\n'], { bucket: 'logs', prefixes: ['a b?c#d\n'] }],
  [['s3://logs/b', 's3://logs/a'], { bucket: 'logs', prefixes: ['b', 'a'] }],
  [['.'], { paths: ['.'], prefixes: [''] }],
  [['a', './b', '/c'], { paths: ['a', './b', '/c'], prefixes: [''] }],
  [['s3:/typo'], { paths: ['s3:/typo'], prefixes: [''] }],
])('the sources %j', (sources, chosen) => {
  expect(choose({ sources })).toEqual(chosen);
  // Names on the command line take precedence over the environment.
  expect(choose({ sources, dir: set('d'), bucket: set('b'), fallback: 'article' })).toEqual(chosen);
});

test('prefixes apply to one source without a prefix of its own', () => {
  const prefixes = { values: ['x', 'y'], typed: true };
  expect(choose({ sources: ['s3://b'], prefixes })).toEqual({ bucket: 'b', prefixes: ['x', 'y'] });
  expect(choose({ sources: ['d'], prefixes })).toEqual({ paths: ['d'], prefixes: ['x', 'y'] });
  expect(choose({ bucket: typed('b'), prefixes })).toEqual({ bucket: 'b', prefixes: ['x', 'y'] });
  for (const sources of [['s3://b/x'], ['s3://b', 's3://b/x'], ['d', 'e']]) {
    expect(() => choose({ sources, prefixes })).toThrow(/--prefix cannot be given beside/);
    expect(() => choose({ sources, prefixes: { ...prefixes, typed: false } })).not.toThrow();
  }
  const fromEnvironment = { values: ['e'], typed: false };
  expect(choose({ sources: ['s3://b/x'], prefixes: fromEnvironment })).toEqual({
    bucket: 'b',
    prefixes: ['x'],
  });
});

test.each<[string[], Partial<SourceChoice>, RegExp]>([
  [['s3://a/x', 's3://b/x'], {}, /^s3:\/\/a and s3:\/\/b cannot be counted together/],
  [['s3://a/x', 'folder'], {}, /^s3:\/\/a and folder cannot be counted together/],
  [['s3://'], {}, /^s3:\/\/ is not an address/],
  [['s3:///key'], {}, /is not an address/],
  [['https://b.s3.amazonaws.com/x'], {}, /is not an address that can be counted/],
  [['S3://a'], {}, /is not an address/],
  [['x'], { dir: typed('d') }, /^x and --dir both name/],
  [['s3://a'], { bucket: typed('b') }, /^s3:\/\/a and --bucket both name/],
])('the sources %j are refused', (sources, choice, message) => {
  expect(() => choose({ sources, ...choice })).toThrow(message);
});
