// The count of a piece of text, and the law by which the counts of two neighbours are joined.

/**
 * The count of contiguous bytes. Under {@link joinCounts}, counts form a monoid with the identity
 * {@link EMPTY_COUNT}: `count(a + b)` equals `joinCounts(count(a), count(b))` wherever the bytes are cut.
 */
export interface Count {
  /** Bytes counted, after decompression. */
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  /** Whether the first byte belongs to a word. */
  readonly startsInWord: boolean;
  /** Whether the last byte belongs to a word. */
  readonly endsInWord: boolean;
}

export const EMPTY_COUNT: Count = {
  bytes: 0,
  lines: 0,
  words: 0,
  startsInWord: false,
  endsInWord: false,
};

/** Joins the counts of two neighbours. A word that crosses their border is counted once. */
export function joinCounts(left: Count, right: Count): Count {
  if (left.bytes === 0) return right;
  if (right.bytes === 0) return left;
  const sharedWord = left.endsInWord && right.startsInWord ? 1 : 0;
  return {
    bytes: left.bytes + right.bytes,
    lines: left.lines + right.lines,
    words: left.words + right.words - sharedWord,
    startsInWord: left.startsInWord,
    endsInWord: right.endsInWord,
  };
}
