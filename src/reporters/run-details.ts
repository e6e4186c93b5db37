// The details of a report beyond the totals: why keys were not counted whole, retries, and times of keys.

import { isNotReached } from '../errors/reasons.ts';
import type { ObjectSettled, RunEvent } from '../events/run-event.ts';

export interface RunDetails {
  /** Keys that were not counted whole, by reason, in the order in which the reasons came up. */
  readonly reasons: ReadonlyMap<string, number>;
  /** The first of these keys. */
  readonly notWhole: readonly ObjectSettled[];
  /** Invocations for what an earlier one had left. */
  readonly retries: number;
  /** Keys by the time that workers spent on them, as far as that was told; see `boundOfTime`. */
  readonly times: readonly number[];
}

/** More keys are not listed in a report for people; `--no-agg` lists all. */
const MAX_LISTED = 20;

/** Each bin of times ends at so many times the end of the one before. */
const TIME_STEP = 2 ** 0.25;

export interface RunDetailsCollector {
  add(event: RunEvent): void;
  readonly details: RunDetails;
}

export function collectRunDetails(): RunDetailsCollector {
  const reasons = new Map<string, number>();
  const notWhole: ObjectSettled[] = [];
  const times: number[] = [];
  const details = { reasons, notWhole, retries: 0, times };
  return {
    details,
    add(event) {
      if (event.type === 'invocation' && event.isRetry) details.retries += 1;
      if (event.type !== 'object') return;
      const { status, reason = status, ms } = event;
      if (status === 'skipped' && isNotReached(reason))
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      else {
        const bin = ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(TIME_STEP));
        while (times.length <= bin) times.push(0);
        times[bin] = (times[bin] as number) + 1;
        if (status === 'counted') return;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        if (notWhole.length < MAX_LISTED) notWhole.push(event);
      }
    },
  };
}

/** The longest time of a bin, in milliseconds. */
export function boundOfTime(bin: number): number {
  return TIME_STEP ** bin;
}

/** The bin at or below which this share of all members is; undefined if there are none. */
export function binOfShare(bins: readonly number[], share: number): number | undefined {
  const all = bins.reduce((sum, members) => sum + members, 0);
  if (all === 0) return undefined;
  let below = 0;
  return bins.findIndex((members) => {
    below += members;
    return below >= share * all;
  });
}
