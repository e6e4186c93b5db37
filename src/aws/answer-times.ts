// How long a GET waits for its answer to begin before it is sent again.
//
// AWS advises to repeat a small GET after 2 s, and once more after another 4 s, and of large ones the slowest 5 %:
// https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html

export interface AnswerTimes {
  /**
   * Milliseconds after which a GET of so many bytes is sent again that was already sent again `repeats` times;
   * undefined if it is not.
   */
  limitMs(sizeBytes: number, repeats: number): number | undefined;
  /** Notes how long an answer took to begin, or was waited for. */
  add(sizeBytes: number, ms: number): void;
}

/** A smaller GET is a small one. */
const LARGE_BYTES = 512 * 1024;

const LIMIT_MS = 2_000;

const MAX_REPEATS = 2;

/** The share of large GETs that is not slow. */
const USUAL_SHARE = 0.95;

/** So many of the latest large GETs tell what is slow, once there are enough of them. */
const MAX_KNOWN = 128;
const MIN_KNOWN = 20;

/** Sooner than that a new connection would not help, for setting it up takes some round trips. */
const MIN_LIMIT_MS = 200;

export function createAnswerTimes(): AnswerTimes {
  const latest: number[] = [];

  function usualMs(): number {
    if (latest.length < MIN_KNOWN) return LIMIT_MS;
    const sorted = [...latest].sort((a, b) => a - b);
    return sorted[Math.ceil(USUAL_SHARE * sorted.length) - 1] as number;
  }

  return {
    limitMs(sizeBytes, repeats) {
      if (repeats >= MAX_REPEATS) return undefined;
      const slowMs =
        sizeBytes < LARGE_BYTES ? LIMIT_MS : Math.min(LIMIT_MS, Math.max(MIN_LIMIT_MS, usualMs()));
      return slowMs * 2 ** repeats;
    },
    add(sizeBytes, ms) {
      if (sizeBytes < LARGE_BYTES) return;
      latest.push(ms);
      if (latest.length > MAX_KNOWN) latest.shift();
    },
  };
}
