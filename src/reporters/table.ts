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

/**
 * The same in at most `columns` of a terminal: what is too wide gets its rows as columns, and if it is still too wide
 * it becomes several tables. Only a name and one row of figures that do not fit are wider.
 */
export function renderTableWithin(
  columns: number,
  rows: readonly Row[],
  head: Row,
  colors: Colors,
): string {
  const whole = renderTable(rows, head, colors);
  if (widthOf(whole) <= columns) return whole;
  const tables: string[] = [];
  let begin = 0;
  for (let end = 1; end <= rows.length; end += 1) {
    const longer = renderTurned(rows.slice(begin, end), head, colors);
    if (end - begin > 1 && widthOf(longer) > columns) begin = end - 1;
    else tables.pop();
    tables.push(renderTurned(rows.slice(begin, end), head, colors));
  }
  return tables.join('');
}

/** The rows as columns below their names. */
function renderTurned(rows: readonly Row[], [corner, ...titles]: Row, colors: Colors): string {
  return renderTable(
    titles.map((title, index): Row => [title, ...rows.map((row) => String(row[index + 1]))]),
    [corner, ...rows.map(([name]) => name)],
    colors,
  );
}

/** The upper border has no colours. */
function widthOf(table: string): number {
  return table.indexOf('\n');
}
