// The header of a block (RFC 1951, sections 3.2.3 to 3.2.7), from which the decode tables are made.

import {
  CODE_LENGTHS,
  DISTANCE_BITS,
  DISTANCE_TABLE,
  LITERAL_BITS,
  LITERAL_TABLE,
  PRECODE_BITS,
  PRECODE_TABLE,
} from './layout';
import {
  BIT_COUNT,
  get,
  getBits,
  HAS_FIXED_TABLES,
  INPUT_AT,
  INPUT_END,
  IS_LAST_BLOCK,
  MODE,
  Mode,
  STORED_BYTES,
  Status,
  set,
  setBits,
} from './state';
import { buildTable, CodeLengths, Distances, Literals } from './tables';

const MAX_LITERAL_SYMBOLS: u32 = 286;
const MAX_DISTANCE_SYMBOLS: u32 = 30;
const END_OF_BLOCK_SYMBOL: usize = 256;

const PRECODE_SYMBOLS: u32 = 19;
const PRECODE_ORDER = memory.data<u8>([
  16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
]);

/** The bits that are looked at, which are the stream's only when the whole header was read. */
let buffer: u64 = 0;
let count: u32 = 0;
let at: usize = 0;
let end: usize = 0;

/** Makes so many bits available, at most 56; says whether there are so many. */
function need(bits: u32): bool {
  if (count >= bits) return true;
  if (end - at >= 8) {
    buffer |= load<u64>(at) << count;
    at += (63 - count) >> 3;
    count |= 56;
    return true;
  }
  // The bits that the step of eight bytes left above the counted ones are the same as come now.
  while (count < 56 && at < end) {
    buffer |= (<u64>load<u8>(at)) << count;
    at += 1;
    count += 8;
  }
  return count >= bits;
}

function take(bits: u32): u32 {
  const value = <u32>buffer & ((1 << bits) - 1);
  buffer >>= bits;
  count -= bits;
  return value;
}

/** Reads a header, or, if the input ends within it, nothing. */
export function readBlockHeader(): i32 {
  buffer = getBits();
  count = get(BIT_COUNT);
  at = get(INPUT_AT);
  end = get(INPUT_END);
  if (!need(3)) return Status.NEEDS_INPUT;
  const isLast = take(1);
  const type = take(2);
  let status: i32;
  if (type === 0) status = readStoredHeader();
  else if (type === 1) status = makeFixedTables();
  else if (type === 2) status = readDynamicHeader();
  else status = Status.BAD_BLOCK_TYPE;
  if (status === Status.NEEDS_INPUT) return status;
  if (status === Status.BLOCK_BEGAN) {
    set(IS_LAST_BLOCK, isLast);
    set(MODE, type === 0 ? Mode.STORED : Mode.CODES);
  }
  set(INPUT_AT, <u32>at);
  setBits(buffer & (((<u64>1) << count) - 1), count);
  return status;
}

function readStoredHeader(): i32 {
  take(count & 7);
  if (!need(32)) return Status.NEEDS_INPUT;
  const length = take(16);
  if ((take(16) ^ length) !== 0xffff) return Status.BAD_STORED_LENGTH;
  at -= count >> 3;
  buffer = 0;
  count = 0;
  set(STORED_BYTES, length);
  return Status.BLOCK_BEGAN;
}

function makeFixedTables(): i32 {
  if (get(HAS_FIXED_TABLES)) return Status.BLOCK_BEGAN;
  memory.fill(CODE_LENGTHS, 8, 144);
  memory.fill(CODE_LENGTHS + 144, 9, 112);
  memory.fill(CODE_LENGTHS + 256, 7, 24);
  memory.fill(CODE_LENGTHS + 280, 8, 8);
  buildTable<Literals>(CODE_LENGTHS, 288, LITERAL_TABLE, LITERAL_BITS);
  memory.fill(CODE_LENGTHS, 5, 32);
  buildTable<Distances>(CODE_LENGTHS, 32, DISTANCE_TABLE, DISTANCE_BITS);
  set(HAS_FIXED_TABLES, 1);
  return Status.BLOCK_BEGAN;
}

function readDynamicHeader(): i32 {
  if (!need(14)) return Status.NEEDS_INPUT;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const precodeLengths = take(4) + 4;
  if (literals > MAX_LITERAL_SYMBOLS || distances > MAX_DISTANCE_SYMBOLS) {
    return Status.TOO_MANY_SYMBOLS;
  }
  memory.fill(CODE_LENGTHS, 0, 32);
  for (let index: u32 = 0; index < precodeLengths; index += 1) {
    if (!need(3)) return Status.NEEDS_INPUT;
    store<u8>(CODE_LENGTHS + load<u8>(PRECODE_ORDER + index), <u8>take(3));
  }
  if (!buildTable<CodeLengths>(CODE_LENGTHS, PRECODE_SYMBOLS, PRECODE_TABLE, PRECODE_BITS)) {
    return Status.BAD_LENGTHS_CODE;
  }
  const status = readCodeLengths(literals + distances);
  if (status !== Status.BLOCK_BEGAN) return status;
  if (load<u8>(CODE_LENGTHS + END_OF_BLOCK_SYMBOL) === 0) return Status.NO_END_OF_BLOCK;
  set(HAS_FIXED_TABLES, 0);
  if (!buildTable<Literals>(CODE_LENGTHS, literals, LITERAL_TABLE, LITERAL_BITS)) {
    return Status.BAD_LITERAL_CODE;
  }
  const distanceLengths = CODE_LENGTHS + literals;
  if (!buildTable<Distances>(distanceLengths, distances, DISTANCE_TABLE, DISTANCE_BITS)) {
    return Status.BAD_DISTANCE_CODE;
  }
  return status;
}

function readCodeLengths(symbols: u32): i32 {
  let to = CODE_LENGTHS;
  const lengthsEnd = to + symbols;
  while (to < lengthsEnd) {
    // The longest is a code of seven bits with seven more.
    const isSure = need(14);
    const entry = load<u32>(
      PRECODE_TABLE + ((<usize>(<u32>buffer & ((1 << PRECODE_BITS) - 1))) << 2),
    );
    const bits = entry & 0xff;
    const symbol = entry >> 16;
    if (symbol < 16) {
      if (!isSure && count < bits) return Status.NEEDS_INPUT;
      take(bits);
      store<u8>(to, <u8>symbol);
      to += 1;
      continue;
    }
    const extraBits: u32 = symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
    if (!isSure && count < bits + extraBits) return Status.NEEDS_INPUT;
    take(bits);
    if (symbol === 16 && to === CODE_LENGTHS) return Status.BAD_REPEAT;
    const length: u8 = symbol === 16 ? load<u8>(to - 1) : 0;
    const times = take(extraBits) + (symbol === 18 ? 11 : 3);
    if (to + times > lengthsEnd) return Status.BAD_REPEAT;
    const repeated = i8x16.splat(<i8>length);
    const runEnd = to + times;
    // Bytes behind the run's end are overwritten by those that follow.
    for (; to < runEnd; to += 16) v128.store(to, repeated);
    to = runEnd;
  }
  return Status.BLOCK_BEGAN;
}
