// A clock that nobody has to wait for: its time jumps to whoever sleeps the shortest.

import type { Clock } from '../../src/scatter/clock.ts';

export interface VirtualClock extends Clock {
  /** How long each sleep was asked to be, in the order of asking. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export function createVirtualClock(): VirtualClock {
  let now = 0;
  let sleepers: Sleeper[] = [];
  let scheduled = false;
  const sleeps: number[] = [];

  /** One sleeper a turn of the event loop, so that whatever else is ready comes first. */
  function schedule(): void {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const [first] = sleepers.sort((a, b) => a.until - b.until);
      if (first) {
        now = Math.max(now, first.until);
        first.wake();
      }
      schedule();
    });
  }

  return {
    sleeps,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleeps.push(ms);
        if (signal.aborted) return resolve();
        const wake = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        sleepers.push(sleeper);
        signal.addEventListener('abort', wake);
        schedule();
      }),
  };
}
