// The order of the table's rows.

import type { FileColumns } from './file-columns.ts';

export const COLUMNS = ['key', 'words', 'lines', 'size', 'status'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Indices of all files. Equal files, and all files without an order, keep the order of arrival. */
export function sortFiles(files: FileColumns, order?: Order): Uint32Array {
  const indices = Uint32Array.from({ length: files.count }, (_, index) => index);
  if (order === undefined) return indices;
  const compare = comparisonOf(files, order.column);
  return indices.sort(order.descending ? (a, b) => compare(b, a) : compare);
}

function comparisonOf(files: FileColumns, column: Column): (a: number, b: number) => number {
  if (column === 'key') {
    const { keys } = files;
    return (a, b) => compareText(keys[a] as string, keys[b] as string);
  }
  const values = {
    words: files.words,
    lines: files.lines,
    size: files.sizes,
    status: files.statuses,
  }[column];
  return (a, b) => (values[a] as number) - (values[b] as number);
}

/** Compares by code units. The order is the same everywhere, and nearly that of an S3 listing. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
