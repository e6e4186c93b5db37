// Inflates a raw deflate stream (RFC 1951), a piece of input after the other.

import { readBlockHeader } from './block-header';
import { decodeCareful } from './decode-careful';
import { decodeFast } from './decode-fast';
import { INPUT, MATCHES, OUTPUT, WINDOW_SYMBOLS } from './layout';
import {
  BIT_COUNT,
  CHUNK_AT,
  get,
  getBits,
  HAS_FIXED_TABLES,
  INPUT_AT,
  INPUT_END,
  IS_LAST_BLOCK,
  MATCHES_END,
  MODE,
  Mode,
  OLDEST,
  OUTPUT_AT,
  SKIPPED_BITS,
  STORED_BYTES,
  Status,
  set,
  setBits,
} from './state';
import { Bytes, FIRST_MARKER, Markers, outputEnd, symbolShift } from './symbols';

export { findBlock } from './find-block';
export { foldChecksum } from './fold-checksum';
export { addToForm, beginForm } from './form';
export {
  BREAK_SLOTS,
  BREAKS,
  FORM,
  FORM_END,
  INPUT,
  INPUT_CAPACITY,
  KNOWN_BYTES,
  OUTPUT,
  RESIDUE,
  STATE,
  STATE_END,
  WORD_BYTES,
} from './layout';

/**
 * Begins a stream, or goes on with one whose last `windowBytes` bytes were put before {@link OUTPUT},
 * at a block that begins so many bits after the first byte of input does.
 */
export function begin(windowBytes: usize, skippedBits: u32): void {
  set(INPUT_AT, <u32>INPUT);
  set(INPUT_END, <u32>INPUT);
  set(OUTPUT_AT, <u32>OUTPUT);
  set(CHUNK_AT, <u32>OUTPUT);
  set(OLDEST, <u32>(OUTPUT - windowBytes));
  set(MODE, Mode.HEADER);
  set(IS_LAST_BLOCK, 0);
  set(HAS_FIXED_TABLES, 0);
  setBits(0, 0);
  set(SKIPPED_BITS, skippedBits);
}

/** Begins at a block whose window is not known: it is full of markers. */
export function beginMarkers(skippedBits: u32): void {
  begin(WINDOW_SYMBOLS * 2, skippedBits);
  for (let place: u32 = 0; place < <u32>WINDOW_SYMBOLS; place += 1) {
    store<u16>(OUTPUT - WINDOW_SYMBOLS * 2 + (place << 1), <u16>(FIRST_MARKER + place));
  }
}

/** Goes on with so many more bytes of input behind those left over, until one of {@link Status}. */
export function inflate(bytes: usize, stopsAtBlocks: bool): i32 {
  return inflateTo<Bytes>(bytes, stopsAtBlocks);
}

/** Like {@link inflate}, with symbols of 16 bits. */
export function inflateMarkers(bytes: usize, stopsAtBlocks: bool): i32 {
  return inflateTo<Markers>(bytes, stopsAtBlocks);
}

/** Goes over from symbols to bytes, where there is no marker in the window. */
export function narrowWindow(): void {
  moveWindow<Markers>();
  const from = OUTPUT - WINDOW_SYMBOLS * 2;
  const to = OUTPUT - WINDOW_SYMBOLS;
  // From the end, for the bytes go where the symbols of the second half are.
  for (let place = <i32>WINDOW_SYMBOLS - 1; place >= 0; place -= 1) {
    store<u8>(to + place, <u8>load<u16>(from + (place << 1)));
  }
  set(OLDEST, <u32>to);
}

function inflateTo<Symbols>(bytes: usize, stopsAtBlocks: bool): i32 {
  set(INPUT_END, get(INPUT_END) + <u32>bytes);
  if (get(SKIPPED_BITS) && bytes > 0) skipBits();
  if (get(OUTPUT_AT) >= <u32>outputEnd<Symbols>()) moveWindow<Symbols>();
  set(CHUNK_AT, get(OUTPUT_AT));
  set(MATCHES_END, <u32>MATCHES);
  const status = decodeBlocks<Symbols>(stopsAtBlocks);
  settleInput(status === Status.NEEDS_INPUT);
  return status;
}

function skipBits(): void {
  const at = get(INPUT_AT);
  const skipped = get(SKIPPED_BITS);
  setBits(load<u8>(at) >> skipped, 8 - skipped);
  set(INPUT_AT, at + 1);
  set(SKIPPED_BITS, 0);
}

function decodeBlocks<Symbols>(stopsAtBlocks: bool): i32 {
  let status: i32 = Status.BLOCK_BEGAN;
  while (status === Status.BLOCK_BEGAN) {
    status = decodeOn<Symbols>();
    if (status !== Status.BLOCK_ENDED) continue;
    if (get(IS_LAST_BLOCK)) {
      // The rest of the byte is padding.
      const count = get(BIT_COUNT);
      setBits(getBits() >> (count & 7), count & ~7);
      return Status.STREAM_ENDED;
    }
    set(MODE, Mode.HEADER);
    if (!stopsAtBlocks) status = Status.BLOCK_BEGAN;
  }
  return status;
}

/** Reads a block's header, or decodes what follows it. */
function decodeOn<Symbols>(): i32 {
  const mode = get(MODE);
  if (mode === Mode.HEADER) return readBlockHeader();
  if (mode === Mode.STORED) return copyStored<Symbols>();
  const status = decodeFast<Symbols>();
  return status === Status.NEAR_EDGE ? decodeCareful<Symbols>() : status;
}

function copyStored<Symbols>(): i32 {
  const shift = symbolShift<Symbols>();
  const from = <usize>get(INPUT_AT);
  const to = <usize>get(OUTPUT_AT);
  const left = get(STORED_BYTES);
  const available = get(INPUT_END) - <u32>from;
  const full = outputEnd<Symbols>();
  const room = to < full ? <u32>((full - to) >> shift) : 0;
  const bytes = min(left, min(available, room));
  if (shift === 0) {
    memory.copy(to, from, bytes);
  } else {
    for (let index: u32 = 0; index < bytes; index += 1) {
      store<u16>(to + ((<usize>index) << 1), load<u8>(from + index));
    }
  }
  set(INPUT_AT, <u32>from + bytes);
  set(OUTPUT_AT, <u32>(to + ((<usize>bytes) << shift)));
  set(STORED_BYTES, left - bytes);
  if (bytes === left) return Status.BLOCK_ENDED;
  return bytes === available ? Status.NEEDS_INPUT : Status.OUTPUT_IS_FULL;
}

/** Moves the last of the output to before where output begins. */
function moveWindow<Symbols>(): void {
  const shift = symbolShift<Symbols>();
  const to = <usize>get(OUTPUT_AT);
  const bytes = min(to - <usize>get(OLDEST), WINDOW_SYMBOLS << shift);
  memory.copy(OUTPUT - bytes, to - bytes, bytes);
  set(OUTPUT_AT, <u32>OUTPUT);
  set(OLDEST, <u32>(OUTPUT - bytes));
}

/** Takes whole bytes back out of the bit buffer, and makes room behind what is left over. */
function settleInput(hasMore: bool): void {
  const count = get(BIT_COUNT);
  const from = <usize>get(INPUT_AT) - (count >> 3);
  setBits(getBits() & ((1 << (count & 7)) - 1), count & 7);
  set(INPUT_AT, <u32>from);
  if (!hasMore) return;
  const bytes = get(INPUT_END) - <u32>from;
  memory.copy(INPUT, from, bytes);
  set(INPUT_AT, <u32>INPUT);
  set(INPUT_END, <u32>INPUT + bytes);
}
