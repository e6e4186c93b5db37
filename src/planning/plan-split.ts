// Where an object is cut: slices of about equal length, each for one worker.

/** The results of an object's slices are kept until all are there, which bounds their number. */
const MAX_SLICES = 10_000;

/**
 * Where the second and all further slices begin if `[start, end)` is cut into slices of about
 * `bytes`, at places of `index` (ascending) if there is one. No cut is worth it for less than half
 * of a slice.
 */
export function planSplit(
  start: number,
  end: number,
  bytes: number,
  index?: readonly number[],
): number[] {
  const slices = Math.min(MAX_SLICES, Math.round((end - start) / Math.max(1, bytes)));
  const starts = Array.from({ length: Math.max(0, slices - 1) }, (_, i) =>
    Math.floor(start + ((end - start) * (i + 1)) / slices),
  );
  return index ? snap(starts, index, start, end) : starts;
}

/** Moves each start on to the next place of the index, if there is one. */
function snap(
  starts: readonly number[],
  index: readonly number[],
  start: number,
  end: number,
): number[] {
  const places = new Set<number>();
  let at = 0;
  for (const wanted of starts) {
    while (at < index.length && (index[at] as number) < wanted) at += 1;
    const place = index[at];
    if (place !== undefined && place > start && place < end) places.add(place);
  }
  return [...places];
}
