// Whether second workers keep within their share of the time, where that can be told.

import type { InvocationRecord } from './invocations.ts';
import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

/** A worker is billed for about so long beside the time for which it counts. */
const INVOCATION_MS = 20;

/** Faults with which a worker cannot keep to its limit, or its cascade cannot know how long others ran. */
const DISTURBING =
  /^(answer-|report-lost|function-stalls|function-of-other-version|lambda-silent|lambda-resets)/;

export function canTellHedges({ plan, struck }: Outcome): boolean {
  return plan.hedgePercent !== undefined && !struck.some((fault) => DISTURBING.test(fault));
}

export function checkHedges(outcome: Outcome, report: Report): void {
  const { plan, invocations, elapsedMs } = outcome;
  if (!canTellHedges(outcome)) return;
  for (const { requestId, timeLimitMs, durationMs } of invocations) {
    if (timeLimitMs === undefined || durationMs === undefined) continue;
    if (durationMs > timeLimitMs + INVOCATION_MS) {
      report('hedge-limit', `${requestId} took ${durationMs} ms, and had ${timeLimitMs}`);
    }
  }
  const share = (plan.hedgePercent ?? 0) / 100;
  for (const [caller, workers] of byCaller(invocations)) {
    let [firstMs, secondMs] = [0, 0];
    for (const { timeLimitMs, billedMs, durationMs = 0, startedAtMs } of workers) {
      // As long as new environments take to begin, nothing bounds that.
      if (timeLimitMs !== undefined) secondMs += durationMs;
      // Until it is billed, its cascade believes that it runs while its last words are on their way.
      else firstMs += (billedMs ?? elapsedMs - startedAtMs) + plan.latencyMs;
    }
    if (secondMs > share * firstMs) {
      report('hedge-share', `${caller}: ${secondMs} ms, where others took ${firstMs}`);
    }
  }
}

function byCaller(
  invocations: readonly InvocationRecord[],
): ReadonlyMap<string, readonly InvocationRecord[]> {
  const callers = new Map<string, InvocationRecord[]>();
  for (const record of invocations) {
    if (record.tier !== 'worker') continue;
    callers.set(record.caller, [...(callers.get(record.caller) ?? []), record]);
  }
  return callers;
}
