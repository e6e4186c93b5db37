// Makes the form of a slice out of the breaks that the kernel has noted (assembly/form.ts says what they are).

import type { Count } from '../../counting/count.ts';
import { divideByByte } from './checksum.ts';
import { FIRST_KERNEL_MARKER, symbolOf } from './kernel-symbols.ts';
import type { SliceForm } from './slice-form.ts';
import { WINDOW_BYTES } from './window.ts';

/** A slice as it was counted; symbols are the kernel's. */
export interface CountedSymbols {
  /** The count with bytes of zero in the place of markers. */
  readonly count: Count;
  /** The checksum of the same. */
  readonly checksum: number;
  readonly first: number;
  readonly last: number;
  /** The factor x^-8i of the symbol that would come next. */
  readonly nextFactor: number;
  /** For each break four numbers: the neighbours, how often they come, the sum of the factors, nothing; or zeros. */
  readonly breaks: Uint32Array;
}

/** `wordBytes` is 1 at each byte that belongs to a word. */
export function formOf(counted: CountedSymbols, wordBytes: Uint8Array): SliceForm {
  const { count, checksum } = counted;
  const columns = sumUpBreaks(counted.breaks);
  const { pairs, pairTimes, spacesBefore, wordsAfter } = columns;
  const { occurrences, inRuns, checksums } = sumUpRuns(columns, counted);
  const places = placesOf(occurrences);
  const at = (column: Uint32Array) => pick(column, places);
  // A marker that is taken for a byte of zero begins a word, or ends white space.
  const falseWords = wordBytes[0] === 1 ? spacesBefore : wordsAfter;
  return {
    bytes: count.bytes,
    lines: count.lines,
    words: count.words - sumOf(falseWords),
    checksum,
    first: symbolOf(counted.first),
    last: symbolOf(counted.last),
    places,
    occurrences: at(occurrences),
    spacesBefore: at(spacesBefore),
    wordsAfter: at(wordsAfter),
    inRuns: at(inRuns),
    checksums: at(checksums),
    pairs: Uint32Array.from(pairs),
    pairTimes: Uint32Array.from(pairTimes),
  };
}

interface Columns {
  /** How often a run begins at each place, and how often one ends there. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The sum of the factors where a run begins at the place, or has ended before it. */
  readonly sums: Uint32Array;
  readonly spacesBefore: Uint32Array;
  readonly wordsAfter: Uint32Array;
  readonly pairs: readonly number[];
  readonly pairTimes: readonly number[];
}

function sumUpBreaks(breaks: Uint32Array): Columns {
  const [starts, ends, sums] = [emptyColumn(), emptyColumn(), emptyColumn()];
  const [spacesBefore, wordsAfter] = [emptyColumn(), emptyColumn()];
  const [pairs, pairTimes]: [number[], number[]] = [[], []];
  for (let at = 0; at < breaks.length; at += SLOT_NUMBERS) {
    const neighbours = breaks[at] as number;
    if (neighbours === 0) continue;
    const times = breaks[at + 1] as number;
    // The marker before the slice, if nothing copies it with the first symbol.
    if (times === 0) continue;
    const sum = breaks[at + 2] as number;
    // A byte is below zero, a marker is not.
    const before = (neighbours & 0xffff) - FIRST_KERNEL_MARKER;
    const after = (neighbours >>> 16) - FIRST_KERNEL_MARKER;
    if (before >= 0) {
      add(ends, before, times);
      sums[before + 1] = (sums[before + 1] as number) ^ sum;
      if (after === KNOWN_IN_WORD) add(wordsAfter, before, times);
    }
    if (after >= 0) {
      add(starts, after, times);
      sums[after] = (sums[after] as number) ^ sum;
      if (before === KNOWN_SPACE) add(spacesBefore, after, times);
    }
    if (before < 0 || after < 0) continue;
    pairs.push(before * 0x10000 + after);
    pairTimes.push(times);
  }
  return { starts, ends, sums, spacesBefore, wordsAfter, pairs, pairTimes };
}

const SLOT_NUMBERS = 4;

const KNOWN_SPACE = 0 - FIRST_KERNEL_MARKER;
const KNOWN_IN_WORD = 1 - FIRST_KERNEL_MARKER;

/** The value of each place, from where runs begin and end. */
function sumUpRuns({ starts, ends, sums }: Columns, { last, nextFactor }: CountedSymbols) {
  const [occurrences, inRuns, checksums] = [emptyColumn(), emptyColumn(), emptyColumn()];
  // The last run may go on.
  const openEnd = last - FIRST_KERNEL_MARKER;
  let open = 0;
  let sum = 0;
  for (let place = 0; place < WINDOW_BYTES; place += 1) {
    open += starts[place] as number;
    sum = divideByByte(sum) ^ (sums[place] as number);
    if (openEnd >= 0 && place === openEnd + 1) sum ^= nextFactor;
    occurrences[place] = open;
    checksums[place] = sum;
    open -= ends[place] as number;
    if (place === openEnd) open -= 1;
    inRuns[place] = open;
  }
  return { occurrences, inRuns, checksums };
}

function sumOf(column: Uint32Array): number {
  let sum = 0;
  for (const times of column) sum += times;
  return sum;
}

function add(column: Uint32Array, place: number, times: number): void {
  column[place] = (column[place] as number) + times;
}

/** The places that occur. */
function placesOf(occurrences: Uint32Array): Uint16Array {
  const places = new Uint16Array(WINDOW_BYTES);
  let count = 0;
  for (let place = 0; place < WINDOW_BYTES; place += 1) {
    if (occurrences[place] === 0) continue;
    places[count] = place;
    count += 1;
  }
  return places.slice(0, count);
}

/** A loop, because `from` with a function takes forty times as long. */
function pick(column: Uint32Array, places: Uint16Array): Uint32Array {
  const picked = new Uint32Array(places.length);
  for (let index = 0; index < places.length; index += 1) {
    picked[index] = column[places[index] as number] as number;
  }
  return picked;
}

function emptyColumn(): Uint32Array {
  return new Uint32Array(WINDOW_BYTES);
}
