// Counts in slow, obvious ways, as a reference for the real counters.

import type { Tally } from '../../src/counting/tally.ts';

/** Makes one character of each byte, so that a regular expression sees bytes. */
function characters(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

export function wcReference(bytes: Uint8Array): Tally {
  const text = characters(bytes);
  return {
    bytes: bytes.length,
    lines: matches(text, /\n/g),
    words: matches(text, /[^ \t\n\v\f\r]+/g),
  };
}

export function identifierReference(bytes: Uint8Array): Tally {
  const text = characters(bytes);
  return {
    bytes: bytes.length,
    lines: matches(text, /\n/g),
    words: matches(text, /[A-Za-z0-9_]+/g),
  };
}

/** The arithmetic of the program in the article of 2015. */
export function articleReference(bytes: Uint8Array): Tally {
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  return {
    bytes: bytes.length,
    lines: lines.length,
    words: lines.reduce((n, line) => n + line.split(/\W/).length, 0),
  };
}
