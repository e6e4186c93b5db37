// The count of a slice, as a linear form over the 32 KiB before it, which are not known.
//
// Its symbols are known bytes, and markers that stand for the byte at a place in those 32 KiB. Markers come in runs,
// of places that follow each other. So what is noted is *breaks*: two neighbouring symbols of which one at least is
// a marker, unless the second is the marker of the next place. For each two neighbours there is noted how often they
// come and, for the checksum, which is linear, the sum of x^-8i modulo its polynomial over the offsets i of the
// second in the slice. Of a neighbour that is a known byte it only matters whether it belongs to a word.
//
// How often each place occurs, how often the next place follows, and the sum of x^-8i over all its offsets
// follow from the breaks (form-breaks.ts): so what is done is for each run, and not for each marker.
//
// Most breaks are within matches. Where there are many markers, these breaks are weighed where they were copied from,
// and not noted each (push-weights.ts); where there are few, each is noted. The breaks to note are listed at first, and
// then they are noted: so no branch depends on the symbols, for none could be predicted.

import { makeFactorTables, ONE, scaleBy, scaled } from './factors';
import {
  BREAKS_MASKS,
  FORM,
  FORM_END,
  KNOWN_BYTES,
  ONES,
  POWERS,
  WINDOW_MASKS,
  WINDOW_SUMS,
  WINDOW_SYMBOLS,
  WINDOW_TIMES,
} from './layout';
import { noteBreaks, noteFirst, noteJunctions } from './note-breaks';
import { beginWeights, pushWeights } from './push-weights';
import { get, MATCHES_END } from './state';

// Offsets of 32-bit fields; note-breaks.ts has another one.

/** The symbol that came last. */
const LAST: usize = 0;
/** The factor x^-8i of the next symbol. */
const FACTOR: usize = 4;
/** Whether there is no marker among the last 32 Ki symbols. */
const IS_WINDOW_KNOWN: usize = 8;

const SYMBOL_BYTES: usize = 2;
/** Symbols are looked at in groups of so many, a mask's bits, and two vectors of them at a time. */
const GROUP: u32 = 64;
const TWO_VECTORS: u32 = 16;
/** With so few markers in a chunk, to note each break takes less time than to weigh pairs. */
const FEW_MARKERS: u32 = 8 * 1024;

export function beginForm(): void {
  makeFactorTables();
  memory.fill(FORM, 0, FORM_END - FORM);
  store<u32>(FORM, ONE, FACTOR);
}

/**
 * Adds the symbols from `from` to `end`, a chunk with its matches, and puts what is known of them into KNOWN_BYTES;
 * says whether the form is still small enough.
 */
export function addToForm(from: usize, end: usize): bool {
  const symbols = <u32>((end - from) >> 1);
  const factor = load<u32>(FORM, FACTOR);
  scaleBy(factor);
  const markers = narrow(from, symbols);
  const isFirst = factor === ONE;
  let isSmall: bool;
  if (!isFirst && markers <= FEW_MARKERS) {
    maskBreaks(from, symbols, BREAKS_MASKS);
    isSmall = noteBreaks(from, symbols, BREAKS_MASKS, ONES, POWERS);
  } else {
    const window = from - (WINDOW_SYMBOLS << 1);
    beginWeights(symbols);
    if (isFirst) noteFirst(from);
    const listEnd = pushWeights(from, end, get(MATCHES_END));
    maskBreaks(window, <u32>WINDOW_SYMBOLS, WINDOW_MASKS);
    isSmall =
      noteBreaks(window, <u32>WINDOW_SYMBOLS, WINDOW_MASKS, WINDOW_TIMES, WINDOW_SUMS) &&
      noteJunctions(from, listEnd);
  }
  store<u32>(FORM, scaled(load<u32>(POWERS + ((<usize>symbols) << 2))), FACTOR);
  store<u32>(FORM, load<u16>(end - SYMBOL_BYTES), LAST);
  store<u32>(FORM, isWindowKnown(end), IS_WINDOW_KNOWN);
  return isSmall;
}

/** Puts what is known of the symbols into KNOWN_BYTES, and returns how many markers there are. */
function narrow(from: usize, symbols: u32): u32 {
  let markers: u32 = 0;
  let at = from;
  const end = KNOWN_BYTES + symbols;
  for (let to = KNOWN_BYTES; to < end; at += 32, to += 16) {
    const one = v128.load(at);
    const other = v128.load(at, 16);
    // Markers are below zero.
    v128.store(to, i8x16.narrow_i16x8_u(one, other));
    markers += <u32>popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(one, other)));
  }
  return markers;
}

/** Makes a bit of each symbol, that says whether there is a break before it. */
function maskBreaks(from: usize, symbols: u32, masks: usize): void {
  let to = masks;
  let at = from;
  for (let first: u32 = 0; first < symbols; first += GROUP, to += 8) {
    let breaks: u64 = 0;
    for (let bit: u64 = 0; bit < GROUP; bit += TWO_VECTORS, at += 32) {
      const both = i8x16.narrow_i16x8_s(breaksAt(at), breaksAt(at + 16));
      breaks |= (<u64>i8x16.bitmask(both)) << bit;
    }
    if (symbols - first < GROUP) breaks &= ~((<u64>-1) << (symbols - first));
    store<u64>(to, breaks);
  }
}

/** Numbers that are below zero where there is a break. */
function breaksAt(at: usize): v128 {
  const symbols = v128.load(at);
  const before = v128.load(at - SYMBOL_BYTES);
  const follow = i16x8.eq(symbols, i16x8.add(before, i16x8.splat(1)));
  return v128.or(v128.andnot(symbols, follow), v128.andnot(before, symbols));
}

function isWindowKnown(end: usize): bool {
  const begin = end - (WINDOW_SYMBOLS << 1);
  for (let at = end - 16; at >= begin; at -= 16) {
    if (i16x8.bitmask(v128.load(at))) return false;
  }
  return true;
}
