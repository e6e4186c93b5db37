// The loop that does nearly all the work: symbols of a block as long as neither the input's end nor
// the output's is so near that it would have to be looked at within.

import { copyMatch } from './copy-match';
import {
  DISTANCE_BITS,
  DISTANCE_TABLE,
  LITERAL_BITS,
  LITERAL_TABLE,
  OUTPUT,
  OUTPUT_CAPACITY,
} from './layout';
import {
  BIT_COUNT,
  get,
  getBits,
  INPUT_AT,
  INPUT_END,
  OLDEST,
  OUTPUT_AT,
  Status,
  set,
  setBits,
} from './state';
import { storeLiteral, symbolShift } from './symbols';
import { END_OF_BLOCK, EXCEPTION, LINK, LITERAL } from './tables';

const LITERAL_MASK: u64 = (1 << LITERAL_BITS) - 1;
const DISTANCE_MASK: u64 = (1 << DISTANCE_BITS) - 1;

/** One round takes 16 bytes at the most and looks at eight behind. */
const INPUT_MARGIN: usize = 32;

function literalEntry(buffer: u64): u64 {
  return load<u32>(LITERAL_TABLE + ((<usize>(buffer & LITERAL_MASK)) << 2));
}

function linkedEntry(table: usize, link: u64, buffer: u64): u64 {
  const index = (link >> 16) + (buffer & ~((<u64>-1) << (link >> 8)));
  return load<u32>(table + ((<usize>index) << 2));
}

/** The base of an entry, and the extra bits that follow its code in `bits`. */
function fullValue(entry: u64, bits: u64): usize {
  return <usize>(entry >> 16) + <usize>((bits & ~((<u64>-1) << entry)) >> (entry >> 8));
}

/**
 * Decodes until a block ends, an edge is near or an error is there.
 *
 * The number of bits in the buffer is `count` modulo 64: entries are subtracted whole.
 */
export function decodeFast<Symbols>(): i32 {
  const shift = symbolShift<Symbols>();
  const lastAt = <usize>get(INPUT_END) - INPUT_MARGIN;
  const lastTo = OUTPUT + OUTPUT_CAPACITY;
  const oldest = <usize>get(OLDEST);
  let at = <usize>get(INPUT_AT);
  let to = <usize>get(OUTPUT_AT);
  if (at > lastAt || to >= lastTo) return Status.NEAR_EDGE;

  let status: i32 = Status.NEAR_EDGE;
  let count = <u64>get(BIT_COUNT);
  let buffer = getBits() | (load<u64>(at) << count);
  at += <usize>(7 - ((count >> 3) & 7));
  count |= 56;
  let entry = literalEntry(buffer);
  do {
    buffer |= load<u64>(at) << count;
    at += <usize>(7 - ((count >> 3) & 7));
    count |= 56;

    // Three literals of eleven bits, then a length of 20 bits, are 53.
    if (entry & LITERAL) {
      buffer >>= entry;
      count -= entry;
      storeLiteral<Symbols>(to, entry);
      to += (<usize>1) << shift;
      entry = literalEntry(buffer);
      if (entry & LITERAL) {
        buffer >>= entry;
        count -= entry;
        storeLiteral<Symbols>(to, entry);
        to += (<usize>1) << shift;
        entry = literalEntry(buffer);
        if (entry & LITERAL) {
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
        if (entry & LITERAL) {
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

    buffer |= load<u64>(at) << count;
    at += <usize>(7 - ((count >> 3) & 7));
    count |= 56;
    entry = load<u32>(DISTANCE_TABLE + ((<usize>(buffer & DISTANCE_MASK)) << 2));
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
    // Looked up before the copy, so as not to wait for it after.
    entry = literalEntry(buffer);
    copyMatch(to, distance, to + length);
    to += length;
  } while (at <= lastAt && to < lastTo);

  count &= 63;
  set(INPUT_AT, <u32>at);
  set(OUTPUT_AT, <u32>to);
  setBits(buffer & (((<u64>1) << count) - 1), <u32>count);
  return status;
}
