// The budget of a cascade's workers: one more is launched only if all of them together, those that run taken
// at their worst, stay within it.

import type { BilledFigures } from '../../protocol/frame.ts';
import { dollarsOf, type WorkerBudget } from '../../protocol/invocation-rates.ts';

/** The permission to launch one worker. */
export interface WorkerPlace {
  /** The worker has ended, or is not listened to any more. */
  settle(billed: BilledFigures): void;
  /** Gives a place back whose worker did not run. Without effect once it is settled. */
  giveBack(): void;
}

export interface WorkerPlaces {
  /**
   * Resolves to a place as soon as the budget has one. To nothing if it never will, since no worker is left
   * that could cost less than its worst, or if nothing more may be launched.
   */
  take(): Promise<WorkerPlace | undefined>;
  /** Whether a worker was not launched for want of a place. */
  isExhausted(): boolean;
}

const UNLIMITED: WorkerPlaces = {
  take: async () => ({ settle() {}, giveBack() {} }),
  isExhausted: () => false,
};

/** Without a budget there are places for all. `launching` aborts when nothing more may be launched. */
export function createWorkerPlaces(
  budget: WorkerBudget | undefined,
  launching: AbortSignal,
): WorkerPlaces {
  if (!budget) return UNLIMITED;
  const { dollars, rates } = budget;
  const waiting: ((place: WorkerPlace | undefined) => void)[] = [];
  let spent = 0;
  let running = 0;
  let isExhausted = false;

  function decide(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const fits = spent + (running + 1) * rates.worst <= dollars;
      const isOver = launching.aborted || (!fits && running === 0);
      if (!fits && !isOver) return;
      waiting.shift();
      if (isOver && !launching.aborted) isExhausted = true;
      next(isOver ? undefined : createPlace());
    }
  }

  function createPlace(): WorkerPlace {
    running += 1;
    let isOpen = true;
    const close = (cost: number) => {
      if (!isOpen) return;
      isOpen = false;
      running -= 1;
      spent += cost;
      decide();
    };
    return { settle: (billed) => close(dollarsOf(billed, rates)), giveBack: () => close(0) };
  }

  launching.addEventListener('abort', decide, { once: true });
  return {
    take: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        decide();
      }),
    isExhausted: () => isExhausted,
  };
}
