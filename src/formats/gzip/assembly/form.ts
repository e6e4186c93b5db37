// The count of a slice, as a linear form over the 32 KiB before it, which are not known.
//
// Its symbols are known bytes, and markers that stand for the byte at a place in those 32 KiB. What
// depends on markers is noted for each place, so that it can be added up when the bytes are known:
//
// - how often a run begins at it (STARTS) and ends at it (ENDS): markers of places that follow each other;
// - how often white space comes before it (SPACES_BEFORE): a word begins there if the byte is in one;
// - how often a byte in a word comes behind it (WORDS_AFTER): a word begins there if the byte is not;
// - how often any place follows it but the one behind it (PAIRS);
// - for the checksum, which is linear, x^-8i modulo its polynomial, summed up over the offsets i in the slice
//   at which a run begins at the place, or has ended before it (CHECKSUMS).
//
// How often each place occurs, how often the next place follows, and the sum of x^-8i over all its offsets
// follow from these (form-counter.ts): so what is done is for each run, and not for each marker.
//
// The first symbol counts as though white space came before it, as in every count.

import {
  CHECKSUMS,
  ENDS,
  FORM,
  FORM_END,
  GROUP_FACTORS,
  INVERSE_BYTE,
  INVERSE_EIGHT,
  INVERSE_SERIES,
  KNOWN_BYTES,
  PAIR_SLOTS,
  PAIRS,
  SPACES_BEFORE,
  STARTS,
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

function addToChecksums(place: u32, factor: u32): void {
  const sum = CHECKSUMS + (place << 2);
  store<u32>(sum, load<u32>(sum) ^ factor);
}

/**
 * Begins and ends runs at those of eight symbols for which `starts` has a bit, and before those for which
 * `ends` has one; `gaps` has one for each that follows a gap.
 */
function addRuns(at: usize, starts: u32, ends: u32, gaps: u32, last: u32, factor: u32): void {
  makeFactors(factor);
  for (let left = starts | ends; left !== 0; left &= left - 1) {
    const index = ctz(left);
    const before = index === 0 ? last : <u32>load<u16>(at + ((<usize>index) << 1) - 2);
    const ownFactor = load<u32>(GROUP_FACTORS + ((<usize>index) << 2));
    const hasEnded = ((ends >> index) & 1) !== 0;
    if (hasEnded) {
      increment(ENDS, before - FIRST_MARKER);
      addToChecksums(before - FIRST_MARKER + 1, ownFactor);
    }
    if (((starts >> index) & 1) === 0) continue;
    const place = <u32>load<u16>(at + ((<usize>index) << 1)) - FIRST_MARKER;
    increment(STARTS, place);
    addToChecksums(place, ownFactor);
    if (hasEnded) addPair(before - FIRST_MARKER, place);
    else if (((gaps >> index) & 1) !== 0) increment(SPACES_BEFORE, place);
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
  const ones = i16x8.splat(1);
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
  let previous = i16x8.splat(<i16>last);
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
    // Where a symbol is the one before it and 1. A marker's is a marker, or the highest byte.
    const beforeOne = v128.shuffle<i16>(previous, one, 7, 8, 9, 10, 11, 12, 13, 14);
    const beforeOther = v128.shuffle<i16>(one, other, 7, 8, 9, 10, 11, 12, 13, 14);
    const oneFollows = i16x8.eq(one, i16x8.add(beforeOne, ones));
    const otherFollows = i16x8.eq(other, i16x8.add(beforeOther, ones));
    const follows = <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(oneFollows, otherFollows));
    previous = other;

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
    const goOn = markers & afterMarkers & follows;
    const counted = length === <u32>GROUP ? 0xffff : ((<u32>1) << length) - 1;
    const starts = markers & ~goOn & counted;
    const ends = afterMarkers & ~goOn & counted;
    if ((starts | ends) & 0xff) addRuns(at, starts & 0xff, ends & 0xff, gaps, last, factor);
    if (length >= HALF) {
      factor = divideByEight(factor);
      if ((starts | ends) >> HALF) {
        const lastOfHalf = <u32>load<u16>(at + (HALF << 1) - 2);
        addRuns(at + (HALF << 1), starts >> HALF, ends >> HALF, gaps >> HALF, lastOfHalf, factor);
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
