// Time as a port, so that tests can drive it.

import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds from a fixed moment; never goes back. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal, ref: true }).catch(() => undefined),
};
