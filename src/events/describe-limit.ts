// The limit of a run's cost, as sentences for people.

import { formatDollars } from '../text/format-quantity.ts';
import type { Totals } from './totals.ts';

/** The message of a run that launches nothing more. `spent` are dollars, with unknown bills at their worst. */
export function describeLimitReached(limit: number, spent: number): string {
  return `The limit of ${formatDollars(limit)} is reached: ${formatDollars(spent)} is spent or may be, and what another worker costs at its worst would exceed it. Nothing more was launched.`;
}

/** Why the result is partial, as a clause; undefined if the limit was not reached. */
export function describeCutShort({ started, endReason }: Totals): string | undefined {
  if (endReason !== 'over-budget') return undefined;
  const limit = started?.maxDollars;
  return `the limit of ${limit === undefined ? 'its cost' : formatDollars(limit)} was reached`;
}
