// Notes breaks in the form, with their weights.

import { ONE, scaled } from './factors';
import {
  BLOCK_SYMBOLS,
  BREAK_BYTES,
  BREAK_SLOTS,
  BREAKS,
  FORM,
  JUNCTIONS,
  LISTED,
  SUMS,
  TIMES,
  WORD_BYTES,
} from './layout';
import { FIRST_MARKER } from './symbols';

/** The offset of a 32-bit field of the form: how many breaks there are with different neighbours. */
const BREAK_COUNT: usize = 12;

/** A fuller table would take long to search, and the form to send. */
const MOST_BREAKS: u32 = (BREAK_SLOTS / 4) * 3;

const SPACE: u32 = 0x20;

/**
 * Notes the breaks that are masked and come at all, with their weights; says whether there are few enough with
 * different neighbours.
 */
export function noteBreaks(
  from: usize,
  symbols: u32,
  masks: usize,
  times: usize,
  sums: usize,
): bool {
  for (let first: u32 = 0; first < symbols; first += BLOCK_SYMBOLS) {
    const at = (<usize>first) << 1;
    const listEnd = listBreaks(
      masks + (first >> 3),
      times + at,
      min(symbols - first, BLOCK_SYMBOLS),
    );
    if (!noteListed(from + at, LISTED, listEnd, times + at, sums + (at << 1))) return false;
  }
  return true;
}

function listBreaks(masks: usize, times: usize, symbols: u32): usize {
  let listEnd = LISTED;
  let mask = masks;
  let at = times;
  for (let first: u32 = 0; first < symbols; first += 64, mask += 8) {
    let none: u64 = 0;
    for (let bit: u64 = 0; bit < 64; bit += 16, at += 32) {
      const zero = i16x8.splat(0);
      const one = i16x8.eq(v128.load(at), zero);
      const other = i16x8.eq(v128.load(at, 16), zero);
      none |= (<u64>i8x16.bitmask(i8x16.narrow_i16x8_s(one, other))) << bit;
    }
    listEnd = list(load<u64>(mask) & ~none, first, listEnd);
  }
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

/** Notes the breaks of a chunk that are listed as junctions. */
export function noteJunctions(from: usize, listEnd: usize): bool {
  for (let at = JUNCTIONS; at < listEnd; at += BLOCK_SYMBOLS * 2) {
    if (!noteListed(from, at, min(at + BLOCK_SYMBOLS * 2, listEnd), TIMES, SUMS)) return false;
  }
  return true;
}

/** Notes what is listed, so little that the table is not full, and says whether there is room for as much again. */
function noteListed(block: usize, list: usize, listEnd: usize, times: usize, sums: usize): bool {
  for (let at = list; at < listEnd; at += 2) {
    const index = <usize>load<u16>(at);
    const neighbours = load<u32>(block - 2 + (index << 1));
    noteBreak(
      kindOf(neighbours & 0xffff) | (kindOf(neighbours >> 16) << 16),
      load<u16>(times + (index << 1)),
      scaled(load<u32>(sums + (index << 2))),
    );
  }
  return load<u32>(FORM, BREAK_COUNT) <= MOST_BREAKS;
}

/**
 * Notes the slice's first symbol, at `from`, as coming after white space, though a marker is before it. This marker
 * has weight only where it is copied with the symbol.
 */
export function noteFirst(from: usize): void {
  store<u16>(TIMES, 0);
  store<u32>(SUMS, 0);
  const first = <u32>load<u16>(from);
  if (first & FIRST_MARKER) noteBreak(kindOf(SPACE) | (first << 16), 1, ONE);
}

/** A marker as it is, or whether a byte belongs to a word. */
function kindOf(symbol: u32): u32 {
  return select(symbol, <u32>load<u8>(WORD_BYTES + (symbol & 0xff)), (symbol & FIRST_MARKER) !== 0);
}

function noteBreak(neighbours: u32, times: u32, factor: u32): void {
  // Fibonacci hashing: a multiple of the golden ratio, of which the highest bits are taken.
  let slot = (neighbours * 0x9e3779b1) >> 16;
  for (;;) {
    const entry = BREAKS + <usize>slot * BREAK_BYTES;
    const present = load<u32>(entry);
    if (present === neighbours) {
      store<u32>(entry, load<u32>(entry, 4) + times, 4);
      store<u32>(entry, load<u32>(entry, 8) ^ factor, 8);
      return;
    }
    if (present === 0) {
      store<u32>(entry, neighbours, 0);
      store<u32>(entry, times, 4);
      store<u32>(entry, factor, 8);
      store<u32>(FORM, load<u32>(FORM, BREAK_COUNT) + 1, BREAK_COUNT);
      return;
    }
    slot = (slot + 1) & (BREAK_SLOTS - 1);
  }
}
