// Counts of whole objects, which stand beside each other and are only added.

/** What was counted of one or more whole objects. */
export interface Tally {
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
}

export const EMPTY_TALLY: Tally = { bytes: 0, lines: 0, words: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return { bytes: a.bytes + b.bytes, lines: a.lines + b.lines, words: a.words + b.words };
}
