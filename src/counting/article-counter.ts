// Counts by the rule of the 2015 article: it decodes the text as UTF-8, splits it at /\r?\n/ into lines,
// and adds up `split(/\W/).length` of all lines.
//
// A split at /\W/ gives one piece more than the line has UTF-16 code units outside [A-Za-z0-9_]. So the
// sum is the number of lines plus the number of such code units without those of line ends (\n, and a \r
// right before it). A UTF-8 sequence outside ASCII is always outside \w. It is one code unit, or two if
// it has four bytes. Each "maximal subpart" of ill-formed bytes becomes one U+FFFD, as in the UTF-8
// decoder of the WHATWG Encoding Standard (section 8.1.1).

import { IDENTIFIER_BYTES } from './byte-class-counter.ts';
import type { Counter } from './counter.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export function createArticleCounter(): Counter {
  let bytes = 0;
  let newlines = 0;
  let separators = 0;
  let afterCarriageReturn = false;
  // The decoder's state, with the names of the Encoding Standard.
  let bytesNeeded = 0;
  let bytesSeen = 0;
  let lowerBoundary = 0x80;
  let upperBoundary = 0xbf;

  function takeAscii(byte: number): void {
    if (byte === NEWLINE) {
      newlines += 1;
      if (afterCarriageReturn) separators -= 1;
    } else if (IDENTIFIER_BYTES[byte] === 0) {
      separators += 1;
    }
    afterCarriageReturn = byte === CARRIAGE_RETURN;
  }

  function takeLead(byte: number): void {
    afterCarriageReturn = false;
    if (byte >= 0xc2 && byte <= 0xdf) {
      bytesNeeded = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      if (byte === 0xe0) lowerBoundary = 0xa0;
      if (byte === 0xed) upperBoundary = 0x9f;
      bytesNeeded = 2;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      if (byte === 0xf0) lowerBoundary = 0x90;
      if (byte === 0xf4) upperBoundary = 0x8f;
      bytesNeeded = 3;
    } else {
      separators += 1;
    }
  }

  function endSequence(codeUnits: number): void {
    separators += codeUnits;
    bytesNeeded = 0;
    bytesSeen = 0;
    lowerBoundary = 0x80;
    upperBoundary = 0xbf;
  }

  function take(byte: number): void {
    if (bytesNeeded > 0) {
      if (byte >= lowerBoundary && byte <= upperBoundary) {
        lowerBoundary = 0x80;
        upperBoundary = 0xbf;
        bytesSeen += 1;
        if (bytesSeen === bytesNeeded) endSequence(bytesNeeded === 3 ? 2 : 1);
        return;
      }
      endSequence(1);
    }
    if (byte < 0x80) takeAscii(byte);
    else takeLead(byte);
  }

  return {
    update(chunk) {
      for (let i = 0; i < chunk.length; i += 1) take(chunk[i] as number);
      bytes += chunk.length;
    },
    count() {
      const lines = newlines + 1;
      const unfinished = bytesNeeded > 0 ? 1 : 0;
      return {
        bytes,
        lines,
        words: lines + separators + unfinished,
        startsInWord: false,
        endsInWord: false,
      };
    },
  };
}
