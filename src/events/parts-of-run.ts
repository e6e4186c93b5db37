// A run and its parts: what the earlier ones cost, what this one read, and how to begin a later one.

import { computeCost } from './cost.ts';
import type { Totals } from './totals.ts';

/** Dollars of the earlier parts; undefined where a price is not known. */
export function earlierCost(totals: Totals): number | undefined {
  const { resumed, listed } = totals;
  if (!resumed) return undefined;
  const { storeRequests, getRequests, billing } = resumed;
  const requests = { storeRequests, getRequests };
  return computeCost({ ...totals, listed: { ...listed, ...requests }, billing }).all.total;
}

/** The requests that the listing of this part of the run took. */
export function listingInThisPart({
  listed,
  resumed,
}: Totals): Pick<Totals['listed'], 'storeRequests' | 'getRequests'> {
  return {
    storeRequests: listed.storeRequests - (resumed?.storeRequests ?? 0),
    getRequests: listed.getRequests - (resumed?.getRequests ?? 0),
  };
}

/** Stored bytes that were read in this part of the run. What it takes from its journal takes no time. */
export function readInThisPart({ live, resumed }: Totals): number {
  return Math.max(0, live.readBytes - (resumed?.readBytes ?? 0));
}

/** The command that counts what this run has left, if there is anything. */
export function commandToGoOn({ started, status, endReason, objects }: Totals): string | undefined {
  const id = started?.id;
  if (id === undefined) return undefined;
  if (status === 'interrupted' || endReason !== undefined) return `wordcount run --resume ${id}`;
  return objects.failed + objects.partial > 0 ? `wordcount run --retry-failed ${id}` : undefined;
}
