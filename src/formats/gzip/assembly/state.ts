// The fields of the stream that is being decoded, in memory, so that they can be put aside.

import { STATE } from './layout';

// Offsets of 32-bit fields, but for the bit buffer.

/** The next encoded byte that is not in the bit buffer. */
export const INPUT_AT: usize = 0;
export const INPUT_END: usize = 4;
/** Where the next symbol is to be written. */
export const OUTPUT_AT: usize = 8;
/** Where the part of the output begins that the last call wrote. */
export const CHUNK_AT: usize = 12;
/** Where the oldest symbol stands that a match may refer to. */
export const OLDEST: usize = 16;
/** One of {@link Mode}. */
export const MODE: usize = 20;
export const IS_LAST_BLOCK: usize = 24;
/** How many bytes of a stored block are to come. */
export const STORED_BYTES: usize = 28;
/** Whether the tables hold the fixed codes. */
export const HAS_FIXED_TABLES: usize = 32;
/** How many bits there are in the bit buffer, the first one lowest. Those above them are zero. */
export const BIT_COUNT: usize = 36;
/** 64 bits. */
export const BIT_BUFFER: usize = 40;
/** How many bits of the first byte of input to leave out, as long as it has not come. */
export const SKIPPED_BITS: usize = 48;
/** Where the list of the matches of the last chunk of symbols ends. */
export const MATCHES_END: usize = 52;

/** The part of the stream that comes next. */
export namespace Mode {
  export const HEADER: u32 = 0;
  export const CODES: u32 = 1;
  export const STORED: u32 = 2;
}

/** How a call ended, or a part of it. The numbers are known to kernel.ts outside. */
export namespace Status {
  export const NEEDS_INPUT: i32 = 0;
  export const OUTPUT_IS_FULL: i32 = 1;
  export const BLOCK_ENDED: i32 = 2;
  export const STREAM_ENDED: i32 = 3;
  /** The fast loop comes too near an edge. */
  export const NEAR_EDGE: i32 = 4;
  /** A block header was read. */
  export const BLOCK_BEGAN: i32 = 5;
  // Damage, from here on.
  export const BAD_BLOCK_TYPE: i32 = 16;
  export const BAD_STORED_LENGTH: i32 = 17;
  export const TOO_MANY_SYMBOLS: i32 = 18;
  export const BAD_LENGTHS_CODE: i32 = 19;
  export const BAD_REPEAT: i32 = 20;
  export const NO_END_OF_BLOCK: i32 = 21;
  export const BAD_LITERAL_CODE: i32 = 22;
  export const BAD_DISTANCE_CODE: i32 = 23;
  export const BAD_LITERAL_SYMBOL: i32 = 24;
  export const BAD_DISTANCE_SYMBOL: i32 = 25;
  export const DISTANCE_TOO_FAR: i32 = 26;
}

export function get(field: usize): u32 {
  return load<u32>(STATE + field);
}

export function set(field: usize, value: u32): void {
  store<u32>(STATE + field, value);
}

export function getBits(): u64 {
  return load<u64>(STATE, BIT_BUFFER);
}

export function setBits(buffer: u64, count: u32): void {
  store<u64>(STATE, buffer, BIT_BUFFER);
  store<u32>(STATE, count, BIT_COUNT);
}
