// Work for many viewers, done in the order of asking: a bounded part in each turn of the event loop,
// so that requests are answered in between, however many viewers there are.

import type { Clock } from '../scatter/clock.ts';

export interface FairQueue {
  /** Has the task done in a later turn; once, however often it is added before that. */
  add(task: () => void): void;
}

/** One turn may go beyond this by one task. Some turns pass before a request is answered. */
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
