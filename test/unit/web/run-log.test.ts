import { expect, test } from 'vitest';
import { createRunLog } from '../../../src/web/run/run-log.ts';

const BROKEN = { text: 'partial, it broke', group: 'broken', isProblem: true };

test('repeats are one line, with the latest key and the number of the others', () => {
  const log = createRunLog();
  log.add({ text: 'Counting', isProblem: false }, 0);
  for (const [index, subject] of ['a', 'b', 'c'].entries()) log.add({ ...BROKEN, subject }, index);
  expect(log.entries).toEqual([
    { number: 0, atMs: 0, text: 'Counting', isProblem: false },
    { number: 1, atMs: 2, text: 'c and 2 more: partial, it broke', isProblem: true },
  ]);
});

test('repeats of two kinds that alternate are two lines', () => {
  const log = createRunLog();
  for (let n = 0; n < 1_000; n += 1) {
    log.add({ ...BROKEN, subject: `a${n}` }, n);
    log.add({ text: 'gone', group: 'gone', subject: `b${n}`, isProblem: true }, n);
  }
  expect(log.entries.map(({ text }) => text)).toEqual([
    'a999 and 999 more: partial, it broke',
    'b999 and 999 more: gone',
  ]);
});

test('lines are bounded, and the dropped ones are counted', () => {
  const log = createRunLog();
  for (let n = 0; n < 100_000; n += 1) log.add({ text: `line ${n}`, isProblem: false }, n);
  expect(log.entries).toHaveLength(400);
  expect(log.entries.at(-1)?.text).toBe('line 99999');
  expect(log.dropped).toBe(99_600);
});

test('a warning about many keys counts them', () => {
  const log = createRunLog();
  log.add({ ...BROKEN, subject: 'a', count: 12 }, 0);
  log.add({ ...BROKEN, subject: 'b', count: 3 }, 1);
  expect(log.entries[0]?.text).toBe('b and 14 more: partial, it broke');
});
