// Earlier runs as a table for people.

import type { Colors } from 'picocolors/types.js';
import { escapeControl } from '../text/escape-control.ts';
import { fitText } from '../text/fit-text.ts';
import { formatDollars, formatNumber } from '../text/format-quantity.ts';
import { type Row, renderTable } from './table.ts';

export interface RunRow {
  readonly id: string;
  readonly status: string;
  /** Absent if the journal cannot be read. */
  readonly source?: string;
  /** Keys that were counted whole. */
  readonly counted?: number;
  readonly words?: number;
  /** Null where a price is not known, absent where nothing is billed. */
  readonly dollars?: number | null;
  /** Whether what ran at the end may have cost more than is known. */
  readonly mayHaveCostMore?: boolean;
  /** The command that counts what the run has left. */
  readonly next?: string;
  /** Why the journal cannot be read. */
  readonly problem?: string;
}

const SOURCE_WIDTH = { least: 12, most: 40 };
const UNKNOWN = '–';

/** The columns behind the run's id. */
const COLUMNS = ['status', 'source', 'counted', 'words', 'cost'] as const;
type Column = (typeof COLUMNS)[number];

/** The columns that are left out, in turn, until a narrow terminal has room. */
const LEFT_OUT: readonly (readonly Column[])[] = [[], ['words'], ['words', 'counted']];

/** A table as wide as its cells, and at most `columns` wide: `Infinity` where it is not for a terminal. */
export function renderRuns(runs: readonly RunRow[], columns: number, colors: Colors): string {
  const cells = runs.map(toCells);
  const idColumns = Math.max(...runs.map(({ id }) => id.length)) + 3;
  const widths = LEFT_OUT.map((left) => sourceRoom(cells, left, columns - idColumns));
  const fits = widths.findIndex((width) => width >= SOURCE_WIDTH.least);
  const left = LEFT_OUT.at(fits) ?? [];
  const width = Math.max(SOURCE_WIDTH.least, Math.min(SOURCE_WIDTH.most, widths.at(fits) ?? 0));
  const shown = COLUMNS.filter((column) => !left.includes(column));
  const rows = runs.map((run, at): Row => {
    const row = { ...cells[at], source: fitText(String(cells[at]?.source), width) };
    return [run.id, ...shown.map((column) => String(row[column]))];
  });
  const notes = runs.flatMap(({ next, problem }) => [next, problem && escapeControl(problem)]);
  const lines = notes.filter((note) => note !== undefined).map((note) => `${note}\n`);
  return [renderTable(rows, ['run', ...shown], colors), ...lines].join('');
}

/** The columns of a terminal that the others leave to the sources. Each has a border and a space on either side. */
function sourceRoom(
  cells: readonly Record<Column, string>[],
  left: readonly Column[],
  columns: number,
): number {
  const others = COLUMNS.filter((column) => column !== 'source' && !left.includes(column));
  const widths = others.map((column) =>
    Math.max(column.length, ...cells.map((row) => row[column].length)),
  );
  return columns - widths.reduce((sum, width) => sum + width + 3, 0) - 4;
}

function toCells(run: RunRow): Record<Column, string> {
  return {
    status: run.status,
    source: run.source ?? UNKNOWN,
    counted: numberOr(run.counted),
    words: numberOr(run.words),
    cost: describeCost(run),
  };
}

function describeCost({ dollars, mayHaveCostMore }: RunRow): string {
  if (dollars === undefined || dollars === null) return UNKNOWN;
  if (!mayHaveCostMore) return formatDollars(dollars);
  return dollars === 0 ? UNKNOWN : `${formatDollars(dollars)} and more`;
}

function numberOr(value: number | undefined): string {
  return value === undefined ? UNKNOWN : formatNumber(value);
}
