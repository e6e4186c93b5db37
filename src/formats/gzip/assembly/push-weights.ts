// Weighs the pairs of neighbouring symbols of a chunk.
//
// A match copies pairs. Instead of noting the copies, their weights are given to the pairs that were copied: so from
// the last match to the first. What remains to be noted are the pairs where a literal or a match begins, and those in
// the window before the chunk. A pair has the number of its second symbol, and two weights: how often it comes, and
// the sum of its factors.

import {
  JUNCTIONS,
  MATCH_BYTES,
  MATCHES,
  ONES,
  POWERS,
  SUMS,
  TIMES,
  WINDOW_SUMS,
  WINDOW_SYMBOLS,
  WINDOW_TIMES,
} from './layout';
import { LENGTH_BITS } from './symbols';

const SYMBOL_BYTES: usize = 2;
const VECTOR: usize = 16;

/** For each number of pairs up to eight, a vector of 16-bit numbers that are -1 for as many of them. */
const FIRST_PAIRS: usize = memory.data(9 * 16, 16);

for (let pairs: u32 = 0; pairs <= 8; pairs += 1) {
  for (let pair: u32 = 0; pair < 8; pair += 1) {
    store<i16>(FIRST_PAIRS + (pairs << 4) + (pair << 1), pair < pairs ? -1 : 0);
  }
}

/** Gives each pair its own weights: 1 in the chunk, and 0 in the window. */
export function beginWeights(symbols: usize): void {
  memory.fill(WINDOW_TIMES, 0, WINDOW_SYMBOLS << 1);
  memory.fill(WINDOW_SUMS, 0, WINDOW_SYMBOLS << 2);
  memory.copy(TIMES, ONES, symbols << 1);
  memory.copy(SUMS, POWERS, symbols << 2);
}

/**
 * Gives the weights of pairs within matches to those that they were copied from, and lists the breaks at which matches
 * begin or end. `from` is the chunk's first symbol. Returns where the list ends.
 */
export function pushWeights(from: usize, end: usize, matchesEnd: usize): usize {
  let listEnd = JUNCTIONS;
  let next = end;
  for (let at = matchesEnd; at > MATCHES; ) {
    at -= MATCH_BYTES;
    const match = load<u32>(at, 4);
    const distance = <usize>(match >> <u32>LENGTH_BITS);
    const length = <usize>(match & ((1 << (<u32>LENGTH_BITS)) - 1));
    const to = <usize>load<u32>(at);
    listEnd = listAfterMarker(from, to + length, to + length !== next, listEnd);
    listEnd = listBreak(from, to, listEnd);
    next = to;
    const second = to - from + SYMBOL_BYTES;
    if (distance < VECTOR) pushOneByOne(second, distance, length - SYMBOL_BYTES);
    else pushVectors(second, distance, length - SYMBOL_BYTES);
  }
  return listAfterMarker(from, from, from !== next, listEnd);
}

/** Lists a literal if it comes after a marker. */
function listAfterMarker(from: usize, at: usize, isLiteral: bool, listEnd: usize): usize {
  store<u16>(listEnd, <u16>((at - from) >> 1));
  const isAfterMarker = load<u16>(at - SYMBOL_BYTES) >> 15;
  return listEnd + ((<usize>(<u32>isAfterMarker & <u32>isLiteral)) << 1);
}

/** Lists the first symbol of a match if there is a break before it. */
function listBreak(from: usize, at: usize, listEnd: usize): usize {
  store<u16>(listEnd, <u16>((at - from) >> 1));
  const before = <u32>load<u16>(at - SYMBOL_BYTES);
  const symbol = <u32>load<u16>(at);
  const isOther = <u32>(symbol !== before + 1);
  const isBreak = ((symbol >> 15) & isOther) | ((before & ~symbol) >> 15);
  return listEnd + ((<usize>isBreak) << 1);
}

function pushVectors(second: usize, distance: usize, length: usize): void {
  let group = (length - SYMBOL_BYTES) & ~(VECTOR - 1);
  let mask = v128.load(FIRST_PAIRS + ((length - group) << 3));
  for (let pair = second + group; ; pair -= VECTOR, group -= VECTOR) {
    pushVector(pair, distance, mask);
    if (group === 0) return;
    mask = i16x8.splat(-1);
  }
}

function pushVector(pair: usize, distance: usize, mask: v128): void {
  const times = TIMES + pair;
  const copied = times - distance;
  v128.store(copied, i16x8.add(v128.load(copied), v128.and(v128.load(times), mask)));
  const sums = SUMS + (pair << 1);
  const copiedSums = sums - (distance << 1);
  const low = v128.and(v128.load(sums), i32x4.extend_low_i16x8_s(mask));
  const high = v128.and(v128.load(sums, 16), i32x4.extend_high_i16x8_s(mask));
  v128.store(copiedSums, v128.xor(v128.load(copiedSums), low));
  v128.store(copiedSums, v128.xor(v128.load(copiedSums, 16), high), 16);
}

function pushOneByOne(second: usize, distance: usize, length: usize): void {
  for (let pair = second + length; pair > second; ) {
    pair -= SYMBOL_BYTES;
    const times = TIMES + pair;
    const copied = times - distance;
    store<u16>(copied, load<u16>(copied) + load<u16>(times));
    const sums = SUMS + (pair << 1);
    const copiedSums = sums - (distance << 1);
    store<u32>(copiedSums, load<u32>(copiedSums) ^ load<u32>(sums));
  }
}
