// How long invocations took: numbers by duration, four bins to each doubling.

export interface DurationBin {
  /** The shortest duration in the bin, in milliseconds. */
  readonly fromMs: number;
  readonly count: number;
}

export interface DurationHistory {
  readonly counts: readonly number[];
  readonly longestMs: number;
}

export interface Durations {
  readonly count: number;
  readonly longestMs: number;
  add(ms: number): void;
  /** From the shortest to the longest, those between them included if they are empty. */
  bins(): readonly DurationBin[];
  /** The numbers of all bins, to be continued elsewhere. */
  history(): DurationHistory;
  /** The duration that this share of them does not exceed, to the precision of the bins. */
  quantile(share: number): number;
}

const BINS_PER_OCTAVE = 4;

/** Shorter ones are in the first bin, and longer ones than about a day in the last. */
const MAX_BIN = 27 * BINS_PER_OCTAVE;

/** @param earlier the numbers are continued from there. */
export function createDurations(earlier?: DurationHistory): Durations {
  const counts = Array.from({ length: MAX_BIN + 1 }, (_, bin) => earlier?.counts[bin] ?? 0);
  let count = counts.reduce((sum, number) => sum + number, 0);
  let longestMs = earlier?.longestMs ?? 0;
  const startOf = (bin: number) => (bin === 0 ? 0 : 2 ** (bin / BINS_PER_OCTAVE));

  return {
    get count() {
      return count;
    },
    get longestMs() {
      return longestMs;
    },
    add(ms) {
      const bin = ms <= 1 ? 0 : Math.floor(Math.log2(ms) * BINS_PER_OCTAVE);
      const at = Math.min(MAX_BIN, bin);
      counts[at] = (counts[at] as number) + 1;
      count += 1;
      longestMs = Math.max(longestMs, ms);
    },
    bins() {
      const first = counts.findIndex((number) => number > 0);
      if (first < 0) return [];
      const last = counts.findLastIndex((number) => number > 0);
      return counts
        .slice(first, last + 1)
        .map((number, index) => ({ fromMs: startOf(first + index), count: number }));
    },
    history: () => ({
      counts: counts.slice(0, counts.findLastIndex((number) => number > 0) + 1),
      longestMs,
    }),
    quantile(share) {
      let left = share * count;
      for (const [bin, number] of counts.entries()) {
        left -= number;
        if (left <= 0 && number > 0) return Math.min(longestMs, startOf(bin + 1));
      }
      return longestMs;
    },
  };
}
