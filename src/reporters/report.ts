// The output at the end of a run: the totals, and the report of how it went.

import type { Colors } from 'picocolors/types.js';
import { adviseOn } from '../errors/reasons.ts';
import { describeEnd } from '../events/describe-end.ts';
import { commandToGoOn, describeResumed } from '../events/describe-resumed.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { escapeControl, fitText } from '../text/escape-control.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { renderBilling } from './billing.ts';
import { type Row, renderTable } from './table.ts';

const KEY_WIDTH = 48;

/** The totals, which are the result of a run. */
export function renderTotals(totals: Totals): string {
  const { tally, listed } = totals;
  return renderTable([
    ['keys', formatNumber(settledObjects(totals))],
    ['stored bytes', formatNumber(listed.sizeBytes)],
    ['bytes', formatNumber(tally.bytes)],
    ['lines', formatNumber(tally.lines)],
    ['words', formatNumber(tally.words)],
  ]);
}

/** How the run went: outcomes, computing, the slowest keys, warnings and a closing sentence. */
export function renderReport(totals: Totals, colors: Colors): string {
  return [
    renderOutcomes(totals, colors),
    renderBilling(totals, colors),
    renderSlowest(totals, colors),
    renderWarnings(totals, colors),
    `${renderEnd(totals, colors)}\n`,
    renderGoingOn(totals),
  ].join('');
}

function renderOutcomes({ objects }: Totals, colors: Colors): string {
  const red = (count: number) => (count > 0 ? colors.red : String)(formatNumber(count));
  const { counted, partial, failed, skipped } = objects;
  return renderTable(
    [['keys', formatNumber(counted), red(partial), red(failed), red(skipped)]],
    ['', 'counted', 'partial', 'failed', 'skipped'],
    colors,
  );
}

function renderSlowest({ slowest }: Totals, colors: Colors): string {
  if (slowest.length === 0) return '';
  const rows = slowest.map(
    ({ key, sizeBytes, ms }): Row => [
      fitText(key, KEY_WIDTH),
      formatSize(sizeBytes),
      formatDuration(ms),
    ],
  );
  return renderTable(rows, ['slowest keys', 'size', 'time'], colors);
}

function renderWarnings({ status, warnings }: Totals, colors: Colors): string {
  if (warnings.length === 0) return '';
  const head =
    status === 'complete' ? 'Warnings; nothing is missing from the totals:' : 'Warnings:';
  const items = warnings.map(({ code, message, keys, example }) => {
    const about = example === undefined ? '' : `, such as ${fitText(example, KEY_WIDTH)}`;
    const what = keys > 0 ? `: ${formatCount(keys, 'key')}${about}` : '';
    const advice = adviseOn(code);
    const next = advice === undefined ? '' : `  ${advice}\n`;
    return `${colors.yellow(code)}${what}\n  ${escapeControl(message)}\n${next}`;
  });
  return [`${head}\n`, ...items].join('');
}

/** What this run owes to earlier parts of it, and how a later one can finish it. */
function renderGoingOn(totals: Totals): string {
  const resumed = describeResumed(totals);
  const command = commandToGoOn(totals);
  const next = totals.status === 'interrupted' ? 'To count the rest' : 'To try those again';
  return [resumed, command && `${next}: ${command}`]
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
}

function renderEnd(totals: Totals, colors: Colors): string {
  const { status = 'incomplete' } = totals;
  const sentence = escapeControl(describeEnd(totals));
  if (status === 'complete' && settledObjects(totals) === 0) return sentence;
  const color = { complete: colors.green, incomplete: colors.red, interrupted: colors.yellow };
  return color[status](sentence);
}
