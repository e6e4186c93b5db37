// Puts spans of time into lanes, so that those of one lane do not overlap.

export interface Span {
  readonly startedMs: number;
  readonly endedMs: number;
}

export interface Lanes {
  /** The lane of each span. */
  readonly of: readonly number[];
  readonly count: number;
}

/** @param spans in the order of their beginnings. */
export function assignLanes(spans: readonly Span[]): Lanes {
  const endsMs: number[] = [];
  const of = spans.map(({ startedMs, endedMs }) => {
    const free = endsMs.findIndex((endMs) => endMs <= startedMs);
    const lane = free < 0 ? endsMs.length : free;
    endsMs[lane] = endedMs;
    return lane;
  });
  return { of, count: endsMs.length };
}

/**
 * As many of the spans as fit into `maxLanes`: the longest tenth of a lane's worth, and every second, fourth
 * … of the others.
 */
export function thinToLanes<Kind extends Span>(
  spans: readonly Kind[],
  maxLanes: number,
): readonly Kind[] {
  const longest = new Set(
    [...spans]
      .sort((a, b) => b.endedMs - b.startedMs - (a.endedMs - a.startedMs))
      .slice(0, Math.ceil(maxLanes / 4)),
  );
  let thinned = spans;
  for (let every = 2; assignLanes(thinned).count > maxLanes; every *= 2) {
    thinned = spans.filter((span, index) => index % every === 0 || longest.has(span));
  }
  return thinned;
}
