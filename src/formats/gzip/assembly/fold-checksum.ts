// Folds text into a residue with the same CRC-32, which is short.
//
// A checksum is the remainder of the text, as a polynomial over GF(2), modulo the one of degree 32. This divides
// x^203 + x^186 + x^123 + x^85 + x^79 + 1, and so the same with x^128 in the place of x. A vector of 128 bits may
// therefore be taken out of the text if it is added to those that come 17, 80, 118, 124 and 203 behind it. That
// takes no tables, and what is folded of the last 203 vectors stays in the first-level cache.

import { FOLDED, FOLDED_CAPACITY, RESIDUE } from './layout';

const VECTOR: usize = 16;
const VECTORS: usize = 203;
/** As many bytes of the text the residue has, and its last bytes that are no vector. */
const REACH: usize = VECTORS * VECTOR;

/** The vector of the text at `at`, and what is added to it of those that begin at `folded`. */
function foldedVector(at: usize, folded: usize): v128 {
  const near = v128.xor(v128.load(at), v128.load(folded, (VECTORS - 17) * VECTOR));
  const middle = v128.xor(
    v128.load(folded, (VECTORS - 80) * VECTOR),
    v128.load(folded, (VECTORS - 118) * VECTOR),
  );
  const far = v128.xor(v128.load(folded, (VECTORS - 124) * VECTOR), v128.load(folded));
  return v128.xor(near, v128.xor(middle, far));
}

/**
 * Puts the residue of the text at `from` into RESIDUE, and says how long it is. `checksum` is that of what comes
 * before the text. The residue's, with a register of 0 at its beginning, is that of both. The text is longer than
 * {@link REACH}.
 */
export function foldChecksum(from: usize, length: usize, checksum: u32): usize {
  const end = from + (length & ~(VECTOR - 1));
  const foldedEnd = end - REACH;
  memory.fill(FOLDED, 0, REACH);
  const register = i32x4.replace_lane(i32x4.splat(0), 0, ~checksum);
  v128.store(FOLDED, v128.xor(v128.load(from), register), REACH);
  let at = from + VECTOR;
  let folded = FOLDED + VECTOR;
  while (at < foldedEnd) {
    const blockEnd = min(at + FOLDED_CAPACITY, foldedEnd);
    for (; at < blockEnd; at += VECTOR, folded += VECTOR) {
      v128.store(folded, foldedVector(at, folded), REACH);
    }
    memory.copy(FOLDED, folded, REACH);
    folded = FOLDED;
  }
  // The part that the last vectors would add is not needed.
  memory.fill(FOLDED + REACH, 0, REACH);
  let residue = RESIDUE;
  for (; at < end; at += VECTOR, folded += VECTOR, residue += VECTOR) {
    v128.store(residue, foldedVector(at, folded));
  }
  const rest = length & (VECTOR - 1);
  memory.copy(residue, end, rest);
  return REACH + rest;
}
