// Counts the symbols of a slice whose window is not known into a form, until the last 32 KiB of the
// slice itself are known.

import type { Counter } from '../../counting/counter.ts';
import { createCounter } from '../../counting/create-counter.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { addToChecksum } from './add-to-checksum.ts';
import { type CountedSymbols, formOf } from './form-breaks.ts';
import type { InflateKernel } from './kernel.ts';
import { createAlternatingCopy, createReusedCopy } from './reused-copy.ts';
import { type SliceForm, wordBytesOf } from './slice-form.ts';

/** The kernel's numbers have 32 bits, and none of them is larger than the number of symbols. */
const MAX_SYMBOLS = 2 ** 32 - 1;

/** Fields of the form in the kernel: assembly/form.ts has more of them. */
const FIELD = { last: 0, factor: 1, isWindowKnown: 2 };

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
  /**
   * The count up to now, to be made when it is needed. To be called in this stream's turn, or once it is closed. Only the
   * last two are valid, because their memory is used again.
   */
  capture(): () => SliceForm | undefined;
}

/** The rule is one by which a word is a run of bytes of a class. */
export function createFormCounter(kernel: InflateKernel, words: WordRule): FormCounter {
  const { memory, formAt, formEnd, formBreaks } = kernel;
  const fields = new Uint32Array(memory.buffer, formAt, 4);
  const wordBytes = wordBytesOf(words);
  let known: Counter = createCounter(words);
  let checksum = 0;
  let first = 0;
  let isOpen = false;
  let isTooLarge = false;
  let closed: SliceForm | undefined;
  let stash: Uint8Array | undefined;
  const copyForm = createReusedCopy();
  const copyCaptured = createAlternatingCopy();

  function counted(breaks: Uint32Array): CountedSymbols {
    return {
      count: known.count(),
      checksum,
      first,
      last: fields[FIELD.last] as number,
      nextFactor: fields[FIELD.factor] as number,
      breaks,
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
      known = createCounter(words);
      checksum = 0;
      isOpen = opens;
      isTooLarge = false;
      closed = undefined;
      stash = undefined;
    },
    add(from, to) {
      if (to === from || isTooLarge) return;
      memory.set(wordBytes, kernel.wordBytesAt);
      const bytesBefore = known.count().bytes;
      if (bytesBefore === 0) first = new Uint16Array(memory.buffer, from, 1)[0] as number;
      const symbols = (to - from) / 2;
      isTooLarge = bytesBefore + symbols > MAX_SYMBOLS || !kernel.functions.addToForm(from, to);
      if (isTooLarge) return;
      const bytes = memory.subarray(kernel.knownBytesAt, kernel.knownBytesAt + symbols);
      known.update(bytes);
      checksum = addToChecksum(checksum, bytes);
      if (fields[FIELD.isWindowKnown] === 0) return;
      closed = formOf(counted(formBreaks), wordBytes);
      isOpen = false;
    },
    putAside() {
      if (isOpen) stash = copyForm(memory.subarray(formAt, formEnd));
    },
    takeUp() {
      if (stash) memory.set(stash, formAt);
      stash = undefined;
    },
    close() {
      if (isOpen && !isTooLarge) closed = formOf(counted(formBreaks), wordBytes);
    },
    form: () => closed,
    capture() {
      // Once it is closed, what the kernel holds may be another stream's.
      if (closed || !isOpen || isTooLarge) {
        const form = closed;
        return () => form;
      }
      const { byteOffset, byteLength } = formBreaks;
      const copy = copyCaptured(memory.subarray(byteOffset, byteOffset + byteLength));
      const copied = counted(new Uint32Array(copy.buffer, copy.byteOffset, formBreaks.length));
      return () => formOf(copied, wordBytes);
    },
  };
}
