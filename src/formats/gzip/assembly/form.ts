// The count of a slice, as a linear form over the 32 KiB before it, which are not known.
//
// Its symbols are known bytes, and markers that stand for the byte at a place in those 32 KiB. Markers come in runs,
// of places that follow each other. So what is noted is *breaks*: two neighbouring symbols of which one at least is
// a marker, unless the second is the marker of the next place. For each two neighbours there is noted how often they
// come and, for the checksum, which is linear, the sum of x^-8i modulo its polynomial over the offsets i of the
// second in the slice. Of a neighbour that is a known byte it only matters whether it belongs to a word.
//
// How often each place occurs, how often the next place follows, and the sum of x^-8i over all its offsets
// follow from the breaks (form-counter.ts): so what is done is for each run, and not for each marker.
//
// The symbols are gone through a block at a time. At first its breaks are found and listed, in vectors, and then they
// are noted: so no branch depends on the symbols, for none could be predicted.

import { divideBy32, divideByByte, divideByEight, makeFactorTables, ONE } from './factors';
import { BLOCK_SYMBOLS, FACTORS, FORM, FORM_END, KNOWN_BYTES, LISTED } from './layout';
import { BREAK_COUNT, MOST_BREAKS, noteBreaks } from './note-breaks';

// Offsets of 32-bit fields; note-breaks.ts has another one.

/** The symbol that came last. */
const LAST: usize = 0;
/** The factor x^-8i of the next symbol. */
const FACTOR: usize = 4;
/** How many symbols came since the last marker. */
const KNOWN: usize = 8;

const SPACE: u32 = 0x20;
const SYMBOL_BYTES: usize = 2;
/** Symbols are looked at in groups of so many, a mask's bits, and two vectors of them at a time. */
const GROUP: u32 = 64;
const TWO_VECTORS: u32 = 16;

export function beginForm(): void {
  makeFactorTables();
  memory.fill(FORM, 0, FORM_END - FORM);
  store<u32>(FORM, SPACE, LAST);
  store<u32>(FORM, ONE, FACTOR);
}

/**
 * Adds the symbols from `from` to `end`, and puts what is known of them into KNOWN_BYTES; says
 * whether the form is still small enough.
 */
export function addToForm(from: usize, end: usize): bool {
  // The first symbol of a slice comes after white space, though a marker is before it.
  const before = load<u16>(from - SYMBOL_BYTES);
  store<u16>(from - SYMBOL_BYTES, <u16>load<u32>(FORM, LAST));
  let isSmall = true;
  for (let at = from; isSmall && at < end; at += BLOCK_SYMBOLS * SYMBOL_BYTES) {
    addBlock(at, <u32>min((end - at) >> 1, BLOCK_SYMBOLS), KNOWN_BYTES + ((at - from) >> 1));
    isSmall = load<u32>(FORM, BREAK_COUNT) <= MOST_BREAKS;
  }
  store<u16>(from - SYMBOL_BYTES, before);
  store<u32>(FORM, load<u16>(end - SYMBOL_BYTES), LAST);
  return isSmall;
}

function addBlock(block: usize, symbols: u32, knownBytes: usize): void {
  const listEnd = listBreaks(block, symbols, knownBytes);
  store<u32>(FORM, makeFactors(load<u32>(FORM, FACTOR), symbols), FACTOR);
  noteBreaks(block, listEnd);
}

/** Puts what is known of the symbols into `knownBytes`, lists the breaks, and returns where the list ends. */
function listBreaks(block: usize, symbols: u32, knownBytes: usize): usize {
  const ones = i16x8.splat(1);
  let known = load<u32>(FORM, KNOWN);
  let isAfterMarker = <u64>(load<u16>(block - SYMBOL_BYTES) >> 15);
  let listEnd = LISTED;
  for (let first: u32 = 0; first < symbols; first += GROUP) {
    let at = block + ((<usize>first) << 1);
    let to = knownBytes + first;
    let markers: u64 = 0;
    let following: u64 = 0;
    for (let bit: u64 = 0; bit < GROUP; bit += TWO_VECTORS, at += 32, to += 16) {
      const one = v128.load(at);
      const other = v128.load(at, 16);
      // Markers are below zero.
      v128.store(to, i8x16.narrow_i16x8_u(one, other));
      markers |= (<u64>i8x16.bitmask(i8x16.narrow_i16x8_s(one, other))) << bit;
      const oneFollows = i16x8.eq(one, i16x8.add(v128.load(at - SYMBOL_BYTES), ones));
      const otherFollows = i16x8.eq(other, i16x8.add(v128.load(at + 16 - SYMBOL_BYTES), ones));
      following |= (<u64>i8x16.bitmask(i8x16.narrow_i16x8_s(oneFollows, otherFollows))) << bit;
    }
    const length = min(symbols - first, GROUP);
    const counted = <u64>-1 >> (GROUP - length);
    const afterMarkers = (markers << 1) | isAfterMarker;
    const breaks = ((markers & ~following) | (afterMarkers & ~markers)) & counted;
    listEnd = list(breaks, first, listEnd);
    markers &= counted;
    isAfterMarker = markers >> (GROUP - 1);
    known = markers === 0 ? known + length : length + <u32>clz(markers) - GROUP;
  }
  store<u32>(FORM, known, KNOWN);
  return listEnd;
}

/** Lists the numbers of a mask's bits behind `listEnd`, and returns where the list ends then. */
function list(mask: u64, first: u32, listEnd: usize): usize {
  let left = mask;
  let at = listEnd;
  // So many are stored in any case, for there are rarely more.
  for (let stored: usize = 0; stored < 16; stored += 2, left &= left - 1) {
    store<u16>(at + stored, <u16>(first + <u32>ctz(left)));
  }
  for (at += 16; left !== 0; at += 2, left &= left - 1) {
    store<u16>(at, <u16>(first + <u32>ctz(left)));
  }
  return listEnd + ((<usize>popcnt(mask)) << 1);
}

/** Makes FACTORS for a block whose first symbol has this factor, and returns that of the symbol behind it. */
function makeFactors(first: u32, symbols: u32): u32 {
  // Four at a time, so that none of them waits for the one before.
  let one = first;
  let two = divideByEight(one);
  let three = divideByEight(two);
  let four = divideByEight(three);
  let at = FACTORS;
  let left = symbols;
  for (; left >= 32; left -= 32, at += 16) {
    store<u32>(at, one, 0);
    store<u32>(at, two, 4);
    store<u32>(at, three, 8);
    store<u32>(at, four, 12);
    one = divideBy32(one);
    two = divideBy32(two);
    three = divideBy32(three);
    four = divideBy32(four);
  }
  store<u32>(at, one, 0);
  store<u32>(at, two, 4);
  store<u32>(at, three, 8);
  store<u32>(at, four, 12);
  for (; left > 0; left -= 1) one = divideByByte(one);
  return one;
}
