// The loop that does nearly all the work: symbols of a block as long as neither the input's end nor
// the output's is so near that it would have to be looked at within.

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
import { END_OF_BLOCK, EXCEPTION, INDEX_SHIFT, LINK } from './tables';

// V8's machine code shapes what follows. From one symbol to the next it takes a mask, a load and a shift, and any
// further instruction between them shows. So the tables' addresses are constant offsets of the loads, the next bit is
// INDEX_SHIFT bits above the buffer's lowest, and masks have 32 bits.

const LITERAL_MASK: u32 = ((1 << LITERAL_BITS) - 1) << INDEX_SHIFT;
const DISTANCE_MASK: u32 = ((1 << DISTANCE_BITS) - 1) << INDEX_SHIFT;

/** One round takes at most 16 bytes and looks at eight behind them. */
const INPUT_MARGIN: usize = 32;

/** A distance's code and extra bits are 28 at most, and the index of the entry behind it has 11. */
const DISTANCE_AND_NEXT: u32 = 28 + LITERAL_BITS + INDEX_SHIFT;

function literalEntry(buffer: u64): u64 {
  return load<u32>(<u32>buffer & LITERAL_MASK, LITERAL_TABLE);
}

/** The sign is the mark of literals. */
function isLiteral(entry: u64): bool {
  return <i32>entry < 0;
}

function linkedEntry(table: usize, link: u64, buffer: u64): u64 {
  const index = (link >> 16) + ((buffer >> INDEX_SHIFT) & ~((<u64>-1) << (link >> 8)));
  return load<u32>(table + ((<usize>index) << INDEX_SHIFT));
}

/** The base of an entry, and the extra bits that follow its code in `bits`. */
function fullValue(entry: u64, bits: u64): usize {
  const above = ((<u64>-1) << INDEX_SHIFT) << entry;
  return <usize>(entry >> 16) + <usize>((bits & ~above) >> (entry >> 8));
}

/** How far to go on in the input where this many bits are in the buffer. */
function bytesTaken(count: u64): usize {
  return 7 - <usize>((count >> 3) & 7);
}

/**
 * Decodes until a block ends, an edge is near or an error is there.
 *
 * The number of bits in the buffer, with the INDEX_SHIFT below them, is `count` modulo 64: entries are subtracted
 * whole.
 */
export function decodeFast<Symbols>(): i32 {
  const shift = symbolShift<Symbols>();
  const lastAt = <usize>get(INPUT_END) - INPUT_MARGIN;
  const lastTo = outputEnd<Symbols>();
  const oldest = <usize>get(OLDEST);
  // A block's header may leave too many bits to shift them. Those of whole bytes are read again.
  const bitsLeft = get(BIT_COUNT);
  let at = <usize>(get(INPUT_AT) - (bitsLeft >> 3));
  let to = <usize>get(OUTPUT_AT);
  if (at > lastAt || to >= lastTo) return Status.NEAR_EDGE;

  let matchesEnd = <usize>get(MATCHES_END);
  let status: i32 = Status.NEAR_EDGE;
  let count = <u64>((bitsLeft & 7) + INDEX_SHIFT);
  let buffer = (getBits() << INDEX_SHIFT) | (load<u64>(at) << count);
  at += bytesTaken(count);
  count |= 56;
  let entry = literalEntry(buffer);
  do {
    buffer |= load<u64>(at) << count;
    at += bytesTaken(count);
    count |= 56;

    // There are 54 bits. Three literals and the index of the next entry take 44, two literals and a length 42.
    if (isLiteral(entry)) {
      buffer >>= entry;
      count -= entry;
      storeLiteral<Symbols>(to, entry);
      to += (<usize>1) << shift;
      entry = literalEntry(buffer);
      if (isLiteral(entry)) {
        buffer >>= entry;
        count -= entry;
        storeLiteral<Symbols>(to, entry);
        to += (<usize>1) << shift;
        entry = literalEntry(buffer);
        if (isLiteral(entry)) {
          buffer >>= entry;
          count -= entry;
          storeLiteral<Symbols>(to, entry);
          to += (<usize>1) << shift;
          entry = literalEntry(buffer);
          continue;
        }
      }
    }

    let bits = buffer;
    buffer >>= entry;
    count -= entry;
    if (entry & EXCEPTION) {
      if (entry & LINK) {
        entry = linkedEntry(LITERAL_TABLE, entry, buffer);
        bits = buffer;
        buffer >>= entry;
        count -= entry;
        if (isLiteral(entry)) {
          storeLiteral<Symbols>(to, entry);
          to += (<usize>1) << shift;
          entry = literalEntry(buffer);
          continue;
        }
      }
      if (entry & EXCEPTION) {
        status = entry & END_OF_BLOCK ? Status.BLOCK_ENDED : Status.BAD_LITERAL_SYMBOL;
        break;
      }
    }
    const length = fullValue(entry, bits) << shift;

    // Where no literal came before there are nearly always enough.
    if (<u32>(count & 63) < DISTANCE_AND_NEXT) {
      buffer |= load<u64>(at) << count;
      at += bytesTaken(count);
      count |= 56;
    }
    entry = load<u32>(<u32>buffer & DISTANCE_MASK, DISTANCE_TABLE);
    if (entry & EXCEPTION) {
      if (entry & LINK) {
        buffer >>= entry;
        count -= entry;
        entry = linkedEntry(DISTANCE_TABLE, entry, buffer);
      }
      if (entry & EXCEPTION) {
        status = Status.BAD_DISTANCE_SYMBOL;
        break;
      }
    }
    const distance = fullValue(entry, buffer) << shift;
    buffer >>= entry;
    count -= entry;
    if (distance > to - oldest) {
      status = Status.DISTANCE_TOO_FAR;
      break;
    }
    matchesEnd = storeMatch<Symbols>(matchesEnd, to, distance, length);
    // Looked up before the copy, so as not to wait for it after.
    entry = literalEntry(buffer);
    const end = to + length;
    if (distance < 16) {
      copyMatch(to, distance, end);
    } else {
      // Most matches are short: up to four vectors are copied without a look at the length.
      const from = to - distance;
      v128.store(to, v128.load(from, 0), 0);
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
      if (length > 64) copyMatch(to + 64, distance, end);
    }
    to = end;
  } while (at <= lastAt && to < lastTo);

  count = (count & 63) - INDEX_SHIFT;
  buffer >>= INDEX_SHIFT;
  set(INPUT_AT, <u32>at);
  set(OUTPUT_AT, <u32>to);
  set(MATCHES_END, <u32>matchesEnd);
  setBits(buffer & (((<u64>1) << count) - 1), <u32>count);
  return status;
}
