// Looks for where a block begins, at any bit: a dynamic one, which is not the last, for only these can
// be told from anything else.

import { readBlockHeader } from './block-header';
import { INPUT, SHARES, SKIPS } from './layout';
import { INPUT_AT, INPUT_END, Status, set, setBits } from './state';

/** The first fields of a header: three bits, and two numbers of five bits that are at most 29. */
const FIELD_BITS: u32 = 13;
const NOT_LAST_AND_DYNAMIC: u32 = 0b100;
const MOST: u32 = 29;
/** How many 128ths a complete code takes. */
const WHOLE: u32 = 128;

let areTablesMade: bool = false;

function makeTables(): void {
  for (let lengths: u32 = 0; lengths < 4096; lengths += 1) {
    let share: u32 = 0;
    for (let bit: u32 = 0; bit < 12; bit += 3) {
      const length = (lengths >> bit) & 7;
      if (length > 0) share += WHOLE >> length;
    }
    store<u16>(SHARES + (lengths << 1), <u16>share);
  }
  for (let bits: u32 = 0; bits < (<u32>1) << FIELD_BITS; bits += 1) {
    let skip: u32 = 0;
    while (skip < FIELD_BITS && !mayBegin(bits >> skip, FIELD_BITS - skip)) skip += 1;
    store<u8>(SKIPS + bits, <u8>skip);
  }
}

/** Whether a block may begin with these bits, of which only so many are known. */
function mayBegin(bits: u32, known: u32): bool {
  const mask: u32 = known < 3 ? (1 << known) - 1 : 7;
  if ((bits & mask) !== (NOT_LAST_AND_DYNAMIC & mask)) return false;
  if (known >= 8 && ((bits >> 3) & 31) > MOST) return false;
  return known < FIELD_BITS || ((bits >> 8) & 31) <= MOST;
}

/** Whether the code for code lengths is complete, whose number and lengths begin with these bits. */
function isPrecodeComplete(at: u32): bool {
  const count = ((load<u32>(INPUT + (at >> 3)) >> (at & 7)) & 15) + 4;
  const first = at + 4;
  // The last of its 57 bits may be in the ninth byte.
  const from = INPUT + (first >> 3);
  const offset: u64 = first & 7;
  let lengths = load<u64>(from) >> offset;
  if (offset > 0) lengths |= (<u64>load<u8>(from, 8)) << (64 - offset);
  lengths &= ((<u64>1) << (3 * <u64>count)) - 1;
  let share: u32 = 0;
  for (; lengths > 0; lengths >>= 12) {
    share += load<u16>(SHARES + ((<usize>(lengths & 0xfff)) << 1));
  }
  return share === WHOLE;
}

/**
 * Searches the bits from `from` on and before `end` of the `bytes` bytes of input, and says in which
 * one a block seems to begin, or -1. Its whole header must be in the input.
 */
export function findBlock(from: u32, end: u32, bytes: usize): i32 {
  if (!areTablesMade) makeTables();
  areTablesMade = true;
  let at = from;
  while (at < end) {
    const bits = (load<u32>(INPUT + (at >> 3)) >> (at & 7)) & ((1 << FIELD_BITS) - 1);
    const skip = <u32>load<u8>(SKIPS + bits);
    if (skip > 0) {
      at += skip;
      continue;
    }
    if (isPrecodeComplete(at + FIELD_BITS) && startsBlock(at, bytes)) return <i32>at;
    at += 1;
  }
  return -1;
}

function startsBlock(at: u32, bytes: usize): bool {
  const byteAt = INPUT + (at >> 3);
  setBits(load<u8>(byteAt) >> (at & 7), 8 - (at & 7));
  set(INPUT_AT, <u32>byteAt + 1);
  set(INPUT_END, <u32>(INPUT + bytes));
  return readBlockHeader() === Status.BLOCK_BEGAN;
}
