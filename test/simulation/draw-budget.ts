// The budget of a simulated run: in some seeds hardly more than one worker at its worst, in others plenty.

import type { InvocationRates } from '../../src/protocol/invocation-rates.ts';
import { type BudgetLimits, leastBudget } from '../../src/run/run-budget.ts';
import type { Draws } from './draws.ts';
import { MEMORY_MB } from './memory.ts';

/** Prices of AWS, in dollars. */
const PER_GB_SECOND = 0.0000133334;
const PER_INVOCATION = 0.000_000_2;
const PER_GET = 0.000_000_4;
/** Far less than that of AWS: what is kept for a listing would hide a worker that is too many. */
const PER_LIST = 0.000_000_005;

/** No environment takes longer to begin. */
const MAX_INIT_MS = 1_000;

interface Limits {
  readonly engine: 'lambda' | 'local';
  readonly mode: 'safety' | 'liveness';
  readonly cascadeLimitMs: number;
  readonly workerLimitMs: number;
}

export function drawBudget(plan: Limits, draws: Draws): BudgetLimits | undefined {
  const isLimited = draws.chance(0.5);
  // In budgets that are enough for one cascade with one worker.
  const times = draws.pick([1, 1.01, 1.5, 2, 3, draws.magnitude(1, 30)]);
  if (!isLimited || plan.engine === 'local' || plan.mode === 'liveness') return undefined;
  const limits = {
    rates: { cascade: ratesOf(plan.cascadeLimitMs), worker: ratesOf(plan.workerLimitMs) },
    perList: PER_LIST,
    perGet: PER_GET,
  };
  return { ...limits, dollars: times * leastBudget(limits, 0) };
}

function ratesOf(limitMs: number): InvocationRates {
  const perBilledMs = (PER_GB_SECOND / 1_000) * (MEMORY_MB / 1_024);
  return {
    perInvocation: PER_INVOCATION,
    perBilledMs,
    perStoreRequest: PER_GET,
    // The time that is billed is rounded up.
    worst: PER_INVOCATION + (MAX_INIT_MS + limitMs + 1) * perBilledMs,
  };
}
