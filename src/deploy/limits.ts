// The limits and defaults of the functions' settings.

import type { Tier } from '../protocol/frame.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MEMORY_MB = { min: 128, max: 10_240 } as const;
export const TIMEOUT_SECONDS = { min: 1, max: 900 } as const;

/** None would stop the function; the account's limit may be far higher than the default of 1,000. */
export const RESERVED_CONCURRENCY = { min: 1, max: 100_000 } as const;

export interface FunctionSize {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/**
 * A worker computes all the time. 1,769 MB is one whole vCPU: with less, it takes longer for the same
 * price; with more, it counts on several threads and is hardly cheaper. A cascade mostly waits, but it invokes its
 * workers one after the other, and with less memory that is most of a short run's time. A time-out costs nothing unless
 * it is reached. A cascade starts no worker in the last fifth of its
 * time, so that all workers can end.
 */
export const DEFAULT_SIZES: Readonly<Record<Tier, FunctionSize>> = {
  worker: { memoryMb: 1769, timeoutSeconds: 180 },
  cascade: { memoryMb: 1769, timeoutSeconds: 900 },
};

export const DEFAULT_RETENTION_DAYS = 14;
