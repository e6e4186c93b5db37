// The problems of a run's keys, grouped by reason, the worst first. Keys are remembered up to a bound.

import { describeReason, isNotReached } from '../errors/reasons.ts';
import type { ObjectStatus, RunEvent } from './run-event.ts';
import type { Totals } from './totals.ts';

/**
 * How bad it is: outcomes of keys, then warnings, then remarks on keys that were counted whole and
 * information, which take nothing from the totals.
 */
export const PROBLEM_LEVELS = [
  'failed',
  'partial',
  'skipped',
  'not-reached',
  'warning',
  'remark',
  'information',
] as const;

export type ProblemLevel = (typeof PROBLEM_LEVELS)[number];

/** The levels for people. */
export const PROBLEM_TAGS: Readonly<Record<ProblemLevel, string>> = {
  failed: 'failed',
  partial: 'partial',
  skipped: 'skipped',
  'not-reached': 'not reached',
  warning: 'warning',
  remark: 'remark',
  information: 'note',
};

export interface Problem {
  readonly level: ProblemLevel;
  readonly code: string;
  readonly message: string;
  /** The number of keys; 0 if it is not about keys. */
  readonly count: number;
  /** Some of the keys, at most as many as are remembered. */
  readonly keys: readonly string[];
}

export interface Problems {
  /** @param isCounted whether it is in the numbers of the earlier groups already. */
  add(event: RunEvent, isCounted?: boolean): void;
  /** All groups; what `totals` have beyond the events that were added is in groups of its own. */
  groups(totals: Totals): readonly Problem[];
}

const KNOWN_KEYS = 1_000;

/** Codes are few, but a newer function could send any. */
const MAX_GROUPS = 200;

interface Group {
  readonly level: ProblemLevel;
  readonly code: string;
  readonly message: string;
  count: number;
  readonly keys: string[];
  /** The same keys, to be found quickly. */
  readonly known: Set<string>;
}

/**
 * @param knownKeys the number of keys that are remembered in each group.
 * @param earlier the groups are continued from there.
 */
export function createProblems(knownKeys = KNOWN_KEYS, earlier: readonly Problem[] = []): Problems {
  const groups = new Map<string, Group>(
    earlier.map((problem) => [
      `${problem.level} ${problem.code}`,
      { ...problem, keys: [...problem.keys], known: new Set(problem.keys) },
    ]),
  );

  function addTo(level: ProblemLevel, code: string, message: string): Group {
    const name = `${level} ${code}`;
    const known = groups.get(name);
    if (known) return known;
    const group: Group = { level, code, message, count: 0, keys: [], known: new Set() };
    if (groups.size < MAX_GROUPS) groups.set(name, group);
    return group;
  }

  function addKey({ keys, known }: Group, key: string): void {
    if (keys.length >= knownKeys || known.has(key)) return;
    keys.push(key);
    known.add(key);
  }

  return {
    add(event, isCounted = false) {
      if (event.type === 'object' && event.reason !== undefined) {
        const { status, reason, key } = event;
        const group = addTo(levelOf(status, reason), reason, describeReason(reason));
        if (!isCounted) group.count += 1;
        addKey(group, key);
      }
      if (event.type !== 'warning') return;
      const { code, message, keys, example, level = 'warning' } = event;
      const group = addTo(level, code, message);
      if (!isCounted) group.count += keys;
      if (example !== undefined) addKey(group, example);
    },
    groups(totals) {
      const all: Problem[] = [...groups.values(), ...unseen(totals)];
      const rank = ({ level }: Problem) => PROBLEM_LEVELS.indexOf(level);
      return all.sort((a, b) => rank(a) - rank(b) || b.count - a.count);
    },
  };

  /** Warnings of the totals that no event told of, because it was left out. */
  function unseen({ warnings }: Totals): Problem[] {
    const seen = new Map<string, number>();
    for (const { code, count } of groups.values()) seen.set(code, (seen.get(code) ?? 0) + count);
    return warnings
      .filter(({ code, keys }) => !seen.has(code) || keys > (seen.get(code) ?? 0))
      .map(
        ({ code, message, keys, example, level }): Problem => ({
          level: level ?? 'warning',
          code,
          message,
          count: keys - (seen.get(code) ?? 0),
          keys: example === undefined || seen.has(code) ? [] : [example],
        }),
      );
  }
}

function levelOf(status: ObjectStatus, reason: string): ProblemLevel {
  if (status === 'counted') return 'remark';
  return status === 'skipped' && isNotReached(reason) ? 'not-reached' : status;
}
