// Notes the breaks of a block in the form.

import { factorBehind } from './factors';
import { BREAK_BYTES, BREAK_SLOTS, BREAKS, FACTORS, FORM, LISTED, WORD_BYTES } from './layout';
import { FIRST_MARKER } from './symbols';

/** The offset of a 32-bit field of the form: how many breaks there are with different neighbours. */
export const BREAK_COUNT: usize = 12;

/** A fuller table would take long to search, and the form to send. */
export const MOST_BREAKS: u32 = (BREAK_SLOTS / 4) * 3;

/** Notes the breaks that are listed up to `listEnd`. */
export function noteBreaks(block: usize, listEnd: usize): void {
  for (let at = LISTED; at < listEnd; at += 2) {
    const index = <usize>load<u16>(at);
    const neighbours = load<u32>(block - 2 + (index << 1));
    const factor = load<u32>(FACTORS + ((index >> 3) << 2));
    noteBreak(
      kindOf(neighbours & 0xffff) | (kindOf(neighbours >> 16) << 16),
      factorBehind(factor, <u32>index & 7),
    );
  }
}

/** A marker as it is, or whether a byte belongs to a word. */
function kindOf(symbol: u32): u32 {
  return select(symbol, <u32>load<u8>(WORD_BYTES + (symbol & 0xff)), (symbol & FIRST_MARKER) !== 0);
}

function noteBreak(neighbours: u32, factor: u32): void {
  // Fibonacci hashing: a multiple of the golden ratio, of which the highest bits are taken.
  let slot = (neighbours * 0x9e3779b1) >> 16;
  for (;;) {
    const entry = BREAKS + <usize>slot * BREAK_BYTES;
    const present = load<u32>(entry);
    if (present === neighbours) {
      store<u32>(entry, load<u32>(entry, 4) + 1, 4);
      store<u32>(entry, load<u32>(entry, 8) ^ factor, 8);
      return;
    }
    if (present === 0) {
      store<u32>(entry, neighbours, 0);
      store<u32>(entry, 1, 4);
      store<u32>(entry, factor, 8);
      store<u32>(FORM, load<u32>(FORM, BREAK_COUNT) + 1, BREAK_COUNT);
      return;
    }
    slot = (slot + 1) & (BREAK_SLOTS - 1);
  }
}
