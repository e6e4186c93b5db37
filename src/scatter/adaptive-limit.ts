// Bounded concurrency that gives way when the service throttles and comes back when it does not:
// additive increase, multiplicative decrease, as TCP has it (RFC 5681).

import pLimit from 'p-limit';
import type { Clock } from './clock.ts';

export interface AdaptiveLimit {
  /** Runs the function once there is room for it. */
  run<T>(act: () => Promise<T>): Promise<T>;
  /** How many run and wait. */
  load(): number;
  current(): number;
  /** The most that it comes back to. */
  most(): number;
  /** Lowers that for good. */
  lowerTo(most: number): void;
  throttled(): void;
  succeeded(): void;
}

/** One burst of throttled answers counts once: they all come from the same mistake. */
const DECREASE_PAUSE_MS = 1_000;

export function createAdaptiveLimit(atFirst: number, clock: Clock): AdaptiveLimit {
  const limit = pLimit(atFirst);
  let max = atFirst;
  let decreasedAt = Number.NEGATIVE_INFINITY;
  let successes = 0;

  return {
    run: (act) => limit(act),
    load: () => limit.activeCount + limit.pendingCount,
    current: () => limit.concurrency,
    most: () => max,
    lowerTo(most) {
      max = Math.max(1, Math.min(max, most));
      limit.concurrency = Math.min(limit.concurrency, max);
    },
    throttled() {
      successes = 0;
      if (clock.now() - decreasedAt < DECREASE_PAUSE_MS) return;
      decreasedAt = clock.now();
      limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2));
    },
    succeeded() {
      successes += 1;
      if (limit.concurrency >= max || successes < limit.concurrency) return;
      successes = 0;
      limit.concurrency += 1;
    },
  };
}
