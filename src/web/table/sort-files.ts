// The order of the table's rows.

import { type FileColumns, OUTCOMES, type Outcome } from './file-columns.ts';

export const COLUMNS = ['key', 'words', 'lines', 'size', 'time', 'status'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Files that need attention come first. */
export const FIRST_ORDER: Order = { column: 'status', descending: false };

const BY_SEVERITY: readonly Outcome[] = ['failed', 'partial', 'skipped', 'unreached', 'counted'];

const SEVERITIES = OUTCOMES.map((outcome) => BY_SEVERITY.indexOf(outcome));

/** Sorts indices of files in place. Equal files keep the order that they have. */
export function sortFiles(files: FileColumns, indices: Uint32Array, order: Order): Uint32Array {
  const compare = comparisonOf(files, order.column);
  return indices.sort(order.descending ? (a, b) => compare(b, a) : compare);
}

function comparisonOf(files: FileColumns, column: Column): (a: number, b: number) => number {
  if (column === 'key') {
    const { keys } = files;
    return (a, b) => compareText(keys[a] as string, keys[b] as string);
  }
  if (column === 'status') return (a, b) => severityOf(files, a) - severityOf(files, b);
  const values = {
    words: files.words,
    lines: files.lines,
    size: files.sizes,
    time: files.times,
  }[column];
  return (a, b) => (values[a] as number) - (values[b] as number);
}

/** Those that were counted with a remark come before those without. */
function severityOf(files: FileColumns, index: number): number {
  const severity = SEVERITIES[files.outcomes[index] as number] as number;
  return files.hasReason(index) ? severity - 0.5 : severity;
}

/** Compares by code units. The order is the same everywhere, and nearly that of an S3 listing. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
