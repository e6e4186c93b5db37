// Pauses between attempts.

export interface BackoffLimits {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Exponential backoff with full jitter, so that tasks that failed together are not retried together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `random` is uniform in
 * [0, 1).
 */
export function backoffMs(
  doublings: number,
  { baseDelayMs, maxDelayMs }: BackoffLimits,
  random: () => number,
): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** doublings);
}
