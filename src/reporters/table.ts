// Tables of names and figures.

import Table from 'cli-table3';
import type { Colors } from 'picocolors/types.js';

/** No rules between rows: a report should fit on a screen. */
const COMPACT = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

export type Row = readonly [string, ...string[]];

/** Rows of a name and figures, the figures to the right. */
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
