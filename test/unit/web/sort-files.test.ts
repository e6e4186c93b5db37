import { expect, test } from 'vitest';
import { FileColumns } from '../../../src/web/table/file-columns.ts';
import { COLUMNS, FIRST_ORDER, type Order, sortFiles } from '../../../src/web/table/sort-files.ts';
import { seededFiles } from '../../support/seeded-files.ts';

function keysBy(files: FileColumns, order: Order): string[] {
  const all = Uint32Array.from({ length: files.count }, (_, index) => index);
  return [...sortFiles(files, all, order)].map((index) => files.row(index).key);
}

const SEVERITY = ['failed', 'partial', 'skipped', 'unreached', 'counted'];

test.each(COLUMNS)(
  'by %s, ascending and descending; equal files keep the order of arrival',
  (column) => {
    const files = seededFiles(2_000);
    const rows = files.keys.map((_, index) => files.row(index));
    const sortedBy = (row: (typeof rows)[number]) => {
      if (column === 'size') return row.sizeBytes;
      if (column === 'time') return row.ms;
      return column === 'status' ? SEVERITY.indexOf(row.outcome) : row[column];
    };
    const compare = (a: (typeof rows)[number], b: (typeof rows)[number]) =>
      sortedBy(a) < sortedBy(b) ? -1 : Number(sortedBy(a) > sortedBy(b));
    const up = rows.toSorted(compare).map(({ key }) => key);
    const down = rows.toSorted((a, b) => compare(b, a)).map(({ key }) => key);
    expect(keysBy(files, { column, descending: false })).toEqual(up);
    expect(keysBy(files, { column, descending: true })).toEqual(down);
  },
);

test('at first, what needs attention comes first, and remarks before files without one', () => {
  const files = new FileColumns();
  const add = (
    key: string,
    status: 'counted' | 'partial' | 'failed' | 'skipped',
    reason?: string,
  ) =>
    files.add({
      ...{ type: 'object', key, status, words: 1, lines: 1, bytes: 1, sizeBytes: 1, ms: 1 },
      ...(reason !== undefined && { reason }),
    });
  add('whole', 'counted');
  add('never begun', 'skipped', 'interrupted');
  add('remarked', 'counted', 'not-as-named');
  add('cut', 'partial', 'truncated');
  add('marker', 'skipped', 'folder-marker');
  add('lost', 'failed', 'vanished');
  expect(keysBy(files, FIRST_ORDER)).toEqual([
    'lost',
    'cut',
    'marker',
    'never begun',
    'remarked',
    'whole',
  ]);
});
