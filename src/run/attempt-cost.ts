// The cost of one attempt at a batch: bills that nobody will ever tell count at their worst.

import type { BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import { dollarsOf } from '../protocol/invocation-rates.ts';
import type { BudgetLimits, Reservation } from './run-budget.ts';

export interface AttemptCost {
  hear(frame: CascadeFrame | BilledFrame): void;
  /** Says that the attempt is over. */
  settle(): void;
}

export function createAttemptCost(
  reservation: Reservation,
  { rates }: Pick<BudgetLimits, 'rates'>,
): AttemptCost {
  const running = new Set<number>();
  const ended = new Set<number>();
  let workers = 0;
  let cascade: number | undefined;
  let hasEnded = false;

  return {
    hear(frame) {
      switch (frame.type) {
        case 'launched':
          if (!ended.has(frame.invocation)) running.add(frame.invocation);
          break;
        case 'refused':
        case 'worker-billed':
          if (ended.has(frame.invocation)) break;
          ended.add(frame.invocation);
          running.delete(frame.invocation);
          if (frame.type === 'worker-billed') workers += dollarsOf(frame, rates.worker);
          break;
        case 'end':
          hasEnded = true;
          break;
        case 'billed':
          cascade = dollarsOf(frame, rates.cascade);
          break;
        default:
          break;
      }
    },
    settle() {
      // Where the function cannot have run, there is no bill.
      if (cascade === undefined) reservation.settle(0);
      // A cascade of which the end was not heard may launch workers until its budget is spent.
      else if (!hasEnded) reservation.settle(rates.cascade.worst + reservation.workers.dollars);
      else reservation.settle(cascade + workers + running.size * rates.worker.worst);
    },
  };
}
