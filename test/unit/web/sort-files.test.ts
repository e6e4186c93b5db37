import { expect, test } from 'vitest';
import { FileColumns } from '../../../src/web/table/file-columns.ts';
import { COLUMNS, type Order, sortFiles } from '../../../src/web/table/sort-files.ts';
import { seededRandom } from '../../support/seeded.ts';

const STATUSES = ['counted', 'partial', 'failed', 'skipped'] as const;

function createFiles(count: number): FileColumns {
  const random = seededRandom();
  const files = new FileColumns();
  for (let index = 0; index < count; index += 1) {
    files.add({
      type: 'object',
      key: `${String.fromCodePoint(97 + Math.floor(random() * 26))}-${index}`,
      words: Math.floor(random() * 20),
      lines: Math.floor(random() * 5),
      bytes: index,
      sizeBytes: Math.floor(random() * 1e6),
      ms: 1,
      status: STATUSES[Math.floor(random() * 4)] ?? 'counted',
    });
  }
  return files;
}

function keysBy(files: FileColumns, order?: Order): string[] {
  return [...sortFiles(files, order)].map((index) => files.row(index).key);
}

test('the columns grow beyond their first capacity', () => {
  const files = createFiles(5_000);
  expect(files.count).toBe(5_000);
  expect(files.row(4_999)).toMatchObject({ bytes: 4_999 });
  const sum = STATUSES.reduce((total, status) => total + files.countOf(status), 0);
  expect(sum).toBe(5_000);
});

test('without an order, files keep the order of arrival', () => {
  const files = createFiles(100);
  expect(keysBy(files)).toEqual(files.keys);
});

test.each(COLUMNS)(
  'by %s, ascending and descending; equal files keep the order of arrival',
  (column) => {
    const files = createFiles(2_000);
    const rows = files.keys.map((_, index) => files.row(index));
    const sortedBy = (row: (typeof rows)[number]) => {
      if (column === 'size') return row.sizeBytes;
      return column === 'status' ? STATUSES.indexOf(row.status) : row[column];
    };
    const compare = (a: (typeof rows)[number], b: (typeof rows)[number]) =>
      sortedBy(a) < sortedBy(b) ? -1 : Number(sortedBy(a) > sortedBy(b));
    const up = rows.toSorted(compare).map(({ key }) => key);
    const down = rows.toSorted((a, b) => compare(b, a)).map(({ key }) => key);
    expect(keysBy(files, { column, descending: false })).toEqual(up);
    expect(keysBy(files, { column, descending: true })).toEqual(down);
  },
);
