// The warnings of a run, as paragraphs for people: what happened, to which key, and what to do next.

import type { Colors } from 'picocolors/types.js';
import { adviseOn } from '../errors/reasons.ts';
import type { Totals, WarningTotal } from '../events/totals.ts';
import { escapeControl } from '../text/escape-control.ts';
import { fitText } from '../text/fit-text.ts';
import { formatCount } from '../text/format-quantity.ts';
import { costNotes } from './billing.ts';
import { wrapItems } from './result-rows.ts';
import type { RunDetails } from './run-details.ts';

const KEY_COLUMNS = 48;

export function renderWarnings(
  totals: Totals,
  details: RunDetails,
  columns: number,
  colors: Colors,
): string {
  // The result itself says that the run was interrupted.
  const others = totals.warnings.filter(({ code }) => code !== 'interrupted');
  const warnings = others.map((warning) => {
    const isMissing = isLoss(warning, totals, details);
    const severity = isMissing ? colors.red('warning') : colors.bold('note');
    // Nothing is to be mended where it was retried, or nothing was lost.
    const asksForAdvice = isMissing || warning.level === 'information';
    return paragraph(
      severity,
      warning,
      asksForAdvice ? adviseOn(warning.code) : undefined,
      columns,
    );
  });
  const notes = costNotes(totals).map((text) => wrap(text, columns, ''));
  return [...warnings, ...notes].join('');
}

/** Whether something is missing from the totals for it. Remarks and retried attempts took nothing away. */
function isLoss(
  { code, keys, level }: WarningTotal,
  { status }: Totals,
  details: RunDetails,
): boolean {
  if (status === 'complete' || level === 'information') return false;
  return keys === 0 || details.reasons.has(code);
}

function paragraph(
  severity: string,
  warning: WarningTotal,
  advice: string | undefined,
  columns: number,
): string {
  const { code, message, keys, example } = warning;
  const about = example === undefined ? '' : `, such as ${fitText(example, KEY_COLUMNS)}`;
  const what = keys > 0 ? `, ${formatCount(keys, 'key')}${about}` : '';
  return [
    `${severity}: ${escapeControl(code)}${what}\n`,
    wrap(message, columns, '  '),
    advice === undefined ? '' : wrap(advice, columns, '  '),
  ].join('');
}

function wrap(text: string, columns: number, indent: string): string {
  const words = escapeControl(text).split(' ');
  return wrapItems(words, ' ', columns - indent.length)
    .map((line) => `${indent}${line}\n`)
    .join('');
}
