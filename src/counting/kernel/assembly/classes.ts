// Classifies bytes, sixteen at a time.
//
// The constants are variables, and the loops copy them into locals first. V8 builds a vector constant
// in a loop again at each use (Node 24: less than half the speed), and reads a variable again at each
// use (Node 20: a third slower).
//
// WebAssembly compares signed bytes best. So a range is shifted down until its first byte is the smallest
// signed one, -128. One comparison then separates its bytes from all others.

export let NEWLINE = i8x16.splat(0x0a);
export let SPACE = i8x16.splat(0x20);
export let UNDERSCORE = i8x16.splat(0x5f);

export let TAB_TO_BOTTOM = i8x16.splat(-128 - 0x09);
export let ABOVE_CONTROLS = i8x16.splat(-128 + 5);

/** Setting this bit makes a letter lower case, and makes no other byte a lower-case letter. */
export let CASE_BIT = i8x16.splat(0x20);
export let A_TO_BOTTOM = i8x16.splat(-128 - 0x61);
export let ABOVE_LETTERS = i8x16.splat(-128 + 26);
export let ZERO_TO_BOTTOM = i8x16.splat(-128 - 0x30);
export let ABOVE_DIGITS = i8x16.splat(-128 + 10);

/** Marks the space, \t, \n, \v, \f and \r. */
export function whiteSpace(bytes: v128, space: v128, tabToBottom: v128, aboveControls: v128): v128 {
  return v128.or(i8x16.eq(bytes, space), i8x16.lt_s(i8x16.add(bytes, tabToBottom), aboveControls));
}

/** Marks every byte outside [A-Za-z0-9_]. */
export function nonIdentifier(
  bytes: v128,
  caseBit: v128,
  aToBottom: v128,
  aboveLetters: v128,
  zeroToBottom: v128,
  aboveDigits: v128,
  underscore: v128,
): v128 {
  const noLetter = i8x16.ge_s(i8x16.add(v128.or(bytes, caseBit), aToBottom), aboveLetters);
  const noDigit = i8x16.ge_s(i8x16.add(bytes, zeroToBottom), aboveDigits);
  return v128.andnot(v128.and(noLetter, noDigit), i8x16.eq(bytes, underscore));
}
