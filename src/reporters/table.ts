// Tables of names and figures.

import Table from 'cli-table3';
import type { Colors } from 'picocolors/types.js';

/** There are no rules between rows, because a report should fit on a screen. */
const COMPACT = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

export type Row = readonly [string, ...string[]];

/** Each row is a name and its figures, which are aligned right. */
export function renderTable(rows: readonly Row[], head?: Row, colors?: Colors): string {
  const columns = (head ?? rows[0] ?? []).length;
  const table = new Table({
    ...(head && { head: head.map((title) => colors?.bold(title) ?? title) }),
    chars: COMPACT,
    colAligns: Array.from({ length: columns }, (_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return `${table.toString()}\n`;
}
