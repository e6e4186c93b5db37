// Counts the separators of the article's rule in well-formed UTF-8, 64 bytes at a time. Blocks that are
// not well-formed are left to the bytewise decoder.
//
// In well-formed text every byte outside [A-Za-z0-9_] is a separator, except newlines, a carriage return
// before a newline, and continuation bytes. A sequence of four bytes counts as two.

import {
  currentState,
  isAfterCarriageReturn,
  newlines,
  resume,
  rewind,
  separators,
  takeBytes,
} from './article-bytes';
import {
  A_TO_BOTTOM,
  ABOVE_DIGITS,
  ABOVE_LETTERS,
  CASE_BIT,
  NEWLINE,
  nonIdentifier,
  UNDERSCORE,
  ZERO_TO_BOTTOM,
} from './classes';
import { addWidened, oneBefore, sumOf } from './lanes';
import { BLOCK, INPUT, padInput, storeResults, VECTOR } from './layout';
import { isWellFormed, surplusOfBlock } from './utf8-block';

let CARRIAGE_RETURN = i8x16.splat(0x0d);
let HIGH_BIT = i8x16.splat(-128);

/** A byte counter grows by at most two for each of a block's four vectors, and holds 255. */
const BLOCKS_TO_WIDEN: usize = 31;

/** Returns the state for the next call. */
export function countArticle(length: usize, state: i32): i32 {
  const newline = NEWLINE;
  const carriageReturn = CARRIAGE_RETURN;
  const highBit = HIGH_BIT;
  const caseBit = CASE_BIT;
  const aToBottom = A_TO_BOTTOM;
  const aboveLetters = ABOVE_LETTERS;
  const zeroToBottom = ZERO_TO_BOTTOM;
  const aboveDigits = ABOVE_DIGITS;
  const underscore = UNDERSCORE;

  const end = INPUT + length;
  padInput(end, underscore);
  resume(state);
  let at = takeBytes(INPUT, INPUT, end);
  let floor = at;
  let before = vectorBefore();
  let newlineSums = i32x4.splat(0);
  let separatorSums = i32x4.splat(0);
  while (at < end) {
    const stop = min(at + BLOCKS_TO_WIDEN * BLOCK, end);
    let newlineBytes = i8x16.splat(0);
    let separatorBytes = i8x16.splat(0);
    let isBroken = false;
    do {
      const all = v128.or(
        v128.or(v128.load(at, 0), v128.load(at, 16)),
        v128.or(v128.load(at, 32), v128.load(at, 48)),
      );
      if (v128.any_true(v128.and(v128.or(all, before), highBit))) {
        const surplus = surplusOfBlock(at, before);
        if (!isWellFormed) {
          isBroken = true;
          break;
        }
        separatorBytes = i8x16.add(separatorBytes, surplus);
      }
      for (const blockEnd = at + BLOCK; at < blockEnd; at += VECTOR) {
        const bytes = v128.load(at);
        const newlinesHere = i8x16.eq(bytes, newline);
        const lineEnds = v128.and(newlinesHere, i8x16.eq(oneBefore(before, bytes), carriageReturn));
        const separatorsHere = nonIdentifier(
          bytes,
          caseBit,
          aToBottom,
          aboveLetters,
          zeroToBottom,
          aboveDigits,
          underscore,
        );
        newlineBytes = i8x16.sub(newlineBytes, newlinesHere);
        separatorBytes = i8x16.sub(separatorBytes, i8x16.sub(separatorsHere, lineEnds));
        before = bytes;
      }
    } while (at < stop);
    newlineSums = addWidened(newlineSums, newlineBytes);
    separatorSums = addWidened(separatorSums, separatorBytes);
    if (isBroken) {
      if (at > floor) at = rewind(floor, at);
      at = takeBytes(at, min(at + BLOCK, end), end);
      floor = at;
      before = vectorBefore();
    }
  }
  if (floor < end) takeBytes(rewind(floor, end), end, end);
  const newlinesInBlocks = sumOf(newlineSums);
  storeResults(newlinesInBlocks + newlines, sumOf(separatorSums) - newlinesInBlocks + separators);
  return currentState();
}

/** Represents the bytes before the first block. */
function vectorBefore(): v128 {
  return i8x16.splat(isAfterCarriageReturn() ? 0x0d : 0);
}
