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

// The rules, as type arguments: each gets a function compiled for it alone.
export class Wc {}
export class Identifier {}

/** A byte counter grows by one for each vector at most, and holds 255. */
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

  // The last vector is filled up with a byte that is not counted, for as long as this takes.
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
      // A word begins where the byte before is in a gap and this one is not.
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
