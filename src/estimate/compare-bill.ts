// The estimate of a run beside what it has cost in the end.

import { computeCost } from '../events/cost.ts';
import { earlierCost } from '../events/parts-of-run.ts';
import type { Totals } from '../events/totals.ts';
import { estimateOf } from './estimate-of.ts';
import type { Estimate } from './estimate-run.ts';

export interface ComparedBill {
  readonly estimate: Estimate;
  /** Dollars of this part of the run; undefined where a price is not known. */
  readonly spent: number | undefined;
  /** Whether all that the estimate is of was tried. */
  readonly isWhole: boolean;
}

/** Undefined where nothing can be compared: on this machine, or if the listing did not come to its end. */
export function compareBill(totals: Totals): ComparedBill | undefined {
  const estimate = estimateOf(totals);
  if (!estimate) return undefined;
  const { total } = computeCost(totals).all;
  const spent = total === undefined ? undefined : total - (earlierCost(totals) ?? 0);
  const { status, endReason } = totals;
  const isWhole = status !== undefined && status !== 'interrupted' && endReason === undefined;
  return { estimate, spent, isWhole };
}
