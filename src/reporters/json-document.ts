// `--json`: the whole result of a run as one document.

import type { SourceName } from '../events/run-event.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { type BillingDocument, toBilling } from './json-billing.ts';

export interface RunDocument {
  readonly schema: 1;
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
  readonly warnings: Totals['warnings'];
}

export function toDocument(totals: Totals): RunDocument {
  const { started, objects, listed, countedBytes, tally, status, elapsedMs, warnings } = totals;
  return {
    schema: 1,
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
    warnings,
  };
}
