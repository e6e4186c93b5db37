// How often, and after which pauses, a request to S3 is sent again: the one place for it. The SDK's
// own retries are off, for they know nothing of bytes that came, and wait by a clock of their own.

import type { Outlook } from './outlook.ts';
import type { S3Connection } from './s3-client.ts';

/** How many attempts in a row may bring nothing new. */
export interface PatienceLimits {
  readonly failures: number;
  /** The same of attempts that were throttled, which only waiting helps. */
  readonly throttles: number;
}

/** Of a read: whoever asked for it can ask again later, on another machine. */
export const READ_PATIENCE: PatienceLimits = { failures: 5, throttles: 12 };

/** Of a page of a listing, which nobody asks for again: all that comes after it is lost with it. */
export const LISTING_PATIENCE: PatienceLimits = { failures: 8, throttles: 24 };

/** Of the first request, for which a person waits who may have mistyped a name. */
export const PROBE_PATIENCE: PatienceLimits = { failures: 3, throttles: 6 };

const BASE_DELAY_MS = 100;
const THROTTLED_BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

export interface Patience {
  /** Something new came: what went wrong before does not count any more. */
  renew(): void;
  /** Waits until the next attempt may begin; false when there should be none. */
  waitAfter(outlook: Outlook): Promise<boolean>;
}

export function createPatience(
  { clock, random }: Pick<S3Connection, 'clock' | 'random'>,
  limits: PatienceLimits,
  signal: AbortSignal,
): Patience {
  let failures = 0;
  let throttles = 0;
  return {
    renew() {
      failures = 0;
      throttles = 0;
    },
    async waitAfter({ retryable, throttled }) {
      if (!retryable || signal.aborted) return false;
      if (throttled) throttles += 1;
      else failures += 1;
      if (failures >= limits.failures || throttles >= limits.throttles) return false;
      const baseMs = throttled ? THROTTLED_BASE_DELAY_MS : BASE_DELAY_MS;
      const delayMs = Math.min(MAX_DELAY_MS, baseMs * 2 ** (failures + throttles - 1));
      // Full jitter, so that those who failed together do not return together.
      await clock.sleep(random() * delayMs, signal);
      return !signal.aborted;
    },
  };
}

/** The first result of `attempt`; its last error when patience comes to its end. */
export async function tryPatiently<T>(
  patience: Patience,
  outlookOf: (error: unknown) => Outlook,
  attempt: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      const result = await attempt();
      patience.renew();
      return result;
    } catch (error) {
      if (!(await patience.waitAfter(outlookOf(error)))) throw error;
    }
  }
}
