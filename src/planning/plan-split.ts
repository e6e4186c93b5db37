// Plans where an object is divided into slices of about equal length.

/** The cascade keeps the results of all slices of an object, so their number is limited. */
const MAX_SLICES = 10_000;

/**
 * The offsets of the second and all further slices if `[start, end)` is divided into slices of about
 * `bytes`. Their number is rounded to the nearest. If there is an `index`, which is ascending, slices begin
 * only at its positions.
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
