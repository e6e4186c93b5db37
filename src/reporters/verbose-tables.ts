// The tables of `--verbose`: outcomes, keys that were not counted whole, tiers and cost.

import type { Colors } from 'picocolors/types.js';
import { type Cost, computeCost } from '../events/cost.ts';
import { priceNotes } from '../events/price-notes.ts';
import { type TierUse, unreported } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import { fitText, textColumns } from '../text/fit-text.ts';
import {
  formatDollarsAlike,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../text/format-quantity.ts';
import { isBilled } from './billing.ts';
import { wrapItems } from './result-rows.ts';
import type { RunDetails } from './run-details.ts';
import { type Row, renderTable, renderTableWithin } from './table.ts';

const UNKNOWN = '–';

const KEY_COLUMNS = { least: 9, most: 40 };

/** The border of a column, and a space on either side. */
const EXTRA_COLUMNS = 3;

/** The tables take at most `columns` of a terminal. */
export function renderVerboseTables(
  totals: Totals,
  details: RunDetails,
  columns: number,
  colors: Colors,
): string {
  const isLambda = totals.started?.engine === 'lambda';
  return [
    renderOutcomes(totals, columns, colors),
    ...(details.notWhole.length > 0 ? [renderNotWhole(totals, details, columns, colors)] : []),
    ...(isLambda ? [renderTiers(totals, columns, colors)] : []),
    ...(isBilled(totals) ? [renderCost(totals, columns, colors)] : []),
  ].join('');
}

function renderOutcomes({ objects }: Totals, columns: number, colors: Colors): string {
  const { counted, partial, failed, skipped } = objects;
  const red = (count: number) => (count > 0 ? colors.red : String)(formatNumber(count));
  return renderTableWithin(
    columns,
    [['keys', formatNumber(counted), red(partial), red(failed), red(skipped)]],
    ['', 'counted', 'partial', 'failed', 'skipped'],
    colors,
  );
}

function renderNotWhole(
  totals: Totals,
  { notWhole }: RunDetails,
  columns: number,
  colors: Colors,
): string {
  const { partial, failed, skipped } = totals.objects;
  const more = partial + failed + skipped - totals.notReached.objects - notWhole.length;
  const head: Row = ['not whole', 'status', 'reason', 'size'];
  const cells = notWhole.map(
    ({ key, status, reason, sizeBytes }): Row => [key, status, reason ?? '', formatSize(sizeBytes)],
  );
  const room = roomForNames(columns, [head, ...cells]);
  const keyColumns = Math.max(KEY_COLUMNS.least, Math.min(KEY_COLUMNS.most, room));
  const rows = cells.map(([key, ...others]): Row => [fitText(key, keyColumns), ...others]);
  const table = renderTable(rows, head, colors);
  const rest = `${formatNumber(more)} more: --no-agg prints every key with its status and reason.`;
  return more > 0 ? `${table}${wrapSentence(rest, columns)}` : table;
}

/** The columns of a terminal that the other cells leave to those with names. */
function roomForNames(columns: number, rows: readonly Row[]): number {
  const [, ...others] = rows[0] ?? [];
  const widths = others.map((_, at) =>
    Math.max(...rows.map((row) => textColumns(String(row[at + 1])))),
  );
  return widths.reduce((room, width) => room - width - EXTRA_COLUMNS, columns - EXTRA_COLUMNS - 1);
}

function wrapSentence(sentence: string, columns: number): string {
  const lines = wrapItems(sentence.split(' '), ' ', columns);
  return lines.map((line) => `${line}\n`).join('');
}

function renderTiers({ billing }: Totals, columns: number, colors: Colors): string {
  const row = (name: string, use: TierUse): Row => [
    name,
    formatNumber(use.invocations),
    formatNumber(use.coldStarts),
    formatNumber(unreported(use)),
    formatNumber(Math.round(use.billedMs)),
    formatSeconds(use.gbSeconds),
    use.reported > 0 ? `${use.memoryUsedMb} of ${use.memoryMb} MB` : UNKNOWN,
  ];
  const { hedged } = billing.worker;
  const hedgedRow: Row = [
    'of it hedged',
    formatNumber(hedged.invocations),
    '',
    formatNumber(unreported(hedged)),
    formatNumber(Math.round(hedged.billedMs)),
    formatSeconds(hedged.gbSeconds),
    '',
  ];
  return renderTableWithin(
    columns,
    [
      row('cascade', billing.cascade),
      row('worker', billing.worker),
      ...(hedged.invocations > 0 ? [hedgedRow] : []),
    ],
    ['tier', 'invocations', 'cold', 'unknown', 'billed ms', 'GB-s', 'memory used'],
    colors,
  );
}

function renderCost(totals: Totals, columns: number, colors: Colors): string {
  const { started, listed, billing } = totals;
  const { listing, tiers, all } = computeCost(totals);
  const requests = listed.storeRequests + listed.getRequests + billing.worker.storeRequests;
  const costs: [string, Cost, number][] =
    started?.engine === 'lambda'
      ? [
          ['listing', listing, listed.storeRequests + listed.getRequests],
          ['cascade', tiers.cascade, billing.cascade.storeRequests],
          ['worker', tiers.worker, billing.worker.storeRequests],
          ['total', all, requests],
        ]
      : [['total', all, requests]];
  const alike = (read: (cost: Cost) => number | undefined) => {
    const known = costs.map(([, cost]) => read(cost));
    const texts = formatDollarsAlike(known.map((dollars) => dollars ?? 0));
    return known.map((dollars, index) => (dollars === undefined ? UNKNOWN : String(texts[index])));
  };
  const figures = [
    alike(({ compute }) => compute),
    alike(({ invocations }) => invocations),
    costs.map(([, , sent]) => formatNumber(sent)),
    alike(({ storeRequests }) => storeRequests),
    alike(({ total }) => total),
  ];
  const table = renderTableWithin(
    columns,
    costs.map(([name], index): Row => [name, ...figures.map((figure) => String(figure[index]))]),
    ['cost', 'compute', 'invocations', 'S3 requests', 'their cost', 'total'],
    colors,
  );
  const notes = priceNotes(totals).map((note) => wrapSentence(note, columns));
  return [table, ...notes].join('');
}
