// Counts by the article's rule byte by byte, for text that is not well-formed UTF-8, and for sequences
// that the ends of the input cut. It is the decoder of the WHATWG Encoding Standard, section 8.1.1.
//
// A sequence counts as one separator at its lead byte, because it becomes one code unit or one U+FFFD.
// A complete sequence of four bytes counts as another one, because it becomes two code units.

export let newlines: i32 = 0;
export let separators: i32 = 0;

let afterCarriageReturn: bool = false;
let bytesToCome: i32 = 0;
let isSequenceOfFour: bool = false;
let lowerBoundary: i32 = 0x80;
let upperBoundary: i32 = 0xbf;

export function resume(state: i32): void {
  newlines = 0;
  separators = 0;
  afterCarriageReturn = (state & 1) !== 0;
  isSequenceOfFour = (state & 2) !== 0;
  bytesToCome = (state >> 2) & 3;
  lowerBoundary = (state >> 8) & 0xff;
  upperBoundary = (state >> 16) & 0xff;
}

/** The state with which {@link resume} continues after these bytes; 0 at the start of a text. */
export function currentState(): i32 {
  return (
    i32(afterCarriageReturn) |
    (i32(isSequenceOfFour) << 1) |
    (bytesToCome << 2) |
    (lowerBoundary << 8) |
    (upperBoundary << 16)
  );
}

export function isAfterCarriageReturn(): bool {
  return afterCarriageReturn;
}

/** Counts the bytes up to `goal`, and those before `end` that complete the sequence at `goal`. */
export function takeBytes(from: usize, goal: usize, end: usize): usize {
  let at = from;
  while (at < goal || (bytesToCome > 0 && at < end)) {
    takeByte(load<u8>(at));
    at += 1;
  }
  return at;
}

/**
 * Goes back from `at` to the start of the sequence that is incomplete there, if there is one, and
 * subtracts its separators. The bytes between `floor` and `at` must be well-formed so far.
 */
export function rewind(floor: usize, at: usize): usize {
  bytesToCome = 0;
  afterCarriageReturn = load<u8>(at - 1) === 0x0d;
  let start = at - 1;
  while (start > floor && at - start < 3 && (load<u8>(start) & 0xc0) === 0x80) start -= 1;
  const lead: i32 = load<u8>(start);
  if (lead < 0xc0) return at;
  const length: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at - start >= length) return at;
  separators -= lead < 0xf0 ? 1 : 2;
  return start;
}

function takeByte(byte: i32): void {
  if (bytesToCome > 0) {
    if (byte >= lowerBoundary && byte <= upperBoundary) {
      lowerBoundary = 0x80;
      upperBoundary = 0xbf;
      bytesToCome -= 1;
      if (bytesToCome === 0 && isSequenceOfFour) separators += 1;
      return;
    }
    bytesToCome = 0;
  }
  if (byte < 0x80) takeAscii(byte);
  else takeLead(byte);
}

function takeAscii(byte: i32): void {
  if (byte === 0x0a) {
    newlines += 1;
    if (afterCarriageReturn) separators -= 1;
  } else if (!isIdentifierByte(byte)) {
    separators += 1;
  }
  afterCarriageReturn = byte === 0x0d;
}

function isIdentifierByte(byte: i32): bool {
  return <u32>((byte | 0x20) - 0x61) < 26 || <u32>(byte - 0x30) < 10 || byte === 0x5f;
}

function takeLead(byte: i32): void {
  afterCarriageReturn = false;
  separators += 1;
  lowerBoundary = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
  upperBoundary = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  isSequenceOfFour = byte >= 0xf0;
  if (byte < 0xc2 || byte > 0xf4) bytesToCome = 0;
  else bytesToCome = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}
