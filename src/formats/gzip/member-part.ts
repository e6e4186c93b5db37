// The count of a gzip member from a block in its middle on, without the window before it, as text:
// all that it takes to make a count of it once that is known, and to go on behind it.

import { NumberReader, NumberWriter, UnsoundText } from './binary-text.ts';
import { FIRST_MARKER, type SliceForm } from './slice-form.ts';
import { WINDOW_BYTES } from './window.ts';

export interface MemberPart {
  /** The part that came before the window was known. */
  readonly form: SliceForm;
  /** The part of the member after that: its length, and its checksum. */
  readonly knownBytes: number;
  readonly knownChecksum: number;
  readonly end: PartEnd;
}

/** Where the part ends: at a block, or where the member does. */
export type PartEnd =
  | {
      readonly kind: 'block';
      /** In which bit of its first byte the block begins. */
      readonly bit: number;
      /** The last 32 Ki symbols before it, or bytes, or as many as there are. */
      readonly window: Uint16Array | Uint8Array;
    }
  | {
      readonly kind: 'trailer';
      readonly checksum: number;
      /** Modulo 2^32. */
      readonly length: number;
    };

/**
 * In characters. The least favourable text takes some 400,000; whatever takes more is not worth its place in
 * frames and in the memory of a cascade.
 */
export const MAX_PART_LENGTH = 600_000;

const MAX_BYTES = 2_000_000;
const LAST_SYMBOL = FIRST_MARKER + WINDOW_BYTES - 1;
const LAST_PAIR = (WINDOW_BYTES - 1) * 0x1_0001;
const MAX_WORD = 0xffffffff;

// A symbol of the window: the place that follows the one before it, a byte, or any other place.
const NEXT_PLACE = 0;
const FIRST_BYTE = 1;

/** A part whose form was too large has none. */
export type WrittenPart = Omit<MemberPart, 'form'> & { readonly form: SliceForm | undefined };

/** Nothing if it is too long or has no form. Takes some milliseconds where much depends on the window. */
export function writeMemberPart({
  form,
  knownBytes,
  knownChecksum,
  end,
}: WrittenPart): string | undefined {
  if (!form) return undefined;
  const writer = new NumberWriter();
  const { bytes, lines, words, checksum, first, last } = form;
  writer.numbers([bytes, lines, words, checksum, first, last, knownBytes, knownChecksum]);
  writer.number(form.places.length);
  writer.ascending(form.places);
  for (const column of [form.occurrences, form.spacesBefore, form.wordsAfter, form.inRuns]) {
    writer.numbers(column);
  }
  writer.words(form.checksums);
  writePairs(writer, form);
  writer.number(end.kind === 'block' ? end.bit : TRAILER);
  if (end.kind === 'block') writeWindow(writer, end.window);
  else writer.numbers([end.checksum, end.length]);
  const text = writer.text();
  return text.length > MAX_PART_LENGTH ? undefined : text;
}

/** In the place of a bit. */
const TRAILER = 8;

/** Nothing if {@link writeMemberPart} can't have written the text. */
export function readMemberPart(text: string): MemberPart | undefined {
  if (text.length > MAX_PART_LENGTH) return undefined;
  try {
    const reader = new NumberReader(text, MAX_BYTES);
    const part = readPart(reader);
    reader.end();
    return part;
  } catch (error) {
    if (error instanceof UnsoundText) return undefined;
    throw error;
  }
}

function readPart(reader: NumberReader): MemberPart {
  const bytes = reader.number(MAX_WORD);
  const lines = reader.number(bytes);
  const words = reader.number(bytes);
  const checksum = reader.number(MAX_WORD);
  const first = reader.number(LAST_SYMBOL);
  const last = reader.number(LAST_SYMBOL);
  const knownBytes = reader.number(Number.MAX_SAFE_INTEGER);
  const knownChecksum = reader.number(MAX_WORD);
  const count = reader.number(WINDOW_BYTES);
  const places = Uint16Array.from(reader.ascending(count, WINDOW_BYTES - 1));
  const [occurrences, spacesBefore, wordsAfter, inRuns] = [
    reader.numbers(count),
    reader.numbers(count),
    reader.numbers(count),
    reader.numbers(count),
  ];
  const checksums = reader.words(count);
  const pairs = readPairs(reader);
  const about = { bytes, lines, words, checksum, first, last, places, checksums, ...pairs };
  const form = { ...about, occurrences, spacesBefore, wordsAfter, inRuns };
  const bit = reader.number(TRAILER);
  const end: PartEnd =
    bit === TRAILER
      ? { kind: 'trailer', checksum: reader.number(MAX_WORD), length: reader.number(MAX_WORD) }
      : { kind: 'block', bit, window: readWindow(reader) };
  return { form, knownBytes, knownChecksum, end };
}

/** In ascending order, of which they come in none. */
function writePairs(writer: NumberWriter, { pairs, pairTimes }: SliceForm): void {
  // Numbers are sorted much faster without a function that compares them: the index is the fraction.
  const order = Float64Array.from(pairs, (pair, index) => pair + index / INDEX_FACTOR).sort();
  const indices = Uint32Array.from(order, (value) => (value % 1) * INDEX_FACTOR);
  writer.number(pairs.length);
  writer.ascending(order.map(Math.floor));
  for (const index of indices) writer.number(pairTimes[index] as number);
}

/** More than there are pairs, and a power of two, so that nothing is rounded. */
const INDEX_FACTOR = 2 ** 20;

function readPairs(reader: NumberReader): Pick<SliceForm, 'pairs' | 'pairTimes'> {
  const count = reader.number(INDEX_FACTOR - 1);
  const pairs = reader.ascending(count, LAST_PAIR);
  if (pairs.some((pair) => (pair & 0xffff) >= WINDOW_BYTES)) throw new UnsoundText('no such place');
  return { pairs, pairTimes: reader.numbers(count) };
}

function writeWindow(writer: NumberWriter, window: Uint16Array | Uint8Array): void {
  writer.number(window.length);
  let next = -1;
  for (const symbol of window) {
    if (symbol === next) writer.number(NEXT_PLACE);
    else writer.number(FIRST_BYTE + symbol);
    next = symbol < FIRST_MARKER ? -1 : symbol + 1;
  }
}

function readWindow(reader: NumberReader): Uint16Array {
  const window = new Uint16Array(reader.number(WINDOW_BYTES));
  let next = -1;
  for (let index = 0; index < window.length; index += 1) {
    const value = reader.number(FIRST_BYTE + LAST_SYMBOL);
    const symbol = value === NEXT_PLACE ? next : value - FIRST_BYTE;
    if (symbol < 0 || symbol > LAST_SYMBOL) throw new UnsoundText('no such symbol');
    window[index] = symbol;
    next = symbol < FIRST_MARKER ? -1 : symbol + 1;
  }
  return window;
}
