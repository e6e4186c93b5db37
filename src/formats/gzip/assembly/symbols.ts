// The symbols that a stream is decoded to, as type arguments: each gets loops compiled for it alone.

import { MATCH_BYTES, OUTPUT, OUTPUT_CAPACITY, SYMBOLS_CAPACITY } from './layout';

/** Bytes, where the window is known. */
export class Bytes {}

/** 16-bit symbols, where it is not: a byte's value, or {@link FIRST_MARKER} and the place in the window of the byte. */
export class Markers {}

/** The marker of the window's first byte. As signed numbers markers are below zero. */
export const FIRST_MARKER: u32 = 0x8000;

/** By how many bits a number of symbols is shifted to give a number of bytes. */
export function symbolShift<Symbols>(): usize {
  return idof<Symbols>() === idof<Bytes>() ? 0 : 1;
}

/** Where output is full: a match that begins before is written as a whole. */
export function outputEnd<Symbols>(): usize {
  return OUTPUT + (idof<Symbols>() === idof<Bytes>() ? OUTPUT_CAPACITY : SYMBOLS_CAPACITY);
}

export function storeLiteral<Symbols>(to: usize, entry: u64): void {
  // A literal's entry has nothing but the mark of literals above its value.
  if (idof<Symbols>() === idof<Bytes>()) store<u8>(to, <u8>(entry >> 16));
  else store<u16>(to, <u16>((entry >> 16) & 0xff));
}

/** Lists a match of symbols, and returns where the list ends. Its distance and length are in bytes. */
export function storeMatch<Symbols>(
  listEnd: usize,
  to: usize,
  distance: usize,
  length: usize,
): usize {
  if (idof<Symbols>() === idof<Bytes>()) return listEnd;
  store<u32>(listEnd, <u32>to);
  store<u32>(listEnd, <u32>((distance << LENGTH_BITS) | length), 4);
  return listEnd + MATCH_BYTES;
}

/** The longest match has 516 bytes. */
export const LENGTH_BITS: usize = 10;
