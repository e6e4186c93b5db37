// The count of a slice that begins at a block in the middle of a gzip member, as long as the
// 32 KiB before it are not known: a linear form over them (assembly/form.ts says of what it consists).

import { IDENTIFIER_BYTES, WC_WORD_BYTES } from '../../counting/byte-class-counter.ts';
import type { Count } from '../../counting/count.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { BYTE_CHECKSUMS, multiply, shiftOf } from './checksum.ts';
import { WINDOW_BYTES } from './window.ts';

const NEWLINE = 0x0a;

/** The first symbol that stands for a byte of the window: for its first. */
export const FIRST_MARKER = 256;

export interface SliceForm {
  readonly bytes: number;
  /** The newlines among known bytes, and the words that begin between known bytes. */
  readonly lines: number;
  readonly words: number;
  /** The checksum, taking for zero each byte that is not known. */
  readonly checksum: number;
  /** The first and the last symbol, if there is any. */
  readonly first: number;
  readonly last: number;
  /** The places in the window to which something refers, in ascending order, and for each of them … */
  readonly places: Uint16Array;
  /** … how often it occurs, */
  readonly occurrences: Uint32Array;
  /** … how often white space comes before it, */
  readonly spacesBefore: Uint32Array;
  /** … how often a byte in a word follows it, */
  readonly wordsAfter: Uint32Array;
  /** … how often the next place follows it, */
  readonly inRuns: Uint32Array;
  /** … and the sum of x^-8i over the offsets i at which it occurs. */
  readonly checksums: Uint32Array;
  /** Two places in one number, the first one in the high half, and how often they are neighbours. */
  readonly pairs: Uint32Array;
  readonly pairTimes: Uint32Array;
}

/** 1 at each byte that belongs to a word, by the rules under which a member may be divided. */
export function wordBytesOf(words: WordRule): Uint8Array {
  return words === 'identifier' ? IDENTIFIER_BYTES : WC_WORD_BYTES;
}

export interface EvaluatedForm {
  readonly count: Count;
  readonly checksum: number;
}

/**
 * The form's value with these bytes before the slice: 32 KiB, or all of the member that there
 * is. Nothing if the slice refers to what is before them, and so is no part of this member.
 * `wordBytes` is 1 at each byte that belongs to a word.
 */
export function evaluateForm(
  form: SliceForm,
  before: Uint8Array,
  wordBytes: Uint8Array,
): EvaluatedForm | undefined {
  const window = fullWindow(before);
  const missing = WINDOW_BYTES - before.length;
  if (form.places.length > 0 && (form.places[0] as number) < missing) return undefined;
  const isInWord = (place: number) => wordBytes[window[place] as number] === 1;
  let { lines, words } = form;
  const sums = new Uint32Array(256);
  for (let index = 0; index < form.places.length; index += 1) {
    const place = form.places[index] as number;
    const byte = window[place] as number;
    if (byte === NEWLINE) lines += form.occurrences[index] as number;
    if (wordBytes[byte] === 1) {
      words += form.spacesBefore[index] as number;
    } else {
      words += form.wordsAfter[index] as number;
      if (isInWord(place + 1)) words += form.inRuns[index] as number;
    }
    sums[byte] = (sums[byte] as number) ^ (form.checksums[index] as number);
  }
  for (let index = 0; index < form.pairs.length; index += 1) {
    const pair = form.pairs[index] as number;
    if (!isInWord(pair >>> 16) && isInWord(pair & 0xffff)) words += form.pairTimes[index] as number;
  }
  let unknown = 0;
  for (let byte = 1; byte < 256; byte += 1) {
    unknown ^= multiply(sums[byte] as number, BYTE_CHECKSUMS[byte] as number);
  }
  const shift = form.bytes > 0 ? shiftOf(form.bytes - 1) : 0;
  const inWord = (symbol: number) => form.bytes > 0 && wordBytes[resolve(symbol, window)] === 1;
  return {
    count: {
      bytes: form.bytes,
      lines,
      words,
      startsInWord: inWord(form.first),
      endsInWord: inWord(form.last),
    },
    checksum: (form.checksum ^ multiply(shift, unknown)) >>> 0,
  };
}

/**
 * The bytes that the last 32,768 symbols of a slice stand for, or as many as there are. `before` is
 * what comes before the slice, as in {@link evaluateForm}.
 */
export function resolveWindow(symbols: Uint16Array | Uint8Array, before: Uint8Array): Uint8Array {
  const window = fullWindow(before);
  const missing = WINDOW_BYTES - before.length;
  // Those that the slice is too short to have replaced are the first.
  const isMissing = (symbol: number) => symbol >= FIRST_MARKER && symbol - FIRST_MARKER < missing;
  const begin = symbols.findIndex((symbol: number) => !isMissing(symbol));
  const resolved = begin < 0 ? symbols.subarray(0, 0) : symbols.subarray(begin);
  // A loop, because `from` with a function takes forty times as long.
  const bytes = new Uint8Array(resolved.length);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = resolve(resolved[index] as number, window);
  }
  return bytes;
}

function resolve(symbol: number, window: Uint8Array): number {
  return symbol < FIRST_MARKER ? symbol : (window[symbol - FIRST_MARKER] as number);
}

/** With zeros before it, where it is short. */
function fullWindow(before: Uint8Array): Uint8Array {
  if (before.length === WINDOW_BYTES) return before;
  const window = new Uint8Array(WINDOW_BYTES);
  window.set(before, WINDOW_BYTES - before.length);
  return window;
}
