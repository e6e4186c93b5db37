// Counts newlines, and words that are maximal runs of the bytes of a class, by table look-up.

import type { Counter } from './counter.ts';

const NEWLINE = 0x0a;

/** A set of byte values: 1 at the index of each member. */
type ByteClass = Uint8Array;

/** Every byte but the white space of `isspace` in the C locale: space, \t, \n, \v, \f, \r. */
export const WC_WORD_BYTES: ByteClass = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 0 : 1,
);

/** `[A-Za-z0-9_]`, which is JavaScript's `\w`. */
export const IDENTIFIER_BYTES: ByteClass = Uint8Array.from({ length: 256 }, (_, byte) =>
  /\w/.test(String.fromCharCode(byte)) ? 1 : 0,
);

export function createByteClassCounter(wordBytes: ByteClass): Counter {
  let bytes = 0;
  let lines = 0;
  let words = 0;
  let startsInWord = false;
  let previousInWord = 0;

  return {
    update(chunk) {
      const length = chunk.length;
      if (length === 0) return;
      if (bytes === 0) startsInWord = wordBytes[chunk[0] as number] === 1;
      let inWord = previousInWord;
      let newlines = 0;
      let starts = 0;
      for (let i = 0; i < length; i += 1) {
        const byte = chunk[i] as number;
        const now = wordBytes[byte] as number;
        starts += now & ~inWord;
        if (byte === NEWLINE) newlines += 1;
        inWord = now;
      }
      previousInWord = inWord;
      bytes += length;
      lines += newlines;
      words += starts;
    },
    count: () => ({ bytes, lines, words, startsInWord, endsInWord: previousInWord === 1 }),
  };
}
