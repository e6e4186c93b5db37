import { expect, test } from 'vitest';
import { FileColumns, OUTCOMES } from '../../../src/web/table/file-columns.ts';
import { filterFiles, NO_FILTER } from '../../../src/web/table/filter-files.ts';
import { seededFiles } from '../../support/seeded-files.ts';

type Status = 'counted' | 'partial' | 'failed' | 'skipped';

function object(key: string, status: Status = 'counted', reason?: string) {
  const figures = { words: 7, lines: 3, bytes: 40, sizeBytes: 20, ms: 2 };
  return { type: 'object', key, status, ...figures, ...(reason && { reason }) } as const;
}

test('the columns grow beyond their first capacity', () => {
  const files = seededFiles(5_000);
  expect(files.count).toBe(5_000);
  expect(files.row(4_999)).toMatchObject({ bytes: 4_999 });
  const sum = OUTCOMES.reduce((total, outcome) => total + files.countOf(outcome), 0);
  expect(sum).toBe(5_000);
});

test('beyond the bound, a sample of the counted files is kept, and all others', () => {
  const files = new FileColumns(1_000);
  for (let n = 0; n < 50_000; n += 1) {
    files.add(n % 1_000 === 7 ? object(`bad-${n}`, 'failed', 'vanished') : object(`good-${n}`));
  }
  expect(files.total).toBe(50_000);
  expect(files.countOf('counted')).toBe(49_950);
  expect(files.countOf('failed')).toBe(50);
  expect(files.count).toBeLessThanOrEqual(1_000);
  const failed = filterFiles(files, { ...NO_FILTER, outcome: 'failed' });
  expect(failed).toHaveLength(50);
  const { counted, others } = files.strides;
  expect(others).toBe(1);
  // As many as the page says, within the chance of a sample.
  const expected = 49_950 / counted;
  const kept = files.count - 50;
  expect(Math.abs(kept - expected)).toBeLessThan(5 * Math.sqrt(expected));
  for (let index = 0; index < files.count; index += 1) {
    const { key, reason } = files.row(index);
    expect(reason).toBe(key.startsWith('bad') ? 'vanished' : undefined);
  }
});

test('failures are thinned out too if they alone are too many', () => {
  const files = new FileColumns(500);
  for (let n = 0; n < 20_000; n += 1) files.add(object(`${n}`, 'failed', 'vanished'));
  expect(files.count).toBeLessThanOrEqual(500);
  expect(files.count).toBeGreaterThan(100);
  expect(files.strides.counted).toBe(1);
  expect(files.strides.others).toBeGreaterThan(16);
});

test('the same files are kept in whatever order they come', () => {
  const keysOf = (numbers: readonly number[]) => {
    const files = new FileColumns(100);
    for (const n of numbers) files.add(object(`key-${n}`));
    return { keys: files.keys.toSorted(), strides: files.strides };
  };
  const numbers = Array.from({ length: 3_000 }, (_, n) => n);
  expect(keysOf(numbers.toReversed())).toEqual(keysOf(numbers));
});

test('only files with counts set the range of the plot', () => {
  const files = new FileColumns();
  files.add({ ...object('a'), words: 5, lines: 0 });
  files.add({ ...object('b', 'partial', 'truncated'), words: 900, lines: 4 });
  files.add({ ...object('c', 'skipped', 'interrupted'), words: 0, lines: 0 });
  expect([files.minWords, files.maxWords, files.minLines, files.maxLines]).toEqual([5, 900, 0, 4]);
  expect([files.minSomeWords, files.minSomeLines]).toEqual([5, 4]);
  expect([0, 1, 2].map((index) => files.isCounted(index))).toEqual([true, true, false]);
  expect(files.row(2).outcome).toBe('unreached');
});

test('a filter takes part of a key, an outcome and an area of the plot', () => {
  const files = new FileColumns();
  files.add({ ...object('2026/App-1.log'), words: 10, lines: 1 });
  files.add({ ...object('2026/app-2.log'), words: 20, lines: 2 });
  files.add({ ...object('2026/web.log', 'partial', 'truncated'), words: 30, lines: 3 });
  files.add({ ...object('2026/app-3.log', 'failed', 'vanished'), words: 0, lines: 0 });
  const keysOf = (filter: Partial<typeof NO_FILTER>) => [
    ...filterFiles(files, { ...NO_FILTER, ...filter }),
  ];
  expect(keysOf({})).toEqual([0, 1, 2, 3]);
  expect(keysOf({ text: 'APP-' })).toEqual([0, 1, 3]);
  expect(keysOf({ outcome: 'not-whole' })).toEqual([2, 3]);
  expect(keysOf({ outcome: 'partial', text: 'app' })).toEqual([]);
  expect(keysOf({ area: { lines: [0, 2], words: [0, 100] } })).toEqual([0, 1]);
  expect(keysOf({ area: { lines: [2, 3], words: [20, 29] } })).toEqual([1]);
});
