// The use and cost of a run: as a phrase while it goes on, and as a row of the result.

import { estimateTotal } from '../events/cost.ts';
import { type KnownCost, knownCost } from '../events/known-cost.ts';
import { missingPrices } from '../events/price-notes.ts';
import { type TierUse, unreported } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import {
  formatCount,
  formatDollars,
  formatNumber,
  formatSeconds,
} from '../text/format-quantity.ts';
import type { ResultRow } from './result-rows.ts';

const UNKNOWN = '–';

/** Dollars so far, or GB-seconds where computing has no known price; undefined where nothing is billed. */
export function describeRunningCost(totals: Totals, share: number | undefined): string | undefined {
  if (!isBilled(totals)) return undefined;
  const cost = knownCost(totals);
  if (cost.missing.includes('compute')) return gbSeconds(totals);
  const expected = estimateTotal(totals, share);
  const about = expected === undefined ? '' : ` of about ${formatDollars(expected)}`;
  return `${describeKnown(cost)}${about}`;
}

/** Dollars and what they were spent on, for the result; no row where nothing is billed. */
export function costRow(totals: Totals): ResultRow[] {
  if (!isBilled(totals)) return [];
  const { listed, billing, started } = totals;
  const { worker, cascade } = billing;
  const requests = listed.storeRequests + listed.getRequests + worker.storeRequests;
  const cost = knownCost(totals);
  const isLambda = started?.engine === 'lambda';
  return [
    {
      name: 'cost',
      value: cost.missing.includes('compute') ? UNKNOWN : describeKnown(cost),
      details: [
        ...(isLambda ? [...describeUse('worker', worker), ...describeUse('cascade', cascade)] : []),
        ...(requests > 0 ? [formatCount(requests, 'S3 request')] : []),
      ],
    },
  ];
}

/** Notes that the reader of the result needs to understand its dollars, if any. */
export function costNotes(totals: Totals): string[] {
  if (!isBilled(totals)) return [];
  const { started, billing, status } = totals;
  const { worker, cascade } = billing;
  const notes = missingPrices(totals);
  const unknown = unreported(worker) + unreported(cascade);
  if (started?.engine === 'lambda' && unknown > 0) {
    const verb = unknown === 1 ? 'is' : 'are';
    const said = `${formatCount(unknown, 'invocation')} without a report ${verb} not included in the cost.`;
    // Nothing stops a function once it runs.
    notes.push(status === 'interrupted' ? `${said} ${STILL_RUNNING}` : said);
  }
  return notes;
}

const STILL_RUNNING = 'Workers that already started will finish on their own.';

/** Whether the run sent requests that cost money, to Lambda or to S3. */
export function isBilled({ started, listed, billing }: Totals): boolean {
  const requests = listed.storeRequests + listed.getRequests + billing.worker.storeRequests;
  return started?.engine === 'lambda' || requests > 0;
}

/** The dollars that are known; more where something was used that has no known price. */
function describeKnown({ dollars, missing }: KnownCost): string {
  return `${formatDollars(dollars)}${missing.length > 0 ? ' and more' : ''}`;
}

function gbSeconds({ billing }: Totals): string {
  return `${formatSeconds(billing.cascade.gbSeconds + billing.worker.gbSeconds)} GB-s`;
}

function describeUse(tier: string, use: TierUse): string[] {
  if (use.invocations === 0) return [];
  const said = [
    `${tier} ${formatSeconds(use.gbSeconds)} GB-s`,
    formatCount(use.invocations, 'invocation'),
    ...(use.coldStarts > 0 ? [`${formatNumber(use.coldStarts)} cold`] : []),
    ...(unreported(use) > 0 ? [`${formatNumber(unreported(use))} without a report`] : []),
    ...(use.hedged.invocations > 0 ? [`${formatNumber(use.hedged.invocations)} hedged`] : []),
  ];
  return [said.join(', ')];
}
