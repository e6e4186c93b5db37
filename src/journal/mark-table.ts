// A map from marks of objects to numbers, in few bytes for each: a hash table with open addressing.

import { MARK_BYTES } from './object-mark.ts';

export interface MarkTable {
  /** Replaces the numbers of all marks in the text, which are written one after another. */
  setAll(marks: string, value: number): void;
  /** Gives the number of the mark. From then on the table seems not to have it. */
  take(mark: string): number | undefined;
  /** Undoes all that was taken. */
  restore(): void;
  delete(mark: string): void;
}

/** Each slot has the three words of a mark, and a fourth for its number. */
const SLOT_WORDS = 4;
const EMPTY = 0;
/** The slot stays in use, because marks behind it were placed when it was. */
const DELETED = 0xffff_ffff;
/** Set in the number of a mark that was taken. */
const TAKEN = 0x8000_0000;
/** Numbers are stored as one more, because 0 stands for an empty slot. */
const OFFSET = 1;

export function createMarkTable(minSlots = 1024): MarkTable {
  let slots = 2 ** Math.ceil(Math.log2(minSlots));
  let words = new Uint32Array(slots * SLOT_WORDS);
  let used = 0;

  /** The place of the mark, or of the empty slot where it belongs. */
  function placeOf(a: number, b: number, c: number): number {
    const mask = slots - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT_WORDS;
      if (words[at + 3] === EMPTY) return at;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c) return at;
    }
  }

  function put(a: number, b: number, c: number, stored: number): void {
    const at = placeOf(a, b, c);
    if (words[at + 3] === EMPTY) used += 1;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = stored;
    if (used > slots / 2) grow();
  }

  function grow(): void {
    const old = words;
    slots *= 2;
    words = new Uint32Array(slots * SLOT_WORDS);
    used = 0;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      const [a = 0, b = 0, c = 0, stored = EMPTY] = old.subarray(at, at + SLOT_WORDS);
      if (stored !== EMPTY && stored !== DELETED) put(a, b, c, stored);
    }
  }

  function find(mark: string): number {
    const bytes = Buffer.from(mark, 'base64');
    return placeOf(bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8));
  }

  return {
    setAll(marks, value) {
      const bytes = Buffer.from(marks, 'base64');
      for (let at = 0; at + MARK_BYTES <= bytes.length; at += MARK_BYTES) {
        const [a, b] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
        put(a, b, bytes.readUInt32LE(at + 8), value + OFFSET);
      }
    },
    take(mark) {
      const at = find(mark) + 3;
      const stored = words[at] ?? EMPTY;
      if (stored === EMPTY || stored >= TAKEN) return undefined;
      words[at] = stored + TAKEN;
      return stored - OFFSET;
    },
    restore() {
      for (let at = 3; at < words.length; at += SLOT_WORDS) {
        const stored = words[at] ?? EMPTY;
        if (stored >= TAKEN && stored !== DELETED) words[at] = stored - TAKEN;
      }
    },
    delete(mark) {
      const at = find(mark) + 3;
      if (words[at] !== EMPTY) words[at] = DELETED;
    },
  };
}
