// What is remembered of a run for its report: the totals, what there is to tell of its keys, its course and
// the times of its invocations. All of it is bounded, however large the run is.

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

export interface RunRecorder {
  /**
   * @param totals with the event.
   * @param atMs when it came, in milliseconds since the run began.
   */
  add(event: RunEvent, totals: Totals, atMs: number): void;
  /** The course so far. */
  history(): { readonly course: readonly Sample[]; readonly invocations: InvocationHistory };
  record(failure?: string): RunRecord;
}

/** Keys that are named for each reason. */
const NAMED_KEYS = 50;

export function createRunRecorder(): RunRecorder {
  const problems = createProblems(NAMED_KEYS);
  const series = createTimeSeries();
  const sample = createInvocationSample();
  let latest = NO_TOTALS;

  return {
    add(event, totals, atMs) {
      latest = totals;
      problems.add(event);
      series.add(totals, atMs);
      if (event.type === 'invocation') sample.add(event);
    },
    history: () => ({ course: series.samples(), invocations: sample.history() }),
    record: (failure) => ({
      totals: latest,
      failure,
      problems: problems.groups(latest).map((problem) => ({ ...problem, keys: [...problem.keys] })),
      course: [...series.samples()],
      invocations: sample.chosen(),
      timedInvocations: sample.timed.cascade + sample.timed.worker,
    }),
  };
}
