// The problems of a dry run for which keys are left out. JSON documents need them, and nothing else of how it is shown.

import type { Problem, ProblemLevel } from '../events/problems.ts';

const OUTCOMES: ReadonlySet<ProblemLevel> = new Set([
  'failed',
  'partial',
  'skipped',
  'not-reached',
]);

/** Problems of listed keys, to which links that are not followed do not belong. */
export function leftOutOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ count, level }) => count > 0 && OUTCOMES.has(level));
}
