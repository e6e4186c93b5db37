// Figures of what was read and counted of objects that are not finished: for display alone, in no total.

import type { Count } from '../counting/count.ts';
import type { Tally } from '../counting/tally.ts';

export interface ReadingFigures {
  /** Stored bytes read. */
  readonly readingBytes: number;
  readonly decodedBytes: number;
  readonly lines: number;
  readonly words: number;
}

export const NO_READING: ReadingFigures = { readingBytes: 0, decodedBytes: 0, lines: 0, words: 0 };

/**
 * A part that begins in a word leaves that word to its left neighbour, so that the figures of the parts of a
 * text add up to at most its words.
 */
export function readingOf(readingBytes: number, count: Tally | Count): ReadingFigures {
  const { bytes: decodedBytes, lines, words } = count;
  // The article's rule counts a line and a word even where there are no bytes.
  if (decodedBytes === 0) return { ...NO_READING, readingBytes };
  const isCut = 'startsInWord' in count && count.startsInWord;
  return { readingBytes, decodedBytes, lines, words: isCut ? Math.max(0, words - 1) : words };
}

export function addReading(a: ReadingFigures, b: ReadingFigures): ReadingFigures {
  return {
    readingBytes: a.readingBytes + b.readingBytes,
    decodedBytes: a.decodedBytes + b.decodedBytes,
    lines: a.lines + b.lines,
    words: a.words + b.words,
  };
}

/** The rest when some of it was told otherwise, with what may not have been in it. */
export function subtractReading(a: ReadingFigures, b: ReadingFigures): ReadingFigures {
  return {
    readingBytes: Math.max(0, a.readingBytes - b.readingBytes),
    decodedBytes: Math.max(0, a.decodedBytes - b.decodedBytes),
    lines: Math.max(0, a.lines - b.lines),
    words: Math.max(0, a.words - b.words),
  };
}

/** The first of `items` by what is left to read of each, the most first. */
export function mostLeft<T>(
  items: readonly T[],
  leftBytes: (item: T) => number,
  most: number,
): T[] {
  if (items.length <= 1) return [...items];
  return [...items].sort((a, b) => leftBytes(b) - leftBytes(a)).slice(0, most);
}
