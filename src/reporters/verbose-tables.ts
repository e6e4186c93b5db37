// The tables of `--verbose`: outcomes, keys that were not counted whole, tiers and cost.

import type { Colors } from 'picocolors/types.js';
import { type Cost, computeCost } from '../events/cost.ts';
import { priceNotes } from '../events/price-notes.ts';
import { type TierUse, unreported } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import { fitText } from '../text/fit-text.ts';
import {
  formatDollarsAlike,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../text/format-quantity.ts';
import { isBilled } from './billing.ts';
import type { RunDetails } from './run-details.ts';
import { type Row, renderTable } from './table.ts';

const UNKNOWN = '–';

const KEY_COLUMNS = 40;

export function renderVerboseTables(totals: Totals, details: RunDetails, colors: Colors): string {
  const isLambda = totals.started?.engine === 'lambda';
  return [
    renderOutcomes(totals, colors),
    ...(details.notWhole.length > 0 ? [renderNotWhole(totals, details, colors)] : []),
    ...(isLambda ? [renderTiers(totals, colors)] : []),
    ...(isBilled(totals) ? [renderCost(totals, colors)] : []),
  ].join('');
}

function renderOutcomes({ objects }: Totals, colors: Colors): string {
  const { counted, partial, failed, skipped } = objects;
  const red = (count: number) => (count > 0 ? colors.red : String)(formatNumber(count));
  return renderTable(
    [['keys', formatNumber(counted), red(partial), red(failed), red(skipped)]],
    ['', 'counted', 'partial', 'failed', 'skipped'],
    colors,
  );
}

function renderNotWhole(totals: Totals, { notWhole }: RunDetails, colors: Colors): string {
  const { partial, failed, skipped } = totals.objects;
  const more = partial + failed + skipped - totals.notReached.objects - notWhole.length;
  const rows = notWhole.map(
    ({ key, status, reason, sizeBytes }): Row => [
      fitText(key, KEY_COLUMNS),
      status,
      reason ?? '',
      formatSize(sizeBytes),
    ],
  );
  const table = renderTable(rows, ['not counted whole', 'status', 'reason', 'size'], colors);
  return more > 0
    ? `${table}${formatNumber(more)} more: --no-agg prints every key with its status and reason.\n`
    : table;
}

function renderTiers({ billing }: Totals, colors: Colors): string {
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
  return renderTable(
    [
      row('cascade', billing.cascade),
      row('worker', billing.worker),
      ...(hedged.invocations > 0 ? [hedgedRow] : []),
    ],
    ['tier', 'invocations', 'cold', 'unknown', 'billed ms', 'GB-s', 'memory used'],
    colors,
  );
}

function renderCost(totals: Totals, colors: Colors): string {
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
  const columns = [
    alike(({ compute }) => compute),
    alike(({ invocations }) => invocations),
    costs.map(([, , sent]) => formatNumber(sent)),
    alike(({ storeRequests }) => storeRequests),
    alike(({ total }) => total),
  ];
  const table = renderTable(
    costs.map(([name], index): Row => [name, ...columns.map((column) => String(column[index]))]),
    ['cost', 'compute', 'invocations', 'S3 requests', 'their cost', 'total'],
    colors,
  );
  return `${table}${priceNotes(totals).join('\n')}\n`;
}
