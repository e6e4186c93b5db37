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
  CHECKSUMS,
  FORM,
  FORM_END,
  GROUP_FACTORS,
  IN_RUNS,
  INVERSE_BYTE,
  INVERSE_EIGHT,
  INVERSE_SERIES,
  KNOWN_BYTES,
  OCCURRENCES,
  PAIR_SLOTS,
  PAIRS,
  SPACES_BEFORE,
  WORD_TABLES,
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
/** Whether the last symbol is a byte that belongs to a word. */
const IS_IN_WORD: usize = 24;

/** The polynomial of CRC-32 (RFC 1952, section 8), its highest power lowest. */
const POLYNOMIAL: u32 = 0xedb88320;
const ONE: u32 = 0x80000000;
const SPACE: u32 = 0x20;
/** Symbols are looked at in groups of so many, of which the two halves are a vector each. */
const GROUP: usize = 16;
const HALF: u32 = 8;

let NEWLINE = i8x16.splat(0x0a);
let LOW_HALVES = i8x16.splat(0x0f);
/** For each high half of a byte, its bit in the first of WORD_TABLES, and in the second. */
let LOW_BITS = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
let HIGH_BITS = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, -128);
let STEPS = i16x8(0, 1, 2, 3, 4, 5, 6, 7);

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
      const index = (place << 8) + byte;
      let factor = byte << (8 * place);
      for (let step: u32 = 0; step < 8; step += 1) {
        store<u32>(INVERSE_SERIES + (index << 5) + (step << 2), factor);
        factor = divideByByte(factor);
      }
      store<u32>(INVERSE_EIGHT + (index << 2), factor);
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

/** Puts the factors of eight symbols, of which the first one's is given, into GROUP_FACTORS. */
function makeFactors(factor: u32): void {
  const one = INVERSE_SERIES + ((factor & 0xff) << 5);
  const two = INVERSE_SERIES + 0x2000 + (((factor >> 8) & 0xff) << 5);
  const three = INVERSE_SERIES + 0x4000 + (((factor >> 16) & 0xff) << 5);
  const four = INVERSE_SERIES + 0x6000 + ((factor >> 24) << 5);
  for (let half: usize = 0; half < 32; half += 16) {
    const low = v128.xor(v128.load(one + half), v128.load(two + half));
    const high = v128.xor(v128.load(three + half), v128.load(four + half));
    v128.store(GROUP_FACTORS + half, v128.xor(low, high));
  }
}

function incrementFour(column: usize, ones: v128): void {
  v128.store(column, i32x4.add(v128.load(column), ones));
}

/** Adds eight markers of places that follow each other, and follow the marker before. */
function addRun(place: u32): void {
  const ones = i32x4.splat(1);
  const offset = (<usize>place) << 2;
  incrementFour(OCCURRENCES + offset, ones);
  incrementFour(OCCURRENCES + offset + 16, ones);
  incrementFour(IN_RUNS + offset - 4, ones);
  incrementFour(IN_RUNS + offset + 12, ones);
  const sums = CHECKSUMS + offset;
  v128.store(sums, v128.xor(v128.load(sums), v128.load(GROUP_FACTORS)));
  v128.store(sums, v128.xor(v128.load(sums, 16), v128.load(GROUP_FACTORS, 16)), 16);
}

/** `isInGap` says whether what is before is a byte that belongs to no word. */
function addMarker(symbol: u32, before: u32, isInGap: bool, factor: u32): void {
  const place = symbol - FIRST_MARKER;
  increment(OCCURRENCES, place);
  const sum = CHECKSUMS + (place << 2);
  store<u32>(sum, load<u32>(sum) ^ factor);
  if (before >= FIRST_MARKER) {
    if (symbol === before + 1) increment(IN_RUNS, place - 1);
    else addPair(before - FIRST_MARKER, place);
  } else if (isInGap) {
    increment(SPACES_BEFORE, place);
  }
}

/** Adds those of eight symbols that `markers` has a bit for; `gaps` has one for each that follows a gap. */
function addMarkers(at: usize, markers: u32, gaps: u32, last: u32, factor: u32): void {
  makeFactors(factor);
  const first = <u32>load<u16>(at);
  if (markers === 0xff && first === last + 1 && last >= FIRST_MARKER) {
    const run = i16x8.add(i16x8.splat(<i16>first), STEPS);
    if (i16x8.all_true(i16x8.eq(v128.load(at), run))) {
      addRun(first - FIRST_MARKER);
      return;
    }
  }
  let before = last;
  let beforeAt: u32 = 0;
  for (let left = markers; left !== 0; left &= left - 1) {
    const index = ctz(left);
    const symbol = <u32>load<u16>(at + ((<usize>index) << 1));
    if (index > beforeAt) before = <u32>load<u16>(at + ((<usize>index) << 1) - 2);
    addMarker(
      symbol,
      before,
      ((gaps >> index) & 1) !== 0,
      load<u32>(GROUP_FACTORS + ((<usize>index) << 2)),
    );
    before = symbol;
    beforeAt = index + 1;
  }
}

