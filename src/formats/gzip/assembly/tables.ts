// Decode tables for prefix codes.
//
// The next bits of the input, as many as the table has, are an index into it. An entry is 32 bits:
//
//     bits 0 to 7    how many bits of input it stands for, extra bits included
//     bits 8 to 12   how many of these are the code's, and INDEX_SHIFT more; in a link, how many bits index the
//                    table behind it
//     bit 13         the end of the block, if bit 15 is set
//     bit 14         a link to another table, for codes that are too long, if bit 15 is set
//     bit 15         no literal, length or distance; with neither of the bits before: an invalid code
//     bits 16 to 30  the literal, the least length or distance, or where the linked table begins
//     bit 31         a literal
//
// WebAssembly's shifts use the lowest six bits of their count, and so an entry is the count by which
// the input is shifted, without taking it apart.
//
// The fast loop keeps its bits higher by INDEX_SHIFT than the lowest bit, so that an index with the bits below it
// masked out is an offset in bytes.

import { LENGTH_COUNTS, LENGTH_OFFSETS, SORTED_SYMBOLS } from './layout';

/** The logarithm to base 2 of an entry's size in bytes. */
export const INDEX_SHIFT: u32 = 2;

export const LITERAL: u32 = 0x80000000;
export const EXCEPTION: u32 = 0x8000;
export const LINK: u32 = 0x4000;
export const END_OF_BLOCK: u32 = 0x2000;

const MAX_BITS: u32 = 15;

/** The kinds of symbols that tables are for, as type arguments. */
export class Literals {}
export class Distances {}
export class CodeLengths {}

// The least length of each symbol from 257 on, 16 bits, and behind all of them their numbers of
// extra bits; the same for distances (RFC 1951, section 3.2.5). Symbols that never occur have none.
const LENGTH_SYMBOLS: u32 = 29;
const LENGTH_BASES = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]);
const LENGTH_EXTRAS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const DISTANCE_SYMBOLS: u32 = 30;
const DISTANCE_BASES = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]);

/** A symbol's entry, before its code's length is added. */
function entryOf<Kind>(symbol: u32): u32 {
  if (idof<Kind>() === idof<CodeLengths>()) return symbol << 16;
  if (idof<Kind>() === idof<Distances>()) {
    if (symbol >= DISTANCE_SYMBOLS) return EXCEPTION;
    const extraBits: u32 = symbol < 4 ? 0 : (symbol >> 1) - 1;
    return ((<u32>load<u16>(DISTANCE_BASES + (symbol << 1))) << 16) | extraBits;
  }
  if (symbol < 256) return LITERAL | (symbol << 16);
  if (symbol === 256) return EXCEPTION | END_OF_BLOCK;
  const length = symbol - 257;
  if (length >= LENGTH_SYMBOLS) return EXCEPTION;
  const base = <u32>load<u16>(LENGTH_BASES + (length << 1));
  return (base << 16) | <u32>load<u8>(LENGTH_EXTRAS + length);
}

/** The entry of a symbol whose code has so many bits (left). */
function withLength(entry: u32, bits: u32): u32 {
  return entry + (((bits + INDEX_SHIFT) << 8) | bits);
}

/** The code that follows one of so many bits, its first bit lowest: it counts up from the high end. */
function nextCode(code: u32, bits: u32): u32 {
  const highestZero = (<u32>1) << (31 - clz(code ^ ((1 << bits) - 1)));
  return (code & (highestZero - 1)) | highestZero;
}

/** Repeats the first `entries` of a table behind themselves. */
function double(table: usize, entries: u32): void {
  const end = table + ((<usize>entries) << 2);
  let from = table;
  let to = end;
  if (entries < 4) {
    for (; from < end; from += 4, to += 4) store<u32>(to, load<u32>(from));
  } else {
    for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
  }
}

