import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  amount,
  anySize,
  moment,
  patternsFrom,
  percentOrOff,
  storageClasses,
} from '../../../../src/commands/options/parsers.ts';
import { createTemporaryFolder } from '../../../support/temporary-folder.ts';

const HOUR_MS = 60 * 60 * 1000;

test.each([
  ['90s', { agoMs: 90_000 }],
  ['5m', { agoMs: 300_000 }],
  ['36h', { agoMs: 36 * HOUR_MS }],
  ['7d', { agoMs: 7 * 24 * HOUR_MS }],
  ['2w', { agoMs: 14 * 24 * HOUR_MS }],
  ['1970-01-02', { atMs: 24 * HOUR_MS }],
  ['2000-02-29', { atMs: 951_782_400_000 }],
  ['1970-01-01T01:00Z', { atMs: HOUR_MS }],
  ['1970-01-01T02:00:00.5+01:00', { atMs: HOUR_MS + 500 }],
  ['1970-01-01 00:00-01:00', { atMs: HOUR_MS }],
])('the time %s', (text, expected) => {
  expect(moment(text)).toEqual(expected);
});

test.each([
  '',
  '7',
  'd',
  '7x',
  '-7d',
  '7 d',
  '2026',
  '2026-11',
  '2026-02-30',
  '2026-13-01',
  'soon',
])('the time "%s" is refused', (text) => {
  expect(() => moment(text)).toThrow(/an age such as 36h or 7d, a date such as/);
});

test.each(['2026-11-01T12:00', '2026-11-01T25:00Z', '2026-11-01Z', '01.11.2026'])(
  'the time "%s", of which the zone or day is not clear, is refused',
  (text) => {
    expect(() => moment(text)).toThrow();
  },
);

test.each([
  ['0', 0],
  ['500', 500],
  ['64K', 65_536],
  ['64KiB', 65_536],
  ['1g', 2 ** 30],
])('the size %s', (text, bytes) => {
  expect(anySize(text)).toBe(bytes);
});

test.each(['', '-1', '1.5M', '1P', 'K', '999999999999999T'])('the size "%s" is refused', (text) => {
  expect(() => anySize(text)).toThrow(/a number of bytes/);
});

test('storage classes are collected in capitals', () => {
  expect(storageClasses('standard_ia', storageClasses('GLACIER'))).toEqual([
    'GLACIER',
    'STANDARD_IA',
  ]);
  expect(() => storageClasses('a,b')).toThrow(/the name of a storage class/);
});

test('patterns come from the lines of files', () => {
  const path = join(createTemporaryFolder(), 'patterns');
  writeFileSync(path, '# logs\n*.log\r\n\n[#]odd\n a b \n');
  expect(patternsFrom(path, ['before'])).toEqual(['before', '*.log', '[#]odd', ' a b ']);
  writeFileSync(path, '# nothing\n\n');
  expect(() => patternsFrom(path)).toThrow(/no pattern in it/);
  expect(() => patternsFrom(`${path}-none`)).toThrow(/cannot be read: ENOENT/);
});

test.each([
  ['off', 0],
  ['2%', 2],
  ['0.5%', 0.5],
  ['100%', 100],
])('the share %s', (text, expected) => {
  expect(percentOrOff(text)).toBe(expected);
});

test.each(['', '2', '0%', '101%', '-1%', '1e1%', '2 %', 'Off', '%'])('no share: %s', (text) => {
  expect(() => percentOrOff(text)).toThrow('It must be off, or a share such as 2% or 0.5%');
});

test.each([
  ['0.50', 0.5],
  ['$1', 1],
  ['.05', 0.05],
  ['1000', 1_000],
])('the amount %s', (text, expected) => {
  expect(amount(text)).toBe(expected);
});

test.each(['', '0', '0.00', '-1', '1,50', '1e3', 'Infinity', '$', '1 USD', 'NaN'])(
  'no amount: %j',
  (text) => {
    expect(() => amount(text)).toThrow('a number of dollars above 0');
  },
);
