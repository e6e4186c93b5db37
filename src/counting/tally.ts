// Tallies are counts of whole objects. They are only added, never joined.

/** The sum of the counts of whole objects. */
export interface Tally {
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
}

export const EMPTY_TALLY: Tally = { bytes: 0, lines: 0, words: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return { bytes: a.bytes + b.bytes, lines: a.lines + b.lines, words: a.words + b.words };
}
