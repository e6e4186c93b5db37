// Whether a run stays within its budget: whenever something is launched, all that was billed until then, heard of or
// not, and all that runs, taken at its worst, must be within it.

import type { BudgetLimits } from '../../src/run/run-budget.ts';
import type { InvocationRecord } from './invocations.ts';
import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

/** Sums of dollars are rounded. */
const ROUNDING = 1 + 1e-9;

export function checkBudget({ plan, invocations, events }: Outcome, report: Report): void {
  const { budget } = plan;
  const isCut = events.some(
    ({ event }) => event.type === 'run-ended' && event.reason !== undefined,
  );
  if (!budget) {
    if (isCut) report('budget-of-none', 'the run ended for its budget, and has none');
    return;
  }
  for (const [index, { startedAtMs, requestId }] of invocations.entries()) {
    const dollars = invocations
      .slice(0, index + 1)
      .reduce((sum, record) => sum + dollarsAt(startedAtMs, record, budget), 0);
    if (dollars <= budget.dollars * ROUNDING) continue;
    report('over-budget', `$${dollars} of $${budget.dollars} with ${requestId}`);
    return;
  }
}

function dollarsAt(
  atMs: number,
  { tier, billedMs, endedAtMs }: InvocationRecord,
  { rates }: BudgetLimits,
): number {
  const { perInvocation, perBilledMs, worst } = rates[tier];
  const hasEnded = billedMs !== undefined && endedAtMs !== undefined && endedAtMs <= atMs;
  return hasEnded ? perInvocation + billedMs * perBilledMs : worst;
}
