// `--json`: the whole result of a run as one document.

import { earlierCost } from '../events/parts-of-run.ts';
import type { ResumedTotal } from '../events/resumed.ts';
import type { SourceName, WorkersChosen } from '../events/run-event.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { type BillingDocument, toBilling } from './json-billing.ts';

export interface RunDocument {
  readonly schema: 1;
  /** Present if the run keeps a journal. */
  readonly id?: string;
  readonly source: SourceName | undefined;
  readonly engine: string | undefined;
  readonly words: string | undefined;
  readonly status: string | undefined;
  readonly objects: Readonly<
    Record<'listed' | 'counted' | 'partial' | 'failed' | 'skipped', number>
  >;
  /** What was found, whatever became of it. */
  readonly listed: { readonly sizeBytes: number; readonly complete: boolean };
  readonly totals: Readonly<Record<'sizeBytes' | 'bytes' | 'lines' | 'words', number>>;
  readonly billing: BillingDocument;
  readonly elapsedMs: number;
  /** Present if the program chose how many workers the run might have at a time. */
  readonly workers?: Omit<WorkersChosen, 'type'>;
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
    // Every listed object is settled at the end, also of an interrupted run.
    objects: { listed: settledObjects(totals), ...objects },
    listed: { sizeBytes: listed.sizeBytes, complete: listed.complete },
    totals: { sizeBytes: countedBytes, ...tally },
    billing: toBilling(totals),
    elapsedMs: Math.round(elapsedMs),
    ...(workersChosen && { workers: withoutType(workersChosen) }),
    ...(totals.resumed && { resumed: toResumed(totals, totals.resumed) }),
    warnings,
  };
}

function withoutType({ type: _, ...chosen }: WorkersChosen): Omit<WorkersChosen, 'type'> {
  return chosen;
}

function toResumed(totals: Totals, { objects, sizeBytes, elapsedMs }: ResumedTotal) {
  return { objects, sizeBytes, elapsedMs, dollars: earlierCost(totals) ?? null };
}
