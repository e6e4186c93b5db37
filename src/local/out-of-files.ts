// Retries when this process, or the whole system, has no file descriptor left: waits until others are
// closed, and holds none meanwhile.

import { backoffMs } from '../scatter/backoff.ts';
import type { Clock } from '../scatter/clock.ts';

/** https://man7.org/linux/man-pages/man2/open.2.html: EMFILE is the process's limit, ENFILE the system's. */
const OUT_OF_FILES = /\bE[MN]FILE\b/;

const DELAYS = { baseDelayMs: 5, maxDelayMs: 500 };

/** With the delays above, this takes some twenty seconds. */
const MAX_TRIES = 50;

/** A thread that fails to start gives only a message, and no code. */
export function isOutOfFiles(error: unknown): boolean {
  const { code, message, cause } = Object(error) as NodeJS.ErrnoException;
  return OUT_OF_FILES.test(`${code} ${message}`) || (cause !== undefined && isOutOfFiles(cause));
}

export interface OpenRetrier {
  /** Forgets earlier failures, because something could be opened. */
  reset(): void;
  /** Waits until the next attempt may begin; false if there should be none. */
  waitAfter(error: unknown, signal: AbortSignal): Promise<boolean>;
}

export function createOpenRetrier(clock: Clock, random: () => number): OpenRetrier {
  let tries = 0;
  return {
    reset() {
      tries = 0;
    },
    async waitAfter(error, signal) {
      tries += 1;
      if (!isOutOfFiles(error) || tries >= MAX_TRIES || signal.aborted) return false;
      await clock.sleep(backoffMs(tries, DELAYS, random), signal);
      return !signal.aborted;
    },
  };
}
