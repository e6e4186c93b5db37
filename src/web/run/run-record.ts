// The record of a run on the page of counters, besides its totals. All of it is bounded.

import { createDurations } from '../../events/durations.ts';
import { createInvocationSample } from '../../events/invocation-sample.ts';
import { createProblems } from '../../events/problems.ts';
import type { RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import type { History } from '../../serve/contract.ts';
import { describeEvent } from './event-line.ts';
import { createRunLog } from './run-log.ts';

export interface RunRecord {
  readonly invocations: ReturnType<typeof createInvocationSample>;
  /** Durations of workers. */
  readonly durations: ReturnType<typeof createDurations>;
  readonly problems: ReturnType<typeof createProblems>;
  readonly log: ReturnType<typeof createRunLog>;
  /** Takes over what was before the page came. */
  resume(history: History): void;
  /**
   * @param totals those with the event.
   * @param atMs when it came, in milliseconds since the run began; undefined if the history includes it.
   */
  add(event: RunEvent, totals: Totals, atMs: number | undefined): void;
}

export function createRunRecord(): RunRecord {
  let invocations = createInvocationSample();
  let durations = createDurations();
  let problems = createProblems();
  const log = createRunLog();
  return {
    get invocations() {
      return invocations;
    },
    get durations() {
      return durations;
    },
    get problems() {
      return problems;
    },
    log,
    resume(history) {
      invocations = createInvocationSample(history.invocations);
      durations = createDurations(history.durations);
      problems = createProblems(undefined, history.problems);
    },
    add(event, totals, atMs) {
      const isPast = atMs === undefined;
      problems.add(event, isPast);
      if (event.type === 'invocation' && !isPast) {
        invocations.add(event);
        const { tier, durationMs } = event;
        if (tier === 'worker' && durationMs !== undefined) durations.add(durationMs);
      }
      const line = describeEvent(event, totals);
      if (line) log.add(line, atMs);
    },
  };
}
