// Notes in the form what depends on markers, at the symbols of a block that are masked for it.

import { factorBehind } from './factors';
import {
  CHECKSUMS,
  ENDS,
  ENDS_MASK,
  FACTORS,
  FORM,
  LISTED,
  PAIR_SLOTS,
  PAIRS,
  PAIRS_MASK,
  SPACES_BEFORE,
  SPACES_MASK,
  STARTS,
  STARTS_MASK,
  WORDS_AFTER,
  WORDS_MASK,
} from './layout';
import { FIRST_MARKER } from './symbols';

/** The offset of a 32-bit field of the form: how many pairs it has. */
export const PAIR_COUNT: usize = 20;

function increment(column: usize, place: u32): void {
  const entry = column + (place << 2);
  store<u32>(entry, load<u32>(entry) + 1);
}

function addToChecksums(place: u32, factor: u32): void {
  const sum = CHECKSUMS + (place << 2);
  store<u32>(sum, load<u32>(sum) ^ factor);
}

function addPair(before: u32, after: u32): void {
  const pair = (before << 16) | after;
  // Fibonacci hashing: a multiple of the golden ratio, of which the highest bits are taken.
  let slot = (pair * 0x9e3779b1) >> 16;
  for (;;) {
    const entry = PAIRS + ((<usize>slot) << 3);
    const present = load<u32>(entry);
    if (present === pair) {
      store<u32>(entry, load<u32>(entry, 4) + 1, 4);
      return;
    }
    if (present === 0) {
      store<u32>(entry, pair);
      store<u32>(entry, 1, 4);
      store<u32>(FORM, load<u32>(FORM, PAIR_COUNT) + 1, PAIR_COUNT);
      return;
    }
    slot = (slot + 1) & (PAIR_SLOTS - 1);
  }
}

/** Lists the numbers of a mask's bits in LISTED, and returns where the list ends. */
function list(mask: usize, symbols: u32): usize {
  let end = LISTED;
  for (let first: u32 = 0; first < symbols; first += 64) {
    let left = load<u64>(mask + (first >> 3));
    const wordEnd = end + ((<usize>popcnt(left)) << 1);
    // So many are stored in any case, for there are rarely more.
    for (let stored: usize = 0; stored < 16; stored += 2, left &= left - 1) {
      store<u16>(end + stored, <u16>(first + <u32>ctz(left)));
    }
    for (end += 16; left !== 0; end += 2, left &= left - 1) {
      store<u16>(end, <u16>(first + <u32>ctz(left)));
    }
    end = wordEnd;
  }
  return end;
}

/** The place that a symbol of the block stands for, from its number in the block. */
function placeAt(block: usize, index: u32): u32 {
  return <u32>load<u16>(block + ((<usize>index) << 1)) - FIRST_MARKER;
}

/** The place that the symbol before it stands for. */
function placeBefore(block: usize, index: u32): u32 {
  return placeAt(block - 2, index);
}

/** The factor of a symbol of the block. */
function factorOf(index: u32): u32 {
  return factorBehind(load<u32>(FACTORS + ((<usize>(index >> 3)) << 2)), index & 7);
}

/** Notes what the masks say of so many symbols from `block` on. */
export function noteMasked(block: usize, symbols: u32): void {
  const startsEnd = list(STARTS_MASK, symbols);
  for (let at = LISTED; at < startsEnd; at += 2) {
    const index = <u32>load<u16>(at);
    const place = placeAt(block, index);
    increment(STARTS, place);
    addToChecksums(place, factorOf(index));
  }
  const endsEnd = list(ENDS_MASK, symbols);
  for (let at = LISTED; at < endsEnd; at += 2) {
    const index = <u32>load<u16>(at);
    const place = placeBefore(block, index);
    increment(ENDS, place);
    addToChecksums(place + 1, factorOf(index));
  }
  const pairsEnd = list(PAIRS_MASK, symbols);
  for (let at = LISTED; at < pairsEnd; at += 2) {
    const index = <u32>load<u16>(at);
    addPair(placeBefore(block, index), placeAt(block, index));
  }
  const spacesEnd = list(SPACES_MASK, symbols);
  for (let at = LISTED; at < spacesEnd; at += 2) {
    increment(SPACES_BEFORE, placeAt(block, <u32>load<u16>(at)));
  }
  const wordsEnd = list(WORDS_MASK, symbols);
  for (let at = LISTED; at < wordsEnd; at += 2) {
    increment(WORDS_AFTER, placeBefore(block, <u32>load<u16>(at)));
  }
}
