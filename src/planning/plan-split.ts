// Plans where an object is divided into slices of about equal length.

/** The cascade keeps the results of all slices of an object, so their number is limited. */
const MAX_SLICES = 10_000;

export interface SplitShape {
  /** Ascending. If there is one, slices begin only at its positions. */
  readonly index?: readonly number[];
  /** Whether the first slice is as long as the others, or longer, because these take longer for their length. */
  readonly first?: 'equal' | 'longest';
}

/**
 * The offsets of the second and all further slices if `[start, end)` is divided into slices of about
 * `bytes`. Their number is rounded to the nearest.
 */
export function planSplit(
  start: number,
  end: number,
  bytes: number,
  { index, first = 'equal' }: SplitShape = {},
): number[] {
  const slices = Math.min(MAX_SLICES, Math.round((end - start) / Math.max(1, bytes)));
  const firstWeight = first === 'longest' ? longestWeight(slices) : 1;
  const starts = Array.from({ length: Math.max(0, slices - 1) }, (_, i) =>
    Math.floor(start + ((end - start) * (i + firstWeight)) / (slices - 1 + firstWeight)),
  );
  return index ? snap(starts, index, start, end) : starts;
}

/**
 * How many times as long the first slice is as any other. These may take four or five times as long for their
 * length, and mostly take twice: in all cases they end before one worker would have counted everything. The more
 * slices there are, the less that bounds.
 */
function longestWeight(slices: number): number {
  return Math.max(2, 1 + 6 / slices);
}

/** Moves each start to the next position of the index, if there is one. */
function snap(
  starts: readonly number[],
  index: readonly number[],
  start: number,
  end: number,
): number[] {
  const snapped = new Set<number>();
  let at = 0;
  for (const wanted of starts) {
    while (at < index.length && (index[at] as number) < wanted) at += 1;
    const position = index[at];
    if (position !== undefined && position > start && position < end) snapped.add(position);
  }
  return [...snapped];
}
