// The estimate of a run in words for people, and what became of it.

import type { Totals } from '../events/totals.ts';
import { formatDollars, formatDuration } from '../text/format-quantity.ts';
import { compareBill } from './compare-bill.ts';
import type { Range } from './estimate-run.ts';

/**
 * One sentence about the cost and one about the time, and one more if the run may reach its limit. Empty where nothing
 * can be estimated: on this machine, and until all is listed.
 */
export function describeEstimate(totals: Totals): readonly string[] {
  const compared = compareBill(totals);
  if (!compared || totals.toCount?.objects === 0) return [];
  const { estimate, isWhole, spent } = compared;
  const { dollars, elapsedMs, unpriced } = estimate;
  const isPriced = dollars !== undefined && !unpriced.includes('compute');
  const cost = isPriced
    ? describeRange(dollars, formatDollars, unpriced.length > 0 ? ' and more' : '')
    : 'not known, because computing has no known price';
  const was = isWhole && isPriced && spent !== undefined ? `; it was ${formatDollars(spent)}` : '';
  const took = isWhole ? `; it was ${formatDuration(totals.elapsedMs)}` : '';
  return [
    `Estimated cost: ${cost}${was}.`,
    `Estimated time: ${describeRange(elapsedMs, formatDuration)}${took}.`,
    ...limitOf(totals, dollars),
  ];
}

function describeRange(
  { least, likely, most }: Range,
  format: (value: number) => string,
  more = '',
): string {
  return `about ${format(likely)}${more}, between ${format(least)} and ${format(most)}${more}`;
}

/** Said beforehand: the end of the run says whether it was so. */
function limitOf({ started, status }: Totals, dollars: Range | undefined): string[] {
  const limit = started?.maxDollars;
  if (limit === undefined || status !== undefined || (dollars?.most ?? 0) <= limit) return [];
  return [`The run may reach its limit of ${formatDollars(limit)} before everything is counted.`];
}
