// Assigns invocations to lanes of a timeline, so that none overlaps another. Cascades are above workers.

import type { InvocationSpan } from '../events/run-record.ts';

export interface LaidSpan extends InvocationSpan {
  /** Counted from the top. */
  readonly lane: number;
}

/** @param spans in the order of their starts. */
export function layOutLanes(spans: readonly InvocationSpan[]): LaidSpan[] {
  const cascades = layOut(
    spans.filter(({ tier }) => tier === 'cascade'),
    0,
  );
  const above = cascades.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
  const workers = layOut(
    spans.filter(({ tier }) => tier === 'worker'),
    above,
  );
  return [...cascades, ...workers];
}

function layOut(spans: readonly InvocationSpan[], above: number): LaidSpan[] {
  /** When the last bar of each lane ends. */
  const endsMs: number[] = [];
  return spans.map((span) => {
    const free = endsMs.findIndex((endMs) => endMs <= span.startedMs);
    const lane = free < 0 ? endsMs.length : free;
    endsMs[lane] = span.endedMs;
    return { ...span, lane: above + lane };
  });
}
