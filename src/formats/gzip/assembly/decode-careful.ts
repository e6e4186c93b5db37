// Symbols of a block one by one, where the input ends: each that is there as a whole is decoded.

import { copyMatch } from './copy-match';
import { DISTANCE_BITS, DISTANCE_TABLE, LITERAL_BITS, LITERAL_TABLE } from './layout';
import {
  BIT_COUNT,
  get,
  getBits,
  INPUT_AT,
  INPUT_END,
  MATCHES_END,
  OLDEST,
  OUTPUT_AT,
  Status,
  set,
  setBits,
} from './state';
import { outputEnd, storeLiteral, storeMatch, symbolShift } from './symbols';
import { END_OF_BLOCK, EXCEPTION, INDEX_SHIFT, LINK, LITERAL } from './tables';

/** The bits that are looked at. */
let buffer: u64 = 0;
/** Their number; negative if the last symbol would have taken more than there are. */
let count: i32 = 0;

/** Reads the next code, and says what entry it has. */
function readEntry(table: usize, tableBits: u32): u32 {
  let entry = load<u32>(table + ((<usize>(<u32>buffer & ((1 << tableBits) - 1))) << 2));
  if (entry & LINK) {
    drop(entry & 0xff);
    const width = (entry >> 8) & 0xf;
    const index = (entry >> 16) + (<u32>buffer & ((1 << width) - 1));
    entry = load<u32>(table + ((<usize>index) << 2));
  }
  return entry;
}

function drop(bits: u32): void {
  buffer >>= bits;
  count -= <i32>bits;
}

/** The value of an entry, whose bits are dropped. */
function readValue(entry: u32): usize {
  const codeBits = ((entry >> 8) & 0x1f) - INDEX_SHIFT;
  const extraBits = (entry & 0xff) - codeBits;
  drop(codeBits);
  const extra = <u32>buffer & ((1 << extraBits) - 1);
  drop(extraBits);
  return ((entry >> 16) & 0x7fff) + extra;
}

export function decodeCareful<Symbols>(): i32 {
  const shift = symbolShift<Symbols>();
  const end = <usize>get(INPUT_END);
  const lastTo = outputEnd<Symbols>();
  let at = <usize>get(INPUT_AT);
  let to = <usize>get(OUTPUT_AT);
  buffer = getBits();
  count = <i32>get(BIT_COUNT);
  let status: i32 = Status.OUTPUT_IS_FULL;
  while (to < lastTo) {
    // A length and a distance take at most 48 bits.
    for (; count <= 48 && at < end; at += 1, count += 8) buffer |= (<u64>load<u8>(at)) << count;
    const bufferBefore = buffer;
    const countBefore = count;
    status = Status.NEEDS_INPUT;

    const entry = readEntry(LITERAL_TABLE, LITERAL_BITS);
    if (entry & LITERAL) {
      drop(entry & 0xff);
      if (count >= 0) {
        storeLiteral<Symbols>(to, entry);
        to += (<usize>1) << shift;
        status = Status.OUTPUT_IS_FULL;
      }
    } else if (entry & EXCEPTION) {
      drop(entry & 0xff);
      if (count >= 0) {
        status = entry & END_OF_BLOCK ? Status.BLOCK_ENDED : Status.BAD_LITERAL_SYMBOL;
      }
    } else {
      const length = readValue(entry) << shift;
      const distanceEntry = count >= 0 ? readEntry(DISTANCE_TABLE, DISTANCE_BITS) : 0;
      if (distanceEntry & EXCEPTION) {
        drop(distanceEntry & 0xff);
        if (count >= 0) status = Status.BAD_DISTANCE_SYMBOL;
      } else if (count >= 0) {
        const distance = readValue(distanceEntry) << shift;
        if (count >= 0) {
          status = Status.DISTANCE_TOO_FAR;
          if (distance <= to - <usize>get(OLDEST)) {
            const matchesEnd = storeMatch<Symbols>(get(MATCHES_END), to, distance, length);
            set(MATCHES_END, <u32>matchesEnd);
            copyMatch(to, distance, to + length);
            to += length;
            status = Status.OUTPUT_IS_FULL;
          }
        }
      }
    }
    if (status === Status.NEEDS_INPUT) {
      buffer = bufferBefore;
      count = countBefore;
    }
    if (status !== Status.OUTPUT_IS_FULL) break;
  }
  set(INPUT_AT, <u32>at);
  set(OUTPUT_AT, <u32>to);
  setBits(buffer, <u32>count);
  return status;
}
