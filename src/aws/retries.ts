// Retries of requests to S3 that failed: how many, and after which pauses. No other file retries these. The SDK's own
// retries are off, because they ignore bytes that have already arrived and cannot use an injected clock.

import { backoffMs } from '../scatter/backoff.ts';
import type { Retryability } from './retryability.ts';
import type { S3Connection } from './s3-client.ts';

/** How many attempts in a row may fail without progress. */
export interface RetryLimits {
  readonly failures: number;
  /** The limit for throttled attempts, which only waiting helps. */
  readonly throttles: number;
}

/** A failed read is retried by the cascade too, in another worker, so it may fail early. */
export const READ_RETRIES: RetryLimits = { failures: 5, throttles: 12 };

/** A failed page ends the listing, and all keys after it are lost, so it is retried for longest. */
export const LISTING_RETRIES: RetryLimits = { failures: 8, throttles: 24 };

/** A person waits for the first request and may have mistyped a name, so it fails soon. */
export const PROBE_RETRIES: RetryLimits = { failures: 3, throttles: 6 };

const BASE_DELAY_MS = 100;
const THROTTLED_BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

export interface Retrier {
  /** Forgets earlier failures, because there was progress. */
  reset(): void;
  /** Waits until the next attempt may begin; false if there should be none. */
  waitAfter(failure: Retryability): Promise<boolean>;
}

export function createRetrier(
  { clock, random }: Pick<S3Connection, 'clock' | 'random'>,
  limits: RetryLimits,
  signal: AbortSignal,
): Retrier {
  let failures = 0;
  let throttles = 0;
  return {
    reset() {
      failures = 0;
      throttles = 0;
    },
    async waitAfter({ retryable, throttled }) {
      if (!retryable || signal.aborted) return false;
      if (throttled) throttles += 1;
      else failures += 1;
      if (failures >= limits.failures || throttles >= limits.throttles) return false;
      const baseDelayMs = throttled ? THROTTLED_BASE_DELAY_MS : BASE_DELAY_MS;
      const doublings = failures + throttles - 1;
      const delays = { baseDelayMs, maxDelayMs: MAX_DELAY_MS };
      await clock.sleep(backoffMs(doublings, delays, random), signal);
      return !signal.aborted;
    },
  };
}

/** The first result of `attempt`, or its last error after all retries. */
export async function withRetries<T>(
  retrier: Retrier,
  classify: (error: unknown) => Retryability,
  attempt: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      const result = await attempt();
      retrier.reset();
      return result;
    } catch (error) {
      if (!(await retrier.waitAfter(classify(error)))) throw error;
    }
  }
}
