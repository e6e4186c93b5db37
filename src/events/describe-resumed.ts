// A run and its earlier and later parts, as sentences for people.

import { formatCount, formatDollars } from '../text/format-quantity.ts';
import { computeCost } from './cost.ts';
import type { Totals } from './totals.ts';

/** How much of a resumed run is from earlier parts of it. */
export function describeResumed(totals: Totals): string | undefined {
  const { resumed } = totals;
  if (!resumed) return undefined;
  const { id, objects } = resumed;
  const keys = `${formatCount(objects, 'key')} ${objects === 1 ? 'was' : 'were'} counted earlier`;
  const cost = earlierCost(totals);
  const spent = cost === undefined || cost === 0 ? '' : `; ${formatDollars(cost)} was spent then`;
  return `Run ${id} was resumed: ${keys}${spent}.`;
}

/** Dollars of the earlier parts; undefined where a price is not known. */
export function earlierCost(totals: Totals): number | undefined {
  const { resumed, listed } = totals;
  if (!resumed) return undefined;
  const { storeRequests, billing } = resumed;
  return computeCost({ ...totals, listed: { ...listed, storeRequests }, billing }).all.total;
}

/** The command that counts what this run has left, if there is anything. */
export function commandToGoOn({ started, status, objects }: Totals): string | undefined {
  const id = started?.id;
  if (id === undefined) return undefined;
  if (status === 'interrupted') return `wordcount run --resume ${id}`;
  return objects.failed + objects.partial > 0 ? `wordcount run --retry-failed ${id}` : undefined;
}
