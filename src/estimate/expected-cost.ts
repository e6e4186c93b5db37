// The cost that is expected of a run by its listing, wherever it counts.

import type { PricedPart } from '../events/known-cost.ts';
import type { Totals } from '../events/totals.ts';
import { estimateOf } from './estimate-of.ts';
import type { Range } from './estimate-run.ts';
import { requestCost } from './request-cost.ts';

export interface ExpectedCost {
  /** The cost of everything that has a known price. */
  readonly dollars: Range;
  /** The things that the run would use and that have no known price. */
  readonly missing: readonly PricedPart[];
}

/**
 * On Lambda all that this part of the run costs, otherwise its requests to S3. Files cost nothing. Undefined until all is
 * listed.
 */
export function expectedCost(totals: Totals): ExpectedCost | undefined {
  const { started, toCount } = totals;
  if (started && 'dir' in started.source) return { dollars: exactly(0), missing: [] };
  if (!toCount) return undefined;
  const estimate = estimateOf(totals);
  if (estimate) return { dollars: estimate.dollars ?? exactly(0), missing: estimate.unpriced };
  const { dollars, missing } = requestCost(totals);
  return { dollars: exactly(dollars), missing };
}

function exactly(dollars: number): Range {
  return { least: dollars, likely: dollars, most: dollars };
}
