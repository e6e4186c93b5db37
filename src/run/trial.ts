// Whether the set-up works at all: decided by the first success, or when all that was tried was refused.

import type { Fault } from '../scatter/fault.ts';

export interface Trial<Task> {
  begin(task: Task): void;
  /** The task is done, or was given up. */
  end(task: Task): void;
  succeed(): void;
  /** A task was given up for a fault for which no task can work. */
  refuse(fault: Fault): void;
  /**
   * The fault for which a task need not be tried, if there is one: known once anything has succeeded, or
   * when no other task is left that could still succeed. A task that has begun goes on.
   */
  refusalOf(task: Task): Promise<Fault | undefined>;
}

export function createTrial<Task>(): Trial<Task> {
  const trying = new Set<Task>();
  let known: Fault | undefined;
  let hasSucceeded = false;
  let waiting: (() => void)[] = [];

  function decideIfPossible(): void {
    if (!hasSucceeded && trying.size > 0) return;
    for (const decide of waiting) decide();
    waiting = [];
  }

  return {
    begin: (task) => void trying.add(task),
    end(task) {
      trying.delete(task);
      decideIfPossible();
    },
    succeed() {
      hasSucceeded = true;
      decideIfPossible();
    },
    refuse(fault) {
      known ??= fault;
    },
    async refusalOf(task) {
      if (!known || hasSucceeded || trying.has(task)) return undefined;
      if (trying.size > 0) await new Promise<void>((decide) => waiting.push(decide));
      return hasSucceeded ? undefined : known;
    },
  };
}
