// `--dry-run --json`: what a run would count and is expected to take, as one document.

import type { Estimate, Range } from '../estimate/estimate-run.ts';
import { expectedCost } from '../estimate/expected-cost.ts';
import { listingInThisPart } from '../events/parts-of-run.ts';
import { notPriced } from '../events/price-notes.ts';
import type { Prices } from '../events/prices.ts';
import type { FormatFigures, RunStatus, WorkersChosen } from '../events/run-event.ts';
import type { SourceName } from '../events/source-name.ts';
import type { Totals } from '../events/totals.ts';
import type { DryRunView } from './dry-run-rows.ts';
import { leftOutOf } from './left-out-problems.ts';

export interface DryRunDocument {
  readonly schema: 1;
  readonly dryRun: true;
  readonly source: SourceName | undefined;
  readonly engine: string | undefined;
  readonly words: string | undefined;
  /** `complete` if all was listed and something was found. */
  readonly status: RunStatus | undefined;
  /** All that was found, whatever is to become of it, and the requests that this took. */
  readonly listed: Readonly<
    Record<'objects' | 'sizeBytes' | 'storeRequests' | 'getRequests', number>
  > & { readonly complete: boolean };
  /** Null if the listing did not come to its end. */
  readonly toCount: ToCountDocument | null;
  readonly leftOut: readonly LeftOut[];
  /** Present if a run would be resumed: objects that its earlier parts have settled. */
  readonly earlier?: { readonly id: string; readonly objects: number; readonly sizeBytes: number };
  /**
   * Dollars that all of the run is expected to cost, wherever it counts; 0 for files. Null where a price is not known, or
   * the listing did not come to its end.
   */
  readonly dollars: Range | null;
  /** Null where nothing runs on Lambda, or the listing did not come to its end. */
  readonly estimate: EstimateDocument | null;
  /** Present if the run would choose how many workers it has. */
  readonly workers?: WorkersDocument;
  readonly notPriced?: readonly string[];
  readonly prices?: Prices;
  readonly warnings: Totals['warnings'];
}

export type WorkersDocument = Omit<WorkersChosen, 'type'>;

interface ToCountDocument {
  readonly objects: number;
  readonly sizeBytes: number;
  readonly formats: readonly FormatFigures[];
}

interface LeftOut {
  readonly code: string;
  readonly message: string;
  readonly objects: number;
}

export interface EstimateDocument extends Omit<Estimate, 'dollars'> {
  /** Null where no price is known; what has no known price is in `unpriced`. */
  readonly dollars: Range | null;
}

export function toDryRunDocument({ totals, problems, estimate }: DryRunView): DryRunDocument {
  const { started, listed, toCount, workersChosen, resumed, status, warnings } = totals;
  const { objects, sizeBytes, complete } = listed;
  const isBilled = started?.prices !== undefined;
  return {
    schema: 1,
    dryRun: true,
    source: started?.source,
    engine: started?.engine,
    words: started?.words,
    status,
    listed: { objects, sizeBytes, ...listingInThisPart(totals), complete },
    toCount: toCount
      ? { objects: toCount.objects, sizeBytes: toCount.sizeBytes, formats: toCount.formats }
      : null,
    leftOut: leftOutOf(problems).map(({ code, message, count }) => ({
      code,
      message,
      objects: count,
    })),
    ...(resumed && {
      earlier: { id: resumed.id, objects: resumed.objects, sizeBytes: resumed.sizeBytes },
    }),
    dollars: toDollars(totals),
    estimate: estimate ? toEstimateDocument(estimate) : null,
    ...(workersChosen && { workers: toWorkersDocument(workersChosen) }),
    ...(isBilled && { notPriced: notPriced(totals), prices: started.prices }),
    warnings,
  };
}

function toDollars(totals: Totals): Range | null {
  const expected = expectedCost(totals);
  return expected && expected.missing.length === 0 ? expected.dollars : null;
}

export function toWorkersDocument({ type: _, ...chosen }: WorkersChosen): WorkersDocument {
  return chosen;
}

/** Times in whole milliseconds. */
export function toEstimateDocument({ dollars, ...estimate }: Estimate): EstimateDocument {
  const { elapsedMs, billedMs } = estimate;
  return {
    ...estimate,
    elapsedMs: roundRange(elapsedMs),
    billedMs: { cascade: roundRange(billedMs.cascade), worker: roundRange(billedMs.worker) },
    dollars: dollars ?? null,
  };
}

function roundRange({ least, likely, most }: Range): Range {
  return { least: Math.round(least), likely: Math.round(likely), most: Math.round(most) };
}
