// Makes a failing simulation smaller: with fewer faults, fewer kinds of them and fewer objects it must
// still break the same promise.

import { check } from './checks.ts';
import { type Mode, makePlan, type Omissions } from './plan.ts';
import type { Sample } from './samples.ts';
import { type Outcome, simulate } from './simulate.ts';
import type { Violation } from './violation.ts';

/** A simulation: a seed, and the parts of its plan that are kept. */
export interface Case {
  readonly seed: number;
  readonly mode: Mode;
  readonly omitted: Omissions;
  /** The only faults that strike; if absent, all faults of the seed. */
  readonly only?: ReadonlySet<string> | undefined;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly violations: readonly Violation[];
}

export async function tryCase(
  { seed, mode, omitted, only }: Case,
  samples: readonly Sample[],
  trace?: (line: string) => void,
): Promise<Verdict> {
  const plan = makePlan(seed, mode, samples, omitted);
  const outcome = await simulate(plan, { only, ...(trace && { trace }) });
  return { outcome, violations: check(outcome) };
}

/** The maximum number of attempts to make the case smaller. */
const MAX_TRIES = 150;

/** `code` is the code of the violation that must remain. Before each attempt `onTry` is called. */
export async function shrink(
  failing: Case,
  verdict: Verdict,
  code: string,
  samples: readonly Sample[],
  onTry: () => Promise<void>,
): Promise<Case> {
  let best = failing;
  let tries = 0;

  async function fails(candidate: Case): Promise<Outcome | undefined> {
    if (tries >= MAX_TRIES) return undefined;
    tries += 1;
    await onTry();
    const { outcome, violations } = await tryCase(candidate, samples);
    return violations.some((violation) => violation.code === code) ? outcome : undefined;
  }

  /** Removes ever smaller parts of a list as long as the rest still fails. */
  async function reduce<T>(all: readonly T[], toCase: (left: readonly T[]) => Case): Promise<void> {
    let left = all;
    for (let size = Math.max(1, left.length); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < left.length; ) {
        const rest = [...left.slice(0, at), ...left.slice(at + size)];
        const candidate = toCase(rest);
        if (await fails(candidate)) {
          left = rest;
          best = candidate;
        } else at += size;
      }
    }
  }

  const { omitted } = failing;
  const kinds = (more: string) => ({ kinds: new Set([...(omitted.kinds ?? []), more]) });
  const uninterrupted = { ...best, omitted: { ...omitted, ...kinds('interruption') } };
  if (await fails(uninterrupted)) best = uninterrupted;
  await reduce(verdict.outcome.struck, (only) => ({ ...best, only: new Set(only) }));
  const indices = omitted.objects ?? new Set(verdict.outcome.plan.objects.keys());
  await reduce([...indices], (objects) => ({
    ...best,
    omitted: { ...best.omitted, objects: new Set(objects) },
  }));
  if (best.only) {
    await reduce([...best.only], (only) => ({ ...best, only: new Set(only) }));
  }
  return best;
}
