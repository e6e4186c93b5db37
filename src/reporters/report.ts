// What is said when a run has ended: the totals, and the report of how it went.

import Table from 'cli-table3';
import type { Colors } from 'picocolors/types.js';
import { settledObjects, type Totals } from '../run/totals.ts';
import { escapeControl, fitText } from './escape-control.ts';
import { formatDuration, formatNumber, formatSize } from './format-quantity.ts';

const KEY_WIDTH = 48;

type Row = readonly [string, ...string[]];

/** No rules between rows: a report should fit on a screen. */
const COMPACT = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** Rows of a name and figures, the figures to the right. */
function renderTable(rows: readonly Row[], head?: Row, colors?: Colors): string {
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
    renderCompute(totals, colors),
    renderSlowest(totals, colors),
    renderWarnings(totals, colors),
    `${describeEnd(totals, colors)}\n`,
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

function renderCompute({ billing }: Totals, colors: Colors): string {
  const row = (tier: 'cascade' | 'worker'): Row => {
    const { invocations, computeMs } = billing[tier];
    return [tier, formatNumber(invocations), formatNumber(Math.round(computeMs))];
  };
  if (billing.cascade.invocations === 0) return '';
  return renderTable(
    [row('cascade'), row('worker')],
    ['tier', 'invocations', 'compute ms'],
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
      return `${colors.yellow(code)}: ${count}${about}\n  ${escapeControl(message)}\n`;
    })
    .join('');
}

function describeEnd(totals: Totals, colors: Colors): string {
  const { status, objects, elapsedMs } = totals;
  const all = settledObjects(totals);
  const time = formatDuration(elapsedMs);
  const counted = `${formatNumber(objects.counted)} of ${formatNumber(all)} keys counted whole`;
  switch (status) {
    case 'complete':
      return all === 0
        ? `There was nothing to count: no key matches. (${time})`
        : colors.green(`Complete: all ${formatNumber(all)} keys counted in ${time}.`);
    case 'interrupted':
      return colors.yellow(`Interrupted after ${time}: ${counted}.`);
    default:
      return colors.red(`Incomplete: ${counted}, in ${time}.`);
  }
}
