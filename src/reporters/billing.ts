// What a run used and cost, as tables and as one phrase.

import type { Colors } from 'picocolors/types.js';
import { type Cost, computeCost } from '../events/cost.ts';
import type { TierUse } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import {
  formatCount,
  formatDollars,
  formatNumber,
  formatSeconds,
} from '../text/format-quantity.ts';
import { type Row, renderTable } from './table.ts';

const UNKNOWN = '–';

/** Computing time on this machine or what Lambda bills, by tier; and dollars where something is billed. */
export function renderBilling(totals: Totals, colors: Colors): string {
  const { billing, started } = totals;
  const parts: string[] = [];
  if (billing.cascade.invocations > 0) {
    parts.push(
      started?.engine === 'lambda' ? renderUse(totals, colors) : renderCompute(totals, colors),
    );
  }
  if (isBilled(totals)) parts.push(renderCost(totals, colors));
  return parts.join('');
}

/** Dollars so far, as a phrase; undefined where Lambda bills nothing. */
export function describeCost(totals: Totals): string | undefined {
  if (totals.started?.engine !== 'lambda') return undefined;
  const { total } = computeCost(totals).all;
  const { cascade, worker } = totals.billing;
  const time = `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-s`;
  return total === undefined ? time : `${formatDollars(total)}  (${time})`;
}

/** Whether the run sent requests that cost money, to Lambda or to S3. */
function isBilled({ started, listed, billing }: Totals): boolean {
  const requests = listed.storeRequests + billing.worker.storeRequests;
  return started?.engine === 'lambda' || requests > 0;
}

function renderCompute({ billing }: Totals, colors: Colors): string {
  const row = (name: string, { invocations, computeMs }: TierUse): Row => [
    name,
    formatNumber(invocations),
    formatNumber(Math.round(computeMs)),
  ];
  return renderTable(
    [row('cascade', billing.cascade), row('worker', billing.worker)],
    ['tier', 'invocations', 'compute ms'],
    colors,
  );
}

function renderUse({ billing }: Totals, colors: Colors): string {
  const row = (name: string, use: TierUse): Row => {
    const unknown = use.invocations - use.reported;
    return [
      name,
      formatNumber(use.invocations),
      formatNumber(use.coldStarts),
      (unknown > 0 ? colors.yellow : String)(formatNumber(unknown)),
      formatNumber(Math.round(use.billedMs)),
      formatSeconds(use.gbSeconds),
      use.reported > 0 ? `${use.memoryUsedMb} of ${use.memoryMb} MB` : UNKNOWN,
    ];
  };
  return renderTable(
    [row('cascade', billing.cascade), row('worker', billing.worker)],
    ['tier', 'invocations', 'cold', 'unknown', 'billed ms', 'GB-s', 'memory used'],
    colors,
  );
}

function renderCost(totals: Totals, colors: Colors): string {
  const { started, listed, billing } = totals;
  const { listing, tiers, all } = computeCost(totals);
  const row = (name: string, cost: Cost, requests: number): Row => [
    name,
    dollars(cost.compute),
    dollars(cost.invocations),
    requests > 0 ? `${formatNumber(requests)}: ${dollars(cost.storeRequests)}` : '$0',
    dollars(cost.total),
  ];
  const { cascade, worker } = billing;
  const requests = listed.storeRequests + worker.storeRequests;
  const table = renderTable(
    started?.engine === 'lambda'
      ? [
          row('listing', listing, listed.storeRequests),
          row('cascade', tiers.cascade, cascade.storeRequests),
          row('worker', tiers.worker, worker.storeRequests),
          row('total', all, requests),
        ]
      : [row('total', all, requests)],
    ['cost', 'compute', 'invocations', 'S3 requests', 'total'],
    colors,
  );
  return `${table}${describePrices(totals)}\n`;
}

function dollars(value: number | undefined): string {
  return value === undefined ? UNKNOWN : formatDollars(value);
}

function describePrices(totals: Totals): string {
  const { cascade, worker } = totals.billing;
  const unknown = cascade.invocations + worker.invocations - cascade.reported - worker.reported;
  const isLambda = totals.started?.engine === 'lambda';
  const without = isLambda && unknown > 0 ? ` ${missingReports(unknown, totals.status)}` : '';
  const prices = totals.started?.prices;
  if (computeCost(totals).all.total === undefined) {
    const where = prices ? ` for ${prices.region}` : '';
    return `Some prices are not known${where}. Set ${PRICE_OPTIONS}.${without}`;
  }
  return `Prices of ${prices?.region}, ${prices?.asOf}, before free allowances and discounts.${without}`;
}

const PRICE_OPTIONS = '--price-gb-second, --price-invocations, --price-s3-get and --price-s3-list';

const STILL_RUNNING = 'Workers that already started will finish on their own.';

function missingReports(invocations: number, status: Totals['status']): string {
  const verb = invocations === 1 ? 'is' : 'are';
  const said = `${formatCount(invocations, 'invocation')} without a report ${verb} not included.`;
  // Nothing stops a function once it runs.
  return status === 'interrupted' ? `${said} ${STILL_RUNNING}` : said;
}
