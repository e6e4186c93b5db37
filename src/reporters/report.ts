// How a run went, for standard error: the tables of `--verbose`, and the warnings.

import type { Colors } from 'picocolors/types.js';
import { commandToGoOn } from '../events/parts-of-run.ts';
import type { ResultView } from './render-result.ts';
import { renderVerboseTables } from './verbose-tables.ts';
import { renderWarnings } from './warnings.ts';

export function renderReport(view: ResultView, columns: number, colors: Colors): string {
  const { totals, details, verbose } = view;
  const tables = verbose ? renderVerboseTables(totals, details, columns, colors) : '';
  const warnings = renderWarnings(totals, details, columns, colors);
  const text = `${tables}${warnings}${goingOn(view)}`;
  // An empty row sets the result apart.
  return text === '' ? '' : `${text}\n`;
}

function goingOn({ totals }: ResultView): string {
  const command = commandToGoOn(totals);
  if (command === undefined) return '';
  const { status, endReason } = totals;
  const isCut = status === 'interrupted' || endReason !== undefined;
  const purpose = isCut ? 'count the rest' : 'try those keys again';
  return `To ${purpose}: ${command}\n`;
}
