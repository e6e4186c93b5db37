// A first-in, first-out queue of work for many viewers. It does a bounded part in each turn of the event
// loop, so that requests are answered in between, however many viewers there are.

import type { Clock } from '../scatter/clock.ts';

export interface FairQueue {
  /** Runs the task in a later turn; only once, even if it is added again before that. */
  add(task: () => void): void;
}

/** One turn may exceed this by one task. A request is answered after a few turns. */
const TURN_MS = 2;

export function createFairQueue(clock: Pick<Clock, 'now'>): FairQueue {
  const tasks = new Set<() => void>();
  let isDue = false;

  function takeTurn(): void {
    const endsAt = clock.now() + TURN_MS;
    // A task that adds itself again comes last.
    for (const task of tasks) {
      tasks.delete(task);
      task();
      if (clock.now() >= endsAt) break;
    }
    isDue = tasks.size > 0;
    if (isDue) setImmediate(takeTurn);
  }

  return {
    add(task) {
      tasks.add(task);
      if (!isDue) setImmediate(takeTurn);
      isDue = true;
    },
  };
}