/** Sorts the symbols by their codes' lengths; says how long the longest is, or -1 if they are no code. */
function sortSymbols<Kind>(lengths: usize, symbols: u32): i32 {
  memory.fill(LENGTH_COUNTS, 0, 64);
  for (let symbol: u32 = 0; symbol < symbols; symbol += 1) {
    const count = LENGTH_COUNTS + ((<usize>load<u8>(lengths + symbol)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  let free: i32 = 1;
  let longest: i32 = 0;
  let offset: u32 = 0;
  for (let bits: u32 = 1; bits <= MAX_BITS; bits += 1) {
    const count = load<u32>(LENGTH_COUNTS + (bits << 2));
    store<u32>(LENGTH_OFFSETS + (bits << 2), offset);
    offset += count;
    free = (free << 1) - <i32>count;
    if (free < 0) return -1;
    if (count > 0) longest = bits;
  }
  // An incomplete code is accepted if it has a single symbol of one bit, or none (as zlib does).
  if (free > 0 && longest > 0 && (idof<Kind>() === idof<CodeLengths>() || longest > 1)) return -1;
  for (let symbol: u32 = 0; symbol < symbols; symbol += 1) {
    const bits = <u32>load<u8>(lengths + symbol);
    if (bits === 0) continue;
    const place = LENGTH_OFFSETS + (bits << 2);
    const index = load<u32>(place);
    store<u32>(place, index + 1);
    store<u16>(SORTED_SYMBOLS + (index << 1), <u16>symbol);
  }
  return longest;
}

/** Makes the table of the code with these lengths, one byte for each symbol; says whether it is one. */
export function buildTable<Kind>(lengths: usize, symbols: u32, table: usize, tableBits: u32): bool {
  const longest = sortSymbols<Kind>(lengths, symbols);
  if (longest < 0) return false;
  let sorted = SORTED_SYMBOLS;
  if (longest === 0 || (longest === 1 && load<u32>(LENGTH_COUNTS, 4) === 1)) {
    // zlib's decoder of code lengths does not look whether the code has any symbol: it reads zeros.
    const invalid: u32 = idof<Kind>() === idof<CodeLengths>() ? 0x0101 : EXCEPTION | 0x0101;
    const entry = longest === 0 ? invalid : withLength(entryOf<Kind>(load<u16>(sorted)), 1);
    store<u32>(table, entry, 0);
    store<u32>(table, invalid, 4);
    for (let bits: u32 = 1; bits < tableBits; bits += 1) double(table, 1 << bits);
    return true;
  }

  let code: u32 = 0;
  let bits: u32 = 1;
  let left = load<u32>(LENGTH_COUNTS, 4);
  for (;;) {
    const allOnes: u32 = (1 << bits) - 1;
    for (; left > 0; left -= 1) {
      const entry = entryOf<Kind>(load<u16>(sorted));
      sorted += 2;
      store<u32>(table + ((<usize>code) << 2), withLength(entry, bits));
      if (code === allOnes) {
        for (; bits < tableBits; bits += 1) double(table, 1 << bits);
        return true;
      }
      code = nextCode(code, bits);
    }
    if (bits === tableBits) break;
    double(table, 1 << bits);
    bits += 1;
    left = load<u32>(LENGTH_COUNTS + (bits << 2));
  }
  buildLinkedTables<Kind>(table, tableBits, code, sorted);
  return true;
}

/** Goes on with the codes that are longer than the table's bits, the first of which is `firstCode`. */
function buildLinkedTables<Kind>(
  table: usize,
  tableBits: u32,
  firstCode: u32,
  firstSymbol: usize,
): void {
  let code = firstCode;
  let sorted = firstSymbol;
  let bits = tableBits + 1;
  let left = load<u32>(LENGTH_COUNTS + (bits << 2));
  let prefix: u32 = 0xffffffff;
  let begin: u32 = 0;
  let end: u32 = 1 << tableBits;
  for (;;) {
    while (left === 0) {
      bits += 1;
      left = load<u32>(LENGTH_COUNTS + (bits << 2));
    }
    if ((code & ((1 << tableBits) - 1)) !== prefix) {
      prefix = code & ((1 << tableBits) - 1);
      begin = end;
      // As wide as it takes for the codes to come to fill it.
      let width = bits - tableBits;
      let filled = left;
      while (filled < (<u32>1) << width) {
        width += 1;
        filled = (filled << 1) + load<u32>(LENGTH_COUNTS + ((tableBits + width) << 2));
      }
      end = begin + (1 << width);
      const link = EXCEPTION | LINK | (begin << 16) | (width << 8) | tableBits;
      store<u32>(table + ((<usize>prefix) << 2), link);
    }
    const entry = withLength(entryOf<Kind>(load<u16>(sorted)), bits - tableBits);
    sorted += 2;
    const step: u32 = 1 << (bits - tableBits);
    for (let index = begin + (code >> tableBits); index < end; index += step) {
      store<u32>(table + ((<usize>index) << 2), entry);
    }
    if (code === <u32>(1 << bits) - 1) return;
    code = nextCode(code, bits);
    left -= 1;
  }
}
