// What to do when this process, or the whole system, has no more files to open: wait for others to be
// closed, and hold none meanwhile.

import type { Clock } from '../scatter/clock.ts';

/** https://man7.org/linux/man-pages/man2/open.2.html: EMFILE is the process's limit, ENFILE the system's. */
const OUT_OF_FILES = /\bE[MN]FILE\b/;

const BASE_DELAY_MS = 5;
const MAX_DELAY_MS = 500;

/** With the pauses above these are some twenty seconds. */
const MAX_TRIES = 50;

/** Threads tell errors of their start by a message alone. */
export function isOutOfFiles(error: unknown): boolean {
  const { code, message, cause } = Object(error) as NodeJS.ErrnoException;
  return OUT_OF_FILES.test(`${code} ${message}`) || (cause !== undefined && isOutOfFiles(cause));
}

export interface OpenAgain {
  /** Something could be opened: what went wrong before does not count any more. */
  renew(): void;
  /** Waits before another try; false when there should be none. */
  waitAfter(error: unknown, signal: AbortSignal): Promise<boolean>;
}

export function createOpenAgain(clock: Clock, random: () => number): OpenAgain {
  let tries = 0;
  return {
    renew() {
      tries = 0;
    },
    async waitAfter(error, signal) {
      tries += 1;
      if (!isOutOfFiles(error) || tries >= MAX_TRIES || signal.aborted) return false;
      await clock.sleep(random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** tries), signal);
      return !signal.aborted;
    },
  };
}
