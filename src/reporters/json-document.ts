// `--json`: the whole result of a run as one document.

import { compareBill } from '../estimate/compare-bill.ts';
import { earlierCost } from '../events/parts-of-run.ts';
import type { ResumedTotal } from '../events/resumed.ts';
import type { SourceName } from '../events/source-name.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import {
  type EstimateDocument,
  toEstimateDocument,
  toWorkersDocument,
  type WorkersDocument,
} from './dry-run-document.ts';
import { type BillingDocument, toBilling } from './json-billing.ts';

export interface RunDocument {
  readonly schema: 1;
  /** Present if the run keeps a journal. */
  readonly id?: string;
  readonly source: SourceName | undefined;
  readonly engine: string | undefined;
  readonly words: string | undefined;
  readonly status: string | undefined;
  /** Present if the run is incomplete because `--max-cost` was reached. */
  readonly reason?: string;
  readonly objects: Readonly<
    Record<'listed' | 'counted' | 'partial' | 'failed' | 'skipped', number>
  >;
  /** All objects that were found, in whichever state they ended. */
  readonly listed: { readonly sizeBytes: number; readonly complete: boolean };
  readonly totals: Readonly<Record<'sizeBytes' | 'bytes' | 'lines' | 'words', number>>;
  readonly billing: BillingDocument;
  readonly elapsedMs: number;
  /** Present for a run on Lambda whose listing came to its end: what was expected of this part of it. */
  readonly estimate?: Omit<EstimateDocument, 'assumptions'> & {
    /** Dollars that this part has cost; null where a price is not known. */
    readonly spent: number | null;
  };
  /** Present if the program chose how many workers the run might have at a time. */
  readonly workers?: WorkersDocument;
  /** Present if the run was resumed: what of all this is from earlier parts of it. */
  readonly resumed?: ResumedDocument;
  readonly warnings: Totals['warnings'];
}

interface ResumedDocument {
  readonly objects: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** Null where a price is not known. */
  readonly dollars: number | null;
}

export function toDocument(totals: Totals): RunDocument {
  const { workersChosen } = totals;
  const { started, objects, listed, countedBytes, tally, status, elapsedMs, warnings } = totals;
  return {
    schema: 1,
    ...(started?.id !== undefined && { id: started.id }),
    source: started?.source,
    engine: started?.engine,
    words: started?.words,
    status,
    ...(totals.endReason && { reason: totals.endReason }),
    // Every listed object is settled at the end, also of an interrupted run.
    objects: { listed: settledObjects(totals), ...objects },
    listed: { sizeBytes: listed.sizeBytes, complete: listed.complete },
    totals: { sizeBytes: countedBytes, ...tally },
    billing: toBilling(totals),
    elapsedMs: Math.round(elapsedMs),
    ...toEstimate(totals),
    ...(workersChosen && { workers: toWorkersDocument(workersChosen) }),
    ...(totals.resumed && { resumed: toResumed(totals, totals.resumed) }),
    warnings,
  };
}

function toEstimate(totals: Totals): Pick<RunDocument, 'estimate'> {
  const compared = compareBill(totals);
  if (!compared) return {};
  const { assumptions: _, ...estimate } = toEstimateDocument(compared.estimate);
  return { estimate: { ...estimate, spent: compared.spent ?? null } };
}

function toResumed(totals: Totals, { objects, sizeBytes, elapsedMs }: ResumedTotal) {
  return { objects, sizeBytes, elapsedMs, dollars: earlierCost(totals) ?? null };
}
