// How a run went, for standard error: the tables of `--verbose`, and the warnings.

import type { Colors } from 'picocolors/types.js';
import type { ResultView } from './render-result.ts';
import { renderVerboseTables } from './verbose-tables.ts';
import { renderWarnings } from './warnings.ts';

export function renderReport(view: ResultView, columns: number, colors: Colors): string {
  const { totals, details, verbose } = view;
  const tables = verbose ? renderVerboseTables(totals, details, colors) : '';
  const warnings = renderWarnings(totals, details, columns, colors);
  // An empty row sets the result apart.
  return `${tables}${warnings}${tables + warnings === '' ? '' : '\n'}`;
}
