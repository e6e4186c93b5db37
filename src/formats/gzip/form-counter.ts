// Counts the symbols of a slice whose window is not known into a form, until the last 32 KiB of the
// slice itself are known.

import { addToChecksum } from './add-to-checksum.ts';
import { divideByByte } from './checksum.ts';
import type { InflateKernel } from './kernel.ts';
import { FIRST_MARKER, type SliceForm } from './slice-form.ts';
import { WINDOW_BYTES } from './window.ts';

/** The kernel's numbers have 32 bits, and none of them is larger than the number of symbols. */
const MAX_SYMBOLS = 2 ** 32 - 1;

/** Fields of the form in the kernel: assembly/form.ts has more of them. */
const FIELD = { lines: 0, words: 1, last: 2, factor: 3, known: 4 };

type Columns = [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];

export interface FormCounter {
  /** Whether the window is still unknown, so that symbols are to be counted. */
  readonly isOpen: boolean;
  /** Whether it became too large to be of use. */
  readonly isTooLarge: boolean;
  /** Begins anew: with an empty form if the window is not known, else without one. */
  begin(isOpen: boolean): void;
  /** Adds the kernel's symbols from one address to another. */
  add(from: number, to: number): void;
  putAside(): void;
  takeUp(): void;
  /** Nothing more is to be added. */
  close(): void;
  /** The count, once the window is known or {@link close} was called, unless that is too large. */
  form(): SliceForm | undefined;
  /** The count up to now, to be made when it is needed. To be called in this stream's turn. */
  capture(): () => SliceForm | undefined;
}

/** `wordBytes` is 1 at each byte that belongs to a word. */
export function createFormCounter(kernel: InflateKernel, wordBytes: Uint8Array): FormCounter {
  const { memory, formAt } = kernel;
  const fields = new Uint32Array(memory.buffer, formAt, 8);
  const wordTables = makeWordTables(wordBytes);
  let bytes = 0;
  let checksum = 0;
  let first = 0;
  let isOpen = false;
  let isTooLarge = false;
  let closed: SliceForm | undefined;
  let stash: Uint8Array | undefined;

  function snapshot(): SliceForm {
    return formOf({ ...kernel, fields }, { bytes, checksum, first });
  }

  /** The kernel's content now, as it will be when more is counted. */
  function copy(): FormMemory {
    const bytes = memory.slice(formAt, kernel.formEnd);
    const view = ({ byteOffset, length }: Uint32Array) =>
      new Uint32Array(bytes.buffer, byteOffset - formAt, length);
    const formColumns = kernel.formColumns.map(view);
    return { fields: view(fields), formColumns, formPairs: view(kernel.formPairs) };
  }

  return {
    get isOpen() {
      return isOpen;
    },
    get isTooLarge() {
      return isTooLarge;
    },
    begin(opens) {
      if (opens) kernel.functions.beginForm();
      bytes = 0;
      checksum = 0;
      isOpen = opens;
      isTooLarge = false;
      closed = undefined;
      stash = undefined;
    },
    add(from, to) {
      if (to === from || isTooLarge) return;
      memory.set(wordTables, kernel.wordTablesAt);
      if (bytes === 0) first = new Uint16Array(memory.buffer, from, 1)[0] as number;
      const symbols = (to - from) / 2;
      bytes += symbols;
      isTooLarge = bytes > MAX_SYMBOLS || !kernel.functions.addToForm(from, to);
      if (isTooLarge) return;
      const known = memory.subarray(kernel.knownBytesAt, kernel.knownBytesAt + symbols);
      checksum = addToChecksum(checksum, known);
      if ((fields[FIELD.known] as number) < WINDOW_BYTES) return;
      closed = snapshot();
      isOpen = false;
    },
    putAside() {
      if (isOpen) stash = memory.slice(formAt, kernel.formEnd);
    },
    takeUp() {
      if (stash) memory.set(stash, formAt);
      stash = undefined;
    },
    close() {
      if (isOpen && !isTooLarge) closed = snapshot();
    },
    form: () => closed,
    capture() {
      if (!isOpen || isTooLarge) {
        const form = closed;
        return () => form;
      }
      const [copied, about] = [copy(), { bytes, checksum, first }];
      return () => formOf(copied, about);
    },
  };
}

/** A form as the kernel has it. */
type FormMemory = Pick<InflateKernel, 'formColumns' | 'formPairs'> & {
  readonly fields: Uint32Array;
};

function formOf(
  memory: FormMemory,
  about: Pick<SliceForm, 'bytes' | 'checksum' | 'first'>,
): SliceForm {
  const { fields, formPairs: slots } = memory;
  const { occurrences, inRuns, checksums } = sumUpRuns(memory);
  const [, spacesBefore, wordsAfter] = memory.formColumns as Columns;
  const places = Uint16Array.from(nonZero(occurrences));
  const at = (column: Uint32Array) => Uint32Array.from(places, (place) => column[place] as number);
  const used: number[] = [];
  for (let slot = 0; slot < slots.length; slot += 2) if (slots[slot] !== 0) used.push(slot);
  return {
    ...about,
    lines: fields[FIELD.lines] as number,
    words: fields[FIELD.words] as number,
    last: fields[FIELD.last] as number,
    places,
    occurrences: at(occurrences),
    spacesBefore: at(spacesBefore),
    wordsAfter: at(wordsAfter),
    inRuns: at(inRuns),
    checksums: at(checksums),
    pairs: Uint32Array.from(used, (slot) => slots[slot] as number),
    pairTimes: Uint32Array.from(used, (slot) => slots[slot + 1] as number),
  };
}

/** The value of each place, from where runs begin and end: assembly/form.ts says how they are noted. */
function sumUpRuns({ fields, formColumns }: FormMemory) {
  const [starts, , , ends, sums] = formColumns as Columns;
  const [occurrences, inRuns, checksums] = [emptyColumn(), emptyColumn(), emptyColumn()];
  // The last run may go on.
  const last = fields[FIELD.last] as number;
  const openEnd = last < FIRST_MARKER ? undefined : last - FIRST_MARKER;
  let open = 0;
  let sum = 0;
  for (let place = 0; place < WINDOW_BYTES; place += 1) {
    open += starts[place] as number;
    sum = divideByByte(sum) ^ (sums[place] as number);
    if (openEnd !== undefined && place === openEnd + 1) sum ^= fields[FIELD.factor] as number;
    occurrences[place] = open;
    checksums[place] = sum;
    open -= ends[place] as number;
    if (place === openEnd) open -= 1;
    inRuns[place] = open;
  }
  return { occurrences, inRuns, checksums };
}

function makeWordTables(wordBytes: Uint8Array): Uint8Array {
  const tables = new Uint8Array(32);
  for (const [byte, isInWord] of wordBytes.entries()) {
    const high = byte >> 4;
    const decoderState = (high < 8 ? 0 : 16) + (byte & 15);
    tables[decoderState] = (tables[decoderState] as number) | (isInWord << (high & 7));
  }
  return tables;
}

/** The places that occur. */
function nonZero(occurrences: Uint32Array): number[] {
  const places: number[] = [];
  for (let place = 0; place < WINDOW_BYTES; place += 1) {
    if (occurrences[place] !== 0) places.push(place);
  }
  return places;
}

function emptyColumn(): Uint32Array {
  return new Uint32Array(WINDOW_BYTES);
}
