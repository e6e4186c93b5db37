// Counts the symbols of a slice whose window is not known into a form, until the last 32 KiB of the
// slice itself are known.

import { crc32 } from 'node:zlib';
import type { InflateKernel } from './kernel.ts';
import type { SliceForm } from './slice-form.ts';
import { WINDOW_BYTES } from './window.ts';

/** The kernel's numbers have 32 bits, and none of them is larger than the number of symbols. */
const MAX_SYMBOLS = 2 ** 32 - 1;

/** Fields of the form in the kernel: assembly/form.ts has more of them. */
const FIELD = { lines: 0, words: 1, last: 2, known: 4 };

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
  /**
   * What was counted while the window was unknown, unless that is too large. As long as it is unknown, it is
   * to be asked for in this stream's turn.
   */
  form(): SliceForm | undefined;
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
    const columns = kernel.formColumns;
    const places = Uint16Array.from(nonZero(columns));
    const [occurrences, spacesBefore, wordsAfter, inRuns, checksums] = columns.map((column) =>
      Uint32Array.from(places, (place) => column[place] as number),
    ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    const slots = kernel.formPairs;
    const used: number[] = [];
    for (let slot = 0; slot < slots.length; slot += 2) if (slots[slot] !== 0) used.push(slot);
    return {
      bytes,
      lines: fields[FIELD.lines] as number,
      words: fields[FIELD.words] as number,
      checksum,
      first,
      last: fields[FIELD.last] as number,
      places,
      occurrences,
      spacesBefore,
      wordsAfter,
      inRuns,
      checksums,
      pairs: Uint32Array.from(used, (slot) => slots[slot] as number),
      pairTimes: Uint32Array.from(used, (slot) => slots[slot + 1] as number),
    };
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
      checksum = crc32(
        memory.subarray(kernel.knownBytesAt, kernel.knownBytesAt + symbols),
        checksum,
      );
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
    form: () => closed ?? (isOpen && !isTooLarge ? snapshot() : undefined),
  };
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

/** The places at which any of the columns has something. */
function nonZero(columns: readonly Uint32Array[]): number[] {
  const places: number[] = [];
  const [a, b, c, d, e] = columns as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let place = 0; place < WINDOW_BYTES; place += 1) {
    const all = (a[place] as number) | (b[place] as number) | (c[place] as number);
    if ((all | (d[place] as number) | (e[place] as number)) !== 0) places.push(place);
  }
  return places;
}
