// A run and its earlier and later parts: what the former cost, and how to begin the latter.

import { computeCost } from './cost.ts';
import type { Totals } from './totals.ts';

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
