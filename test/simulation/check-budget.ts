// Whether a run stays within its budget: all that was launched, heard of or not, and taken at its worst if it
// still runs.

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
  let dollars = 0;
  for (const { tier, billedMs } of invocations) {
    const { perInvocation, perBilledMs, worst } = budget.rates[tier];
    dollars += billedMs === undefined ? worst : perInvocation + billedMs * perBilledMs;
  }
  if (dollars > budget.dollars * ROUNDING) {
    report('over-budget', `$${dollars} are or may be billed, of $${budget.dollars}`);
  }
}
