// What is remembered of a run for its report: the totals, the keys that were not counted whole, by reason,
// and the times of its invocations. All of it is bounded, however large the run is.

import type { Tier } from '../protocol/frame.ts';
import type { Invocation, ObjectSettled, ObjectStatus, RunEvent } from './run-event.ts';
import type { Totals } from './totals.ts';

/** The keys that ended with the same status for the same reason. */
export interface ReasonGroup {
  readonly status: ObjectStatus;
  readonly reason: string | undefined;
  readonly keys: number;
  /** The first of the keys. */
  readonly examples: readonly string[];
}

/** When an invocation ran, in milliseconds since the run began. */
export interface InvocationSpan {
  readonly tier: Tier;
  readonly startedMs: number;
  readonly endedMs: number;
  /** 0 unless the function had to be initialised first. */
  readonly initMs: number;
  readonly isRetry: boolean;
}

export interface RunRecord {
  readonly totals: Totals;
  /** Why the run failed as a whole, if it did. */
  readonly failure: string | undefined;
  /** The most severe first. */
  readonly notWhole: readonly ReasonGroup[];
  /** In the order of their starts. Of many, the longest and a sample of the others. */
  readonly spans: readonly InvocationSpan[];
  /** The number of invocations whose times are known. */
  readonly timedInvocations: number;
}

export interface RunRecorder {
  add(event: RunEvent): void;
  /** @param totals the totals of all added events. */
  record(totals: Totals, failure?: string): RunRecord;
}

/** Keys that are named, for each reason and for all reasons together. */
const MAX_EXAMPLES = { perReason: 50, all: 500 };

/** Half as many are left when there are more. */
const MAX_SPANS = 1_000;

const BY_SEVERITY: readonly ObjectStatus[] = ['failed', 'partial', 'skipped', 'counted'];

export function createRunRecorder(): RunRecorder {
  const groups = new Map<string, ReasonGroup & { keys: number; readonly examples: string[] }>();
  let named = 0;
  let spans: InvocationSpan[] = [];
  let timedInvocations = 0;

  function addObject({ key, status, reason }: ObjectSettled): void {
    if (status === 'counted') return;
    const name = `${status} ${reason}`;
    const group = groups.get(name) ?? { status, reason, keys: 0, examples: [] };
    groups.set(name, group);
    group.keys += 1;
    if (group.examples.length >= MAX_EXAMPLES.perReason || named >= MAX_EXAMPLES.all) return;
    group.examples.push(key);
    named += 1;
  }

  function addInvocation({ tier, startedMs, endedMs, initMs = 0, isRetry }: Invocation): void {
    if (startedMs === undefined || endedMs === undefined) return;
    timedInvocations += 1;
    spans.push({ tier, startedMs, endedMs, initMs, isRetry: isRetry ?? false });
    if (spans.length > MAX_SPANS) spans = thinOut(spans);
  }

  return {
    add(event) {
      if (event.type === 'object') addObject(event);
      else if (event.type === 'invocation') addInvocation(event);
    },
    record: (totals, failure) => ({
      totals,
      failure,
      notWhole: [...groups.values()]
        .map((group) => ({ ...group, examples: [...group.examples] }))
        .sort((a, b) => rankOf(a) - rankOf(b) || b.keys - a.keys),
      spans: spans.toSorted((a, b) => a.startedMs - b.startedMs),
      timedInvocations,
    }),
  };
}

/** Leaves the longest quarter, which a reader looks for, and every third of the others. */
function thinOut(spans: readonly InvocationSpan[]): InvocationSpan[] {
  const longestFirst = spans.toSorted((a, b) => durationOf(b) - durationOf(a));
  const longest = Math.floor(spans.length / 4);
  return longestFirst.filter((_, at) => at < longest || at % 3 === 0);
}

function durationOf({ startedMs, endedMs }: InvocationSpan): number {
  return endedMs - startedMs;
}

/** Keys that an interrupted run did not come to say nothing of the objects. */
function rankOf({ status, reason }: ReasonGroup): number {
  return reason === 'interrupted' ? BY_SEVERITY.length : BY_SEVERITY.indexOf(status);
}
