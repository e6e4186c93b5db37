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

// The symbols are gone through a block at a time. At first it is found, in vectors, where something is to be noted,
// and then that is done, one kind after the other: so no branch depends on the symbols, for none could be predicted.

import { divideByByte, divideByEight, makeFactorTables, ONE } from './factors';
import {
  BLOCK_SYMBOLS,
  ENDS_MASK,
  FACTORS,
  FORM,
  FORM_END,
  KNOWN_BYTES,
  PAIR_SLOTS,
  PAIRS_MASK,
  SPACES_MASK,
  STARTS_MASK,
  WORD_TABLES,
  WORDS_MASK,
} from './layout';
import { noteMasked, PAIR_COUNT } from './note-masked';
import { FIRST_MARKER } from './symbols';

// Offsets of 32-bit fields; note-masked.ts has another one.

const LINES: usize = 0;
const WORDS: usize = 4;
/** The symbol that came last. */
const LAST: usize = 8;
/** The factor x^-8i of the next symbol. */
const FACTOR: usize = 12;
/** How many symbols came since the last marker. */
const KNOWN: usize = 16;
/** Whether the last symbol is a byte that belongs to a word. */
const IS_IN_WORD: usize = 24;

const SPACE: u32 = 0x20;
/** Symbols are looked at in groups of so many, of which the two halves are a vector each. */
const GROUP: usize = 16;
const HALF: u32 = 8;
const SYMBOL_BYTES: usize = 2;

let NEWLINE = i8x16.splat(0x0a);
let LOW_HALVES = i8x16.splat(0x0f);
/** For each high half of a byte, its bit in the first of WORD_TABLES, and in the second. */
let LOW_BITS = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
let HIGH_BITS = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, -128);

/** A fuller table would take long to search, and the form to send. */
const MOST_PAIRS: u32 = PAIR_SLOTS / 2;

export function beginForm(): void {
  makeFactorTables();
  memory.fill(FORM, 0, FORM_END - FORM);
  store<u32>(FORM, SPACE, LAST);
  store<u32>(FORM, ONE, FACTOR);
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
  // The last group is filled up with what is not counted.
  const filler = i16x8.splat(<i16>SPACE);
  v128.store(end, filler);
  v128.store(end, filler, 16);
  let to = KNOWN_BYTES;
  for (let at = from; at < end; at += BLOCK_SYMBOLS * SYMBOL_BYTES, to += BLOCK_SYMBOLS) {
    const blockEnd = min(at + BLOCK_SYMBOLS * SYMBOL_BYTES, end);
    if (maskBlock(at, blockEnd, to)) noteMasked(at, <u32>(blockEnd - at) >> 1);
    if (load<u32>(FORM, PAIR_COUNT) > MOST_PAIRS) return false;
  }
  return true;
}

/** Counts what is known of the symbols, masks those at which something is to be noted, and says whether any are. */
function maskBlock(from: usize, end: usize, knownBytes: usize): bool {
  const highestByte = i16x8.splat(<i16>(FIRST_MARKER - 1));
  const ones = i16x8.splat(1);
  let lines = load<u32>(FORM, LINES);
  let words = load<u32>(FORM, WORDS);
  let last = load<u32>(FORM, LAST);
  let isInWord = load<u32>(FORM, IS_IN_WORD);
  let factor = load<u32>(FORM, FACTOR);
  let known = load<u32>(FORM, KNOWN);
  let all: u32 = 0;
  let to = knownBytes;
  let previous = i16x8.splat(<i16>last);
  let first: u32 = 0;
  for (let at = from; at < end; at += GROUP * SYMBOL_BYTES, to += GROUP, first += GROUP) {
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

    const goOn = markers & afterMarkers & follows;
    const counted = length === <u32>GROUP ? 0xffff : ((<u32>1) << length) - 1;
    const starts = markers & ~goOn & counted;
    const ends = afterMarkers & ~goOn & counted;
    const mask = <usize>first >> 3;
    store<u16>(STARTS_MASK + mask, <u16>starts);
    store<u16>(ENDS_MASK + mask, <u16>ends);
    store<u16>(PAIRS_MASK + mask, <u16>(starts & ends));
    store<u16>(SPACES_MASK + mask, <u16>(starts & ~(afterWords | afterMarkers)));
    store<u16>(WORDS_MASK + mask, <u16>(inWords & afterMarkers));
    all |= starts | ends;
    store<u32>(FACTORS + (<usize>first >> 1), factor);
    if (length >= HALF) {
      factor = divideByEight(factor);
      store<u32>(FACTORS + (<usize>first >> 1), factor, 4);
    }
    if (length === <u32>GROUP) factor = divideByEight(factor);
    else for (let rest = length & (HALF - 1); rest > 0; rest -= 1) factor = divideByByte(factor);

    last = <u32>load<u16>(at + ((<usize>(length - 1)) << 1));
    isInWord = (inWords >> (length - 1)) & 1;
    // How many came behind the highest marker of the group.
    known = markers === 0 ? known + length : length + clz(markers) - 32;
  }
  // The rest of the last 64 bits.
  const mask = <usize>first >> 3;
  store<u64>(STARTS_MASK + mask, 0);
  store<u64>(ENDS_MASK + mask, 0);
  store<u64>(PAIRS_MASK + mask, 0);
  store<u64>(SPACES_MASK + mask, 0);
  store<u64>(WORDS_MASK + mask, 0);
  store<u32>(FORM, lines, LINES);
  store<u32>(FORM, words, WORDS);
  store<u32>(FORM, last, LAST);
  store<u32>(FORM, isInWord, IS_IN_WORD);
  store<u32>(FORM, factor, FACTOR);
  store<u32>(FORM, known, KNOWN);
  return all !== 0;
}
