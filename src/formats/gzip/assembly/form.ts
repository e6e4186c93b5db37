// What a slice counts to, as a linear form over the 32 KiB before it, which are not known.
//
// Its symbols are known bytes, and markers that stand for the byte at a place in those 32 KiB. What
// depends on markers is noted for each place, so that it can be added up when the bytes are known:
//
// - how often it occurs (OCCURRENCES), for newlines;
// - how often white space comes before it (SPACES_BEFORE): a word begins there if the byte is in one;
// - how often a byte in a word comes behind it (WORDS_AFTER): a word begins there if the byte is not;
// - how often the place behind it follows (IN_RUNS), and how often any other does (PAIRS);
// - for the checksum, which is linear, the sum of x^-8i modulo its polynomial over its offsets i in
//   the slice (CHECKSUMS).
//
// The first symbol counts as though white space came before it, as in every count.

import {
  BYTE_CLASSES,
  CHECKSUMS,
  FORM,
  FORM_END,
  IN_RUNS,
  INVERSE_BYTE,
  INVERSE_EIGHT,
  KNOWN_BYTES,
  OCCURRENCES,
  PAIR_SLOTS,
  PAIRS,
  SPACES_BEFORE,
  WORDS_AFTER,
} from './layout';
import { FIRST_MARKER } from './symbols';

// Offsets of 32-bit fields.

const LINES: usize = 0;
const WORDS: usize = 4;
/** The symbol that came last. */
const LAST: usize = 8;
/** The factor x^-8i of the next symbol. */
const FACTOR: usize = 12;
/** How many symbols came since the last marker. */
const KNOWN: usize = 16;
const PAIR_COUNT: usize = 20;

/** The polynomial of CRC-32 (RFC 1952, section 8), its highest power lowest. */
const POLYNOMIAL: u32 = 0xedb88320;
const ONE: u32 = 0x80000000;
const SPACE: u32 = 0x20;
const GROUP: usize = 8;

/** A fuller table would take long to search, and the form to send. */
const MOST_PAIRS: u32 = PAIR_SLOTS / 2;

let areTablesMade: bool = false;

export function beginForm(): void {
  if (!areTablesMade) makeTables();
  areTablesMade = true;
  memory.fill(FORM, 0, FORM_END - FORM);
  store<u32>(FORM, SPACE, LAST);
  store<u32>(FORM, ONE, FACTOR);
}

function makeTables(): void {
  for (let byte: u32 = 0; byte < 256; byte += 1) {
    let register = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      register = register & 1 ? (register >> 1) ^ POLYNOMIAL : register >> 1;
    }
    // A step of the checksum is (r >> 8) ^ T[r & 0xff]; the highest byte tells which T it was.
    store<u32>(INVERSE_BYTE + ((register >> 24) << 2), (register << 8) ^ byte);
  }
  for (let place: u32 = 0; place < 4; place += 1) {
    for (let byte: u32 = 0; byte < 256; byte += 1) {
      let factor = byte << (8 * place);
      for (let step = 0; step < 8; step += 1) factor = divideByByte(factor);
      store<u32>(INVERSE_EIGHT + (((place << 8) + byte) << 2), factor);
    }
  }
}

function divideByByte(factor: u32): u32 {
  return (factor << 8) ^ load<u32>(INVERSE_BYTE + ((factor >> 24) << 2));
}

function divideByEight(factor: u32): u32 {
  return (
    load<u32>(INVERSE_EIGHT + ((factor & 0xff) << 2)) ^
    load<u32>(INVERSE_EIGHT + (((factor >> 8) & 0xff) << 2), 0x400) ^
    load<u32>(INVERSE_EIGHT + (((factor >> 16) & 0xff) << 2), 0x800) ^
    load<u32>(INVERSE_EIGHT + ((factor >> 24) << 2), 0xc00)
  );
}

function increment(column: usize, place: u32): void {
  const entry = column + (place << 2);
  store<u32>(entry, load<u32>(entry) + 1);
}