/** Marks the bytes that belong to a word. */
function wordMask(bytes: v128): u32 {
  const low = v128.and(bytes, LOW_HALVES);
  const high = i8x16.shr_u(bytes, 4);
  const below = v128.and(i8x16.swizzle(v128.load(WORD_TABLES), low), i8x16.swizzle(LOW_BITS, high));
  const above = v128.and(
    i8x16.swizzle(v128.load(WORD_TABLES, 16), low),
    i8x16.swizzle(HIGH_BITS, high),
  );
  return 0xffff & ~(<u32>i8x16.bitmask(i8x16.eq(v128.or(below, above), i8x16.splat(0))));
}

/**
 * Adds the symbols from `from` to `end`, and puts what is known of them into KNOWN_BYTES; says
 * whether the form is still small enough. Behind the end 16 symbols are overwritten.
 */
export function addToForm(from: usize, end: usize): bool {
  const highestByte = i16x8.splat(<i16>(FIRST_MARKER - 1));
  // The last group is filled up with what is not counted.
  const filler = i16x8.splat(<i16>SPACE);
  v128.store(end, filler);
  v128.store(end, filler, 16);
  let lines = load<u32>(FORM, LINES);
  let words = load<u32>(FORM, WORDS);
  let last = load<u32>(FORM, LAST);
  let isInWord = load<u32>(FORM, IS_IN_WORD);
  let factor = load<u32>(FORM, FACTOR);
  let known = load<u32>(FORM, KNOWN);
  let to = KNOWN_BYTES;
  for (let at = from; at < end; at += GROUP * 2, to += GROUP) {
    const length = <u32>min((end - at) >> 1, GROUP);
    const one = v128.load(at);
    const other = v128.load(at, 16);
    const oneMarked = i16x8.gt_u(one, highestByte);
    const otherMarked = i16x8.gt_u(other, highestByte);
    const bytes = i8x16.narrow_i16x8_u(
      v128.andnot(one, oneMarked),
      v128.andnot(other, otherMarked),
    );
    const markers = <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(oneMarked, otherMarked));
    v128.store(to, bytes);

    const inWords = wordMask(bytes) & ~markers;
    const isAfterMarker: u32 = last >= FIRST_MARKER ? 1 : 0;
    const afterWords = (inWords << 1) | isInWord;
    const afterMarkers = (markers << 1) | isAfterMarker;
    words += popcnt(inWords & ~(afterWords | afterMarkers));
    lines += popcnt(<u32>i8x16.bitmask(i8x16.eq(bytes, NEWLINE)));
    for (let left = inWords & afterMarkers; left !== 0; left &= left - 1) {
      const index = ctz(left);
      const before = index === 0 ? last : <u32>load<u16>(at + ((<usize>index) << 1) - 2);
      increment(WORDS_AFTER, before - FIRST_MARKER);
    }

    const gaps = ~(afterWords | afterMarkers);
    if (markers & 0xff) addMarkers(at, markers & 0xff, gaps, last, factor);
    if (length >= HALF) {
      factor = divideByEight(factor);
      if (markers >> HALF) {
        const lastOfHalf = <u32>load<u16>(at + (HALF << 1) - 2);
        addMarkers(at + (HALF << 1), markers >> HALF, gaps >> HALF, lastOfHalf, factor);
      }
    }
    if (length === <u32>GROUP) factor = divideByEight(factor);
    else for (let rest = length & (HALF - 1); rest > 0; rest -= 1) factor = divideByByte(factor);

    last = <u32>load<u16>(at + ((<usize>(length - 1)) << 1));
    isInWord = (inWords >> (length - 1)) & 1;
    // How many came behind the highest marker of the group.
    known = markers === 0 ? known + length : length + clz(markers) - 32;
    // A group adds 16 pairs at the most.
    if (load<u32>(FORM, PAIR_COUNT) > MOST_PAIRS) return false;
  }
  store<u32>(FORM, lines, LINES);
  store<u32>(FORM, words, WORDS);
  store<u32>(FORM, last, LAST);
  store<u32>(FORM, isInWord, IS_IN_WORD);
  store<u32>(FORM, factor, FACTOR);
  store<u32>(FORM, known, KNOWN);
  return true;
}
