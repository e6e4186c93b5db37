// Earlier runs as a table for people.

import type { Colors } from 'picocolors/types.js';
import { escapeControl, fitText } from '../text/escape-control.ts';
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
  /** The command that counts what the run has left. */
  readonly next?: string;
  /** Why the journal cannot be read. */
  readonly problem?: string;
}

const SOURCE_WIDTH = 40;
const UNKNOWN = '–';

export function renderRuns(runs: readonly RunRow[], colors: Colors): string {
  const rows = runs.map(
    (run): Row => [
      run.id,
      run.status,
      run.source === undefined ? UNKNOWN : fitText(run.source, SOURCE_WIDTH),
      numberOr(run.counted),
      numberOr(run.words),
      run.dollars === undefined || run.dollars === null ? UNKNOWN : formatDollars(run.dollars),
    ],
  );
  const head: Row = ['run', 'status', 'source', 'counted', 'words', 'cost'];
  const notes = runs.flatMap(({ next, problem }) => [next, problem && escapeControl(problem)]);
  const lines = notes.filter((note) => note !== undefined).map((note) => `${note}\n`);
  return [renderTable(rows, head, colors), ...lines].join('');
}

function numberOr(value: number | undefined): string {
  return value === undefined ? UNKNOWN : formatNumber(value);
}
