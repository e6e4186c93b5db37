// Whether the listing was told as it is.

import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

/** The share of requests that a listing in several ranges may take beyond one page by page. */
const EXTRA_REQUESTS = 0.1;

/** The keys that were told as listed: pages are told in the order in which they came. */
export function listedKeys({ events, listed }: Outcome): ReadonlySet<string> {
  return new Set(listed.slice(0, countListed(events)));
}

function countListed(events: Outcome['events']): number {
  return events.reduce((sum, { event }) => sum + (event.type === 'listed' ? event.objects : 0), 0);
}

export function checkListing(outcome: Outcome, report: Report): void {
  const { events, bucket, listed, lists, struck, error, plan } = outcome;
  const { wasInterrupted, wasLeft } = outcome;
  const told = countListed(events);
  if (told > bucket.size || told > listed.length) {
    report('listed-twice', `${told} of ${bucket.size} keys`);
  }
  const known = new Set<string>();
  for (const key of listed) {
    if (known.has(key)) report('listed-twice', key);
    if (!bucket.has(key)) report('listed-none', key);
    known.add(key);
  }
  const faults = struck.filter((fault) => fault.startsWith('list-'));
  // A store that is not AWS may list so.
  const mayBe = faults.every((fault) => !plan.isAws && /^list-(in-other|ignores)/.test(fault));
  const isCut = wasInterrupted || wasLeft || plan.budget !== undefined;
  if (!mayBe || isCut || error !== undefined) return;
  if (told < bucket.size) report('listing', `${told} of ${bucket.size} keys, without a fault`);
  const pages = Math.max(1, Math.ceil(bucket.size / plan.pageObjects));
  if (faults.length === 0 && lists - pages > pages * EXTRA_REQUESTS) {
    report('list-requests', `${lists} for ${pages} pages`);
  }
}
