// Counts newlines, and words that are maximal runs of a rule's bytes.

import {
  A_TO_BOTTOM,
  ABOVE_CONTROLS,
  ABOVE_DIGITS,
  ABOVE_LETTERS,
  CASE_BIT,
  NEWLINE,
  nonIdentifier,
  SPACE,
  TAB_TO_BOTTOM,
  UNDERSCORE,
  whiteSpace,
  ZERO_TO_BOTTOM,
} from './classes';
import { addWidened, oneBefore, sumOf } from './lanes';
import { storeResults, VECTOR } from './layout';

// The rules are type arguments, so that a function is compiled for each of them.
export class Wc {}
export class Identifier {}

/** A byte counter grows by at most one for each vector, and holds 255. */
const VECTORS_TO_WIDEN: usize = 255;

/** Counts the `length` bytes at `from`; `wasInWord` says whether the byte before them is in a word. */
export function countRuns<Rule>(from: usize, length: usize, wasInWord: bool): void {
  const newline = NEWLINE;
  const space = SPACE;
  const tabToBottom = TAB_TO_BOTTOM;
  const aboveControls = ABOVE_CONTROLS;
  const caseBit = CASE_BIT;
  const aToBottom = A_TO_BOTTOM;
  const aboveLetters = ABOVE_LETTERS;
  const zeroToBottom = ZERO_TO_BOTTOM;
  const aboveDigits = ABOVE_DIGITS;
  const underscore = UNDERSCORE;

  // During the call, the last vector is filled with a byte that is not counted.
  const end = from + length;
  const behind = v128.load(end);
  v128.store(end, space);
  let newlines = i32x4.splat(0);
  let words = i32x4.splat(0);
  let gapsBefore = i8x16.splat(wasInWord ? 0 : -1);
  let at = from;
  while (at < end) {
    const stop = min(at + VECTORS_TO_WIDEN * VECTOR, end);
    let newlineBytes = i8x16.splat(0);
    let wordBytes = i8x16.splat(0);
    do {
      const bytes = v128.load(at);
      newlineBytes = i8x16.sub(newlineBytes, i8x16.eq(bytes, newline));
      const gaps =
        idof<Rule>() === idof<Wc>()
          ? whiteSpace(bytes, space, tabToBottom, aboveControls)
          : nonIdentifier(
              bytes,
              caseBit,
              aToBottom,
              aboveLetters,
              zeroToBottom,
              aboveDigits,
              underscore,
            );
      // A word begins at a byte that is not in a gap after one that is.
      wordBytes = i8x16.sub(wordBytes, v128.andnot(oneBefore(gapsBefore, gaps), gaps));
      gapsBefore = gaps;
      at += VECTOR;
    } while (at < stop);
    newlines = addWidened(newlines, newlineBytes);
    words = addWidened(words, wordBytes);
  }
  v128.store(end, behind);
  storeResults(sumOf(newlines), sumOf(words));
}
