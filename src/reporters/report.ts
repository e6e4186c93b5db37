// What is said when a run has ended: the totals, and the report of how it went.

import type { Colors } from 'picocolors/types.js';
import { describeEnd } from '../events/describe-end.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { escapeControl, fitText } from '../text/escape-control.ts';
import { formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { renderBilling } from './billing.ts';
import { type Row, renderTable } from './table.ts';

const KEY_WIDTH = 48;

/** The totals: the result that a run is for. */
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
  ].join('');
}

function renderOutcomes({ objects }: Totals, colors: Colors): string {
  const amiss = (count: number) => (count > 0 ? colors.red : String)(formatNumber(count));
  const { counted, partial, failed, skipped } = objects;
  return renderTable(
    [['keys', formatNumber(counted), amiss(partial), amiss(failed), amiss(skipped)]],
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

function renderWarnings({ warnings }: Totals, colors: Colors): string {
  return warnings
    .map(({ code, message, keys, example }) => {
      const count = keys === 1 ? '1 key' : `${formatNumber(keys)} keys`;
      const about = example === undefined ? '' : `, such as ${fitText(example, KEY_WIDTH)}`;
      const what = keys > 0 ? `: ${count}${about}` : '';
      return `${colors.yellow(code)}${what}\n  ${escapeControl(message)}\n`;
    })
    .join('');
}

function renderEnd(totals: Totals, colors: Colors): string {
  const { status = 'incomplete' } = totals;
  const sentence = describeEnd(totals);
  if (status === 'complete' && settledObjects(totals) === 0) return sentence;
  const color = { complete: colors.green, incomplete: colors.red, interrupted: colors.yellow };
  return color[status](sentence);
}
