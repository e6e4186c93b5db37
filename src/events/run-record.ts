// The record of a run for its report: the totals, what there is to tell of its keys, its course and
// the times of its invocations. All of it is bounded, however large the run is.

import { createDurations, type DurationHistory } from './durations.ts';
import {
  createInvocationSample,
  type InvocationHistory,
  type TimedInvocation,
} from './invocation-sample.ts';
import { createProblems, type Problem } from './problems.ts';
import type { RunEvent } from './run-event.ts';
import { createTimeSeries, type Sample } from './time-series.ts';
import { NO_TOTALS, type Totals } from './totals.ts';

export interface RunRecord {
  readonly totals: Totals;
  /** Why the run failed as a whole, if it did. */
  readonly failure: string | undefined;
  /** By reason, the worst first. */
  readonly problems: readonly Problem[];
  readonly course: readonly Sample[];
  /** In the order of their starts. Of many, the longest and a sample of the others. */
  readonly invocations: readonly TimedInvocation[];
  /** The number of invocations whose times are known. */
  readonly timedInvocations: number;
}

/** The course of the run that a page is told about when it is opened late. */
export interface RunHistory {
  readonly course: readonly Sample[];
  readonly invocations: InvocationHistory;
  /** How long workers took. */
  readonly durations: DurationHistory;
  readonly problems: readonly Problem[];
}

export interface RunRecorder {
  /**
   * @param totals with the event.
   * @param atMs when it came, in milliseconds since the run began.
   */
  add(event: RunEvent, totals: Totals, atMs: number): void;
  /** The course so far. */
  history(): RunHistory;
  record(failure?: string): RunRecord;
}

/** Keys that are named for each reason. */
const NAMED_KEYS = 50;
const KEYS_IN_HISTORY = 20;

export function createRunRecorder(): RunRecorder {
  const problems = createProblems(NAMED_KEYS);
  const series = createTimeSeries();
  const sample = createInvocationSample();
  const durations = createDurations();
  let latest = NO_TOTALS;

  function groupsWithKeys(count: number): Problem[] {
    return problems.groups(latest).map(({ level, code, message, count: all, keys }) => ({
      level,
      code,
      message,
      count: all,
      keys: keys.slice(0, count),
    }));
  }

  return {
    add(event, totals, atMs) {
      latest = totals;
      problems.add(event);
      series.add(totals, atMs);
      if (event.type !== 'invocation') return;
      sample.add(event);
      if (event.tier === 'worker' && event.durationMs !== undefined)
        durations.add(event.durationMs);
    },
    history: () => ({
      course: series.samples(),
      invocations: sample.history(),
      durations: durations.history(),
      problems: groupsWithKeys(KEYS_IN_HISTORY),
    }),
    record: (failure) => ({
      totals: latest,
      failure,
      problems: groupsWithKeys(NAMED_KEYS),
      course: [...series.samples()],
      invocations: sample.chosen(),
      timedInvocations: sample.timed.cascade + sample.timed.worker,
    }),
  };
}
