// Some of the invocations of a run for its timeline: the slowest, and an even choice of the others.

import type { Tier } from '../protocol/frame.ts';
import type { Invocation } from './run-event.ts';

export interface TimedInvocation {
  readonly tier: Tier;
  readonly startedMs: number;
  readonly endedMs: number;
  /** The part of the time, at its beginning, in which a new environment started. */
  readonly initMs: number;
  readonly isRetry: boolean;
  /** Whether another one was faster. */
  readonly isHedge: boolean;
}

/** The invocations that a page is told about when it is opened late. */
export interface InvocationHistory {
  /** Those whose times are known. */
  readonly timed: Readonly<Record<Tier, number>>;
  /** Some of them. */
  readonly chosen: readonly TimedInvocation[];
}

export interface InvocationSample {
  add(invocation: Invocation): void;
  /** In the order of their beginnings; the same array as long as nothing is added. */
  chosen(): readonly TimedInvocation[];
  /** Those whose times are known, chosen or not. */
  readonly timed: Readonly<Record<Tier, number>>;
  history(): InvocationHistory;
}

const MAX_CHOSEN = 1_200;
const MAX_IN_HISTORY = 400;
const SLOWEST = 24;

interface Numbered extends TimedInvocation {
  readonly number: number;
}

/** @param earlier the sample is continued from there. */
export function createInvocationSample(earlier?: InvocationHistory): InvocationSample {
  const timed = { cascade: 0, worker: 0, ...earlier?.timed };
  let next = timed.cascade + timed.worker;
  let every = 1;
  while (earlier && every * earlier.chosen.length < next) every *= 2;
  let kept: Numbered[] = (earlier?.chosen ?? []).map((one, index) => ({
    ...one,
    number: index * every,
  }));
  let slowest: Numbered[] = [];
  let chosen: readonly TimedInvocation[] | undefined;

  /** Every so many, and the slowest. */
  function choose(all: readonly Numbered[]): TimedInvocation[] {
    const known = new Set(all);
    return [...all, ...slowest.filter((one) => !known.has(one))].sort(
      (a, b) => a.startedMs - b.startedMs,
    );
  }

  return {
    timed,
    add({ tier, startedMs, endedMs, initMs = 0, isRetry = false, isHedge = false }) {
      if (startedMs === undefined || endedMs === undefined) return;
      const one = {
        number: next,
        tier,
        startedMs: Math.round(startedMs),
        endedMs: Math.round(endedMs),
        initMs: Math.round(initMs),
        isRetry,
        isHedge,
      };
      next += 1;
      timed[tier] += 1;
      chosen = undefined;
      slowest = addSlowest(slowest, one);
      if (one.number % every !== 0) return;
      kept.push(one);
      if (kept.length <= MAX_CHOSEN) return;
      every *= 2;
      kept = kept.filter(({ number }) => number % every === 0);
    },
    chosen() {
      chosen ??= choose(kept);
      return chosen;
    },
    history() {
      const step = Math.ceil(kept.length / MAX_IN_HISTORY) || 1;
      const some = choose(kept.filter((_, index) => index % step === 0));
      return {
        timed: { ...timed },
        chosen: some.map(toTimed),
      };
    },
  };
}

function toTimed(one: TimedInvocation): TimedInvocation {
  const { tier, startedMs, endedMs, initMs, isRetry, isHedge } = one;
  return { tier, startedMs, endedMs, initMs, isRetry, isHedge };
}

function addSlowest(slowest: Numbered[], one: Numbered): Numbered[] {
  const last = slowest.at(-1);
  if (slowest.length >= SLOWEST && last && durationOf(one) <= durationOf(last)) {
    return slowest;
  }
  return [...slowest, one].sort((a, b) => durationOf(b) - durationOf(a)).slice(0, SLOWEST);
}

function durationOf({ startedMs, endedMs }: TimedInvocation): number {
  return endedMs - startedMs;
}
