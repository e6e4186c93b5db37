// A clock for reads over real connections: pauses between attempts take no time, but an idle timeout is
// reached only if the test lets time pass.

import type { Clock } from '../../src/scatter/clock.ts';

export interface HurriedClock extends Clock {
  /** The requested lengths of all pauses, in their order. */
  readonly pauses: readonly number[];
  /** Lets this much time pass for sleeps that are longer than a pause. */
  advance(ms: number): void;
}

/** `limitMs` is the length from which on a sleep is not a pause. */
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
