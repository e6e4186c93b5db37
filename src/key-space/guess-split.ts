// Guesses how much of a range is still to be listed, and a key that halves it.

import { type Alphabets, type Characters, isDigit, toCharacters, toKey } from './alphabets.ts';
import { commonLength, keyAt, positionOf } from './key-measure.ts';
import { compareKeys } from './key-order.ts';

/** The part of a range that is not listed yet, and the page before it. */
export interface Unlisted {
  /** The first and the last key of the newest page. */
  readonly pageFirst: string;
  readonly last: string;
  /** The last key that belongs to the range; undefined if it goes to the end. */
  readonly upTo: string | undefined;
}

export interface SplitGuess {
  /** In pages. */
  readonly pagesLeft: number;
  /** Between `last` and `upTo`; undefined if no key comes to mind. */
  readonly splitAt: string | undefined;
}

/** A key of S3 has so many bytes in UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;

/** A split that lies within this part of half the distance is not worth more characters. */
const PRECISION = 1 / 16;

/** `commonPlaces` is the number of characters that all keys have in common beforehand. */
export function guessSplit(
  unlisted: Unlisted,
  commonPlaces: number,
  alphabets: Alphabets,
): SplitGuess {
  const last = toCharacters(unlisted.last);
  const pageFirst = toCharacters(unlisted.pageFirst);
  const upTo = unlisted.upTo === undefined ? undefined : toCharacters(unlisted.upTo);
  const head = upTo ? commonLength(last, upTo) : commonPlaces;
  const from = Math.min(head, commonLength(pageFirst, last));
  const position = (key: Characters | undefined) => positionOf(key, from, alphabets);
  const page = position(last) - position(pageFirst);
  const left = position(upTo) - position(last);
  const pagesLeft = left <= 0 ? 0 : page <= 0 ? Number.POSITIVE_INFINITY : left / page;

  const start = positionOf(last, head, alphabets);
  const end = positionOf(upTo, head, alphabets);
  const middle = (start + end) / 2;
  const precision = (end - start) * PRECISION;
  const guess = keyAt(middle, last.slice(0, head), precision, alphabets);
  return { pagesLeft, splitAt: between(toKey(guess), unlisted) };
}

/**
 * A key that is beyond all that share the first `places` characters with the last one. Only asking tells
 * whether anything is.
 */
export function beyond(unlisted: Unlisted, places: number): string | undefined {
  const last = toCharacters(unlisted.last);
  const character = last[places - 1];
  const next = character === undefined ? undefined : successor(character);
  if (next === undefined) return undefined;
  return between(toKey([...last.slice(0, places - 1), next]), unlisted);
}

/** How many characters of the last key were the same in all keys since `first`. */
export function settledPlaces(first: string, last: string): number {
  return commonLength(toCharacters(first), toCharacters(last));
}

/** Whether a number is likely to go on with this character of a key. */
export function isDigitAt(key: string, place: number): boolean {
  const character = toCharacters(key)[place];
  return character !== undefined && isDigit(character);
}

function between(key: string, { last, upTo }: Unlisted): string | undefined {
  if (compareKeys(key, last) <= 0) return undefined;
  if (upTo !== undefined && compareKeys(key, upTo) >= 0) return undefined;
  return utf8Length(key) <= MAX_KEY_BYTES ? key : undefined;
}

function utf8Length(key: string): number {
  let bytes = 0;
  for (const character of toCharacters(key)) {
    bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** UTF-8 has no surrogates. */
function successor(character: number): number | undefined {
  if (character === 0xd7ff) return 0xe000;
  return character < 0x10ffff ? character + 1 : undefined;
}
