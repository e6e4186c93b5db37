// Whether the listing was told as it is.

import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

/** The keys that were listed: pages come in their order, so they are the first ones. */
export function listedKeys({ events, bucket }: Outcome): ReadonlySet<string> {
  return new Set([...bucket.keys()].slice(0, countListed(events)));
}

function countListed(events: Outcome['events']): number {
  return events.reduce((sum, { event }) => sum + (event.type === 'listed' ? event.objects : 0), 0);
}

export function checkListing(
  { events, bucket, struck, error, plan, wasInterrupted, wasLeft }: Outcome,
  report: Report,
): void {
  const listed = countListed(events);
  if (listed > bucket.size) report('listed-twice', `${listed} of ${bucket.size} keys`);
  const hasFaults = struck.some((fault) => fault.startsWith('list-'));
  const isCut = wasInterrupted || wasLeft || plan.budget !== undefined;
  if (!hasFaults && !isCut && error === undefined && listed < bucket.size) {
    report('listing', `${listed} of ${bucket.size} keys, without a fault`);
  }
}
