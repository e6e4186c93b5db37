// A clock for reads over real connections: pauses between attempts take no time, while a limit on
// silence is never reached unless the test lets time pass.

import type { Clock } from '../../src/scatter/clock.ts';

export interface HurriedClock extends Clock {
  /** How long each pause was asked to be, in the order of asking. */
  readonly pauses: readonly number[];
  /** Lets so much time pass for whoever waits longer than for a pause. */
  advance(ms: number): void;
}

/** `limitMs` is how long a sleep must be at the least to be no pause. */
export function createHurriedClock(limitMs = 15_000): HurriedClock {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    advance(ms) {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.until <= now) sleeper.wake();
    },
    sleep(ms, signal) {
      if (ms < limitMs) {
        pauses.push(ms);
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', wake);
        if (signal.aborted) wake();
      });
    },
  };
}