function addPair(before: u32, after: u32): void {
  const pair = (before << 16) | after;
  // Fibonacci hashing: a multiple of the golden ratio, of which the highest bits are taken.
  let slot = (pair * 0x9e3779b1) >> 16;
  for (;;) {
    const entry = PAIRS + ((<usize>slot) << 3);
    const present = load<u32>(entry);
    if (present === pair) {
      store<u32>(entry, load<u32>(entry, 4) + 1, 4);
      return;
    }
    if (present === 0) {
      store<u32>(entry, pair);
      store<u32>(entry, 1, 4);
      store<u32>(FORM, load<u32>(FORM, PAIR_COUNT) + 1, PAIR_COUNT);
      return;
    }
    slot = (slot + 1) & (PAIR_SLOTS - 1);
  }
}

/**
 * Adds the symbols from `from` to `end`, and puts what is known of them into KNOWN_BYTES; says
 * whether the form is still small enough.
 */
export function addToForm(from: usize, end: usize): bool {
  const marker = i16x8.splat(<i16>(FIRST_MARKER - 1));
  let lines = load<u32>(FORM, LINES);
  let words = load<u32>(FORM, WORDS);
  let last = load<u32>(FORM, LAST);
  let factor = load<u32>(FORM, FACTOR);
  let known = load<u32>(FORM, KNOWN);
  let at = from;
  let to = KNOWN_BYTES;
  while (at < end) {
    const groupEnd = min(at + GROUP * 2, end);
    const symbols = v128.load(at);
    if (groupEnd - at === GROUP * 2 && !v128.any_true(i16x8.gt_u(symbols, marker))) {
      const first = <u32>load<u16>(at);
      let isOut: u32 = 0;
      if (last < FIRST_MARKER) {
        isOut = ~(<u32>load<u8>(BYTE_CLASSES + last));
      } else if (load<u8>(BYTE_CLASSES + first) & 1) {
        increment(WORDS_AFTER, last - FIRST_MARKER);
      }
      for (; at < groupEnd; at += 2) {
        const kind = <u32>load<u8>(BYTE_CLASSES + <usize>load<u16>(at));
        words += kind & isOut & 1;
        lines += kind >> 1;
        isOut = ~kind;
      }
      last = <u32>load<u16>(at - 2);
      v128.store64_lane(to, i8x16.narrow_i16x8_u(symbols, symbols), 0);
      to += GROUP;
      factor = divideByEight(factor);
      known += <u32>GROUP;
      continue;
    }
    for (; at < groupEnd; at += 2) {
      const symbol = <u32>load<u16>(at);
      if (symbol < FIRST_MARKER) {
        const kind = <u32>load<u8>(BYTE_CLASSES + symbol);
        lines += kind >> 1;
        if (kind & 1) {
          if (last >= FIRST_MARKER) increment(WORDS_AFTER, last - FIRST_MARKER);
          else words += ~(<u32>load<u8>(BYTE_CLASSES + last)) & 1;
        }
        store<u8>(to, <u8>symbol);
        known += 1;
      } else {
        const place = symbol - FIRST_MARKER;
        increment(OCCURRENCES, place);
        const sum = CHECKSUMS + (place << 2);
        store<u32>(sum, load<u32>(sum) ^ factor);
        if (symbol === last + 1 && last >= FIRST_MARKER) increment(IN_RUNS, place - 1);
        else if (last >= FIRST_MARKER) addPair(last - FIRST_MARKER, place);
        else if ((load<u8>(BYTE_CLASSES + last) & 1) === 0) increment(SPACES_BEFORE, place);
        store<u8>(to, 0);
        known = 0;
      }
      to += 1;
      factor = divideByByte(factor);
      last = symbol;
    }
    // A group adds eight at the most.
    if (load<u32>(FORM, PAIR_COUNT) > MOST_PAIRS) return false;
  }
  store<u32>(FORM, lines, LINES);
  store<u32>(FORM, words, WORDS);
  store<u32>(FORM, last, LAST);
  store<u32>(FORM, factor, FACTOR);
  store<u32>(FORM, known, KNOWN);
  return true;
}
