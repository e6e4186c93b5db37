// The figures by which runs are listed and compared.

import { computeCost } from './cost.ts';
import { settledObjects, type Totals } from './totals.ts';

export interface RunFigures {
  readonly keys: number;
  readonly counted: number;
  readonly partial: number;
  readonly failed: number;
  readonly skipped: number;
  readonly words: number;
  readonly lines: number;
  readonly bytes: number;
  /** Stored bytes of the objects that were counted or tried. */
  readonly readBytes: number;
  readonly elapsedMs: number;
  /** The dollars of all workers and cascades, those that run included. */
  readonly computeMs: number;
  readonly invocations: number;
  readonly coldStarts: number;
  readonly gbSeconds: number;
  /** Null where a price is not known. */
  readonly dollars: number | null;
}

/** @param elapsedMs the time until now; the totals know it of a run that has ended. */
export function figuresOf(totals: Totals, elapsedMs: number): RunFigures {
  const { objects, live, billing, reading, status } = totals;
  const { cascade, worker } = billing;
  return {
    keys: settledObjects(totals),
    ...objects,
    words: live.words,
    lines: live.lines,
    bytes: live.bytes,
    readBytes: live.readBytes,
    elapsedMs: Math.round(status === undefined ? elapsedMs : totals.elapsedMs),
    computeMs: Math.round(cascade.computeMs + worker.computeMs + reading.computeMs),
    invocations: cascade.invocations + worker.invocations,
    coldStarts: cascade.coldStarts + worker.coldStarts,
    gbSeconds: cascade.gbSeconds + worker.gbSeconds,
    dollars: computeCost(totals).all.total ?? null,
  };
}
