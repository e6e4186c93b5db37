// What a simulation has come to besides keeping promises: without these cases it would say nothing about them.

import { canTellHedges } from './check-hedges.ts';
import type { InvocationRecord } from './invocations.ts';
import type { Outcome } from './simulate.ts';

export interface Reached {
  /** Workers of which another one was faster. */
  readonly hedged: number;
  /** Second workers of which it can be told whether they keep to their share. */
  readonly seconds: number;
  /** Those that their time limit ended. */
  readonly limited: number;
  /** Guesses that have counted a slice of an object. */
  readonly confirmedGuesses: number;
}

export const REACHED_NOTHING: Reached = { hedged: 0, seconds: 0, limited: 0, confirmedGuesses: 0 };

export function addReached(sum: Reached, outcome: Outcome): Reached {
  const { events, invocations } = outcome;
  const seconds = invocations.filter(({ timeLimitMs }) => timeLimitMs !== undefined);
  const limited = seconds.filter(
    ({ timeLimitMs = 0, durationMs = 0, isReported }) => isReported && durationMs >= timeLimitMs,
  );
  return {
    hedged: sum.hedged + events.filter(({ event }) => 'isHedge' in event).length,
    seconds: sum.seconds + (canTellHedges(outcome) ? seconds.length : 0),
    limited: sum.limited + limited.length,
    confirmedGuesses: sum.confirmedGuesses + confirmedGuesses(outcome),
  };
}

/**
 * Of an object that was counted, a worker that was asked for before the first one had begun is a guess. It is confirmed
 * if the first one has divided the object there, and nobody else was asked for it.
 */
function confirmedGuesses({ events, invocations, bucket, error, wasInterrupted }: Outcome): number {
  if (error !== undefined || wasInterrupted) return 0;
  const uncounted = new Set<string>();
  for (const { event } of events) {
    if (event.type === 'object' && event.status !== 'counted') uncounted.add(event.key);
  }
  const counted = [...bucket.keys()].filter((key) => !uncounted.has(key));
  return counted.reduce((sum, key) => sum + guessesOf(key, invocations), 0);
}

function guessesOf(key: string, invocations: readonly InvocationRecord[]): number {
  const workers = invocations.filter(({ tier, keys }) => tier === 'worker' && keys[0] === key);
  const first = workers.find(({ slice }) => slice?.start === 0);
  if (!first) return 0;
  const at = (start: number) =>
    workers.filter(({ slice }) => slice && slice.start <= start && start < slice.end);
  return workers.filter(({ askedAtMs, slice }) => {
    if (!slice || slice.start === 0 || askedAtMs >= first.startedAtMs) return false;
    // The first one was asked for all of the object.
    return first.splits.includes(slice.start) && at(slice.start).length === 2;
  }).length;
}
