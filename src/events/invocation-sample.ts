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
}

export interface InvocationSample {
  add(invocation: Invocation): void;
  /** In the order of their beginnings. */
  chosen(): readonly TimedInvocation[];
  /** Those whose times are known, chosen or not. */
  readonly timed: Readonly<Record<Tier, number>>;
}

const MAX_CHOSEN = 1_200;
const SLOWEST = 24;

interface Numbered extends TimedInvocation {
  readonly number: number;
}

export function createInvocationSample(maxChosen = MAX_CHOSEN): InvocationSample {
  let every = 1;
  let chosen: Numbered[] = [];
  let slowest: Numbered[] = [];
  const timed = { cascade: 0, worker: 0 };
  let next = 0;

  return {
    timed,
    add({ tier, startedMs, endedMs, initMs = 0, isRetry = false }) {
      if (startedMs === undefined || endedMs === undefined) return;
      const one = { number: next, tier, startedMs, endedMs, initMs, isRetry };
      next += 1;
      timed[tier] += 1;
      slowest = addSlowest(slowest, one);
      if (one.number % every !== 0) return;
      chosen.push(one);
      if (chosen.length <= maxChosen) return;
      every *= 2;
      chosen = chosen.filter(({ number }) => number % every === 0);
    },
    chosen() {
      const isLeftOut = ({ number }: Numbered) => number % every !== 0;
      return [...chosen, ...slowest.filter(isLeftOut)].sort((a, b) => a.startedMs - b.startedMs);
    },
  };
}

function addSlowest(slowest: readonly Numbered[], one: Numbered): Numbered[] {
  const last = slowest.at(-1);
  if (slowest.length >= SLOWEST && last && durationOf(one) <= durationOf(last)) {
    return slowest as Numbered[];
  }
  return [...slowest, one].sort((a, b) => durationOf(b) - durationOf(a)).slice(0, SLOWEST);
}

function durationOf({ startedMs, endedMs }: TimedInvocation): number {
  return endedMs - startedMs;
}
