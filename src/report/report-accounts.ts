// The accounts of a report: what each tier took and cost, and how the report was made.

import { describeEstimate } from '../estimate/describe-estimate.ts';
import { type Cost, computeCost, costOfHedged } from '../events/cost.ts';
import { type TierUse, unreported } from '../events/tier-use.ts';
import type { Totals } from '../events/totals.ts';
import {
  formatCount,
  formatDollars,
  formatDollarsAlike,
  formatDuration,
  formatNumber,
  formatSeconds,
} from '../text/format-quantity.ts';
import { type Markup, markup, NOTHING } from './markup.ts';
import type { ReportMaking } from './report-making.ts';

const UNKNOWN = '–';

export function renderCost(totals: Totals): Markup {
  const { billing, listed, started } = totals;
  const requests = listed.storeRequests + listed.getRequests + billing.worker.storeRequests;
  if (started?.engine !== 'lambda' && requests === 0) return NOTHING;
  const { listing, tiers, all } = computeCost(totals);
  const unknown = unreported(billing.cascade) + unreported(billing.worker);
  const isLambda = started?.engine === 'lambda';
  const { cascade, worker } = billing;
  const rows: readonly Row[] = [
    {
      name: 'listing',
      use: undefined,
      requests: listed.storeRequests + listed.getRequests,
      cost: listing,
    },
    ...(isLambda
      ? [{ name: 'cascade', use: cascade, requests: cascade.storeRequests, cost: tiers.cascade }]
      : []),
    {
      name: 'worker',
      use: isLambda ? worker : undefined,
      requests: worker.storeRequests,
      cost: tiers.worker,
    },
  ];
  const amounts = dollarsAlike(rows.map(({ cost }) => cost.total));
  return markup`<section class="card wide">
<div class="card-head"><h2>Cost</h2><span>${dollars(all)} in all</span></div>
<div class="scroller" role="region" aria-label="Cost by tier" tabindex="0"><table><thead><tr><th scope="col">Tier</th>${['Invocations', 'Cold starts', 'Billed', 'GB-seconds', 'Memory used', 'S3 requests', 'Dollars'].map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(({ name, use, requests: sent }, at) => renderRow(name, use, sent, amounts[at] ?? UNKNOWN))}
</tbody></table></div>
${isLambda ? renderHedged(totals) : NOTHING}
${isLambda && unknown > 0 ? markup`<p class="faint">${formatCount(unknown, 'invocation')} without a report ${unknown === 1 ? 'is' : 'are'} not included.</p>` : NOTHING}
${renderEstimate(totals)}
</section>`;
}

function renderHedged(totals: Totals): Markup {
  const { hedged } = totals.billing.worker;
  const { invocations, billedMs } = hedged;
  if (invocations === 0) return NOTHING;
  const dollars = costOfHedged(totals);
  const cost = dollars === undefined ? '' : `, ${formatDollars(dollars)}`;
  const without = unreported(hedged);
  const unknown = without > 0 ? `, ${formatNumber(without)} without a report` : '';
  return markup`<p class="faint">Of these workers, ${formatNumber(invocations)} ${invocations === 1 ? 'was' : 'were'} hedged, because another one was faster: ${formatDuration(billedMs)} billed${cost}${unknown}.</p>`;
}

/** The cost and time that the run was expected to take by its listing. */
function renderEstimate(totals: Totals): Markup {
  const sentences = describeEstimate(totals);
  if (sentences.length === 0) return NOTHING;
  return markup`<p class="faint">${sentences.join(' ')}</p>`;
}

interface Row {
  readonly name: string;
  readonly use: TierUse | undefined;
  readonly requests: number;
  readonly cost: Cost;
}

/** Amounts that stand below each other. */
function dollarsAlike(amounts: readonly (number | undefined)[]): string[] {
  const known = formatDollarsAlike(amounts.filter((amount) => amount !== undefined));
  return amounts.map((amount) => (amount === undefined ? UNKNOWN : (known.shift() as string)));
}

function renderRow(
  name: string,
  use: TierUse | undefined,
  requests: number,
  amount: string,
): Markup {
  const cells =
    use === undefined
      ? Array.from({ length: 5 }, () => '')
      : [
          formatNumber(use.invocations),
          formatNumber(use.coldStarts),
          formatDuration(use.billedMs),
          formatSeconds(use.gbSeconds),
          use.reported > 0 ? `${use.memoryUsedMb} of ${use.memoryMb} MB` : UNKNOWN,
        ];
  const all = [...cells, formatNumber(requests), amount];
  return markup`<tr><th scope="row">${name}</th>${all.map((text) => markup`<td>${text}</td>`)}</tr>`;
}

function dollars({ total }: Cost): string {
  return total === undefined ? UNKNOWN : formatDollars(total);
}

export function renderMaking(totals: Totals, { version, options }: ReportMaking): Markup {
  const prices = totals.started?.prices;
  const rows: (readonly [string, string])[] = [['wordcount', version], ...options];
  if (prices) rows.push(['prices', `${prices.region}, ${prices.asOf}, before free allowances`]);
  return markup`<section class="card wide">
<h2>How this was counted</h2>
<dl class="making">${rows.map(([name, value]) => markup`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>
</section>`;
}
