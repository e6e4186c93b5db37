// Splits the keys of a listing into ranges that are listed at the same time. It decides which range is split
// next and where, and for each page which of its keys belong to its range. Nothing that it guesses changes
// which keys are listed: a range ends where the next one starts, wherever that is.

import {
  type Alphabets,
  type Characters,
  createAlphabets,
  type HighestDigits,
  toCharacters,
} from './alphabets.ts';
import {
  beyond,
  guessSplit,
  isDigitAt,
  type SplitGuess,
  settledPlaces,
  type Unlisted,
} from './guess-split.ts';
import { learnHighestDigits } from './highest-digits.ts';
import { compareKeys } from './key-order.ts';

/** The keys after `startAfter`, up to `upTo` inclusive. */
export interface KeyRange {
  /** Undefined for the range that starts at the beginning. */
  readonly startAfter: string | undefined;
  /** Undefined for the range that goes to the end. A split brings it nearer. */
  readonly upTo: string | undefined;
  readonly isDone: boolean;
}

export interface KeyRanges {
  /** The range of all keys. Others come from splits. */
  readonly first: KeyRange;
  /** Splits the range with most left and gives its right part; undefined if none is worth a request. */
  split(): KeyRange | undefined;
  /**
   * Takes the next page of a range, whose keys ascend and come after those before. Says how many of them,
   * from the first on, belong to the range.
   */
  accept(range: KeyRange, keys: readonly string[], isLast: boolean): number;
}

interface Range extends KeyRange {
  upTo: string | undefined;
  isDone: boolean;
  /** The first and the last key of the newest page. */
  pageFirst: string | undefined;
  last: string | undefined;
  /** Some keys of the newest pages. */
  near: (readonly Characters[])[];
  /** Where it would be split next, as was guessed after the newest page. */
  guess: Guess | undefined;
  /** By what it was guessed where the range begins. */
  readonly by: Experience | undefined;
}

/** A guess goes by all keys that were listed so far, or by the newest ones of its range. */
type Experience = (typeof EXPERIENCES)[number];

const EXPERIENCES = ['all', 'near'] as const;

interface Guess extends SplitGuess {
  readonly by: Experience | undefined;
}

/** A split costs up to one request, so it must bring more than one. */
const MIN_PAGES_LEFT = 2;

/** So many keys of a page are looked at. */
const SAMPLES = 8;

/** So many of the newest pages of a range are near. */
const NEAR_PAGES = 8;

/**
 * `prefix` is common to all keys. The requests are more than the full pages that the keys make up by
 * `extraShare` of these at the most, so a listing of less than `1 / extraShare` pages is not split. If `toBeyond`,
 * a range is done only when its listing has come to a key beyond it, or to the end; that may take a request more.
 */
export function createKeyRanges(prefix: string, extraShare: number, toBeyond = false): KeyRanges {
  const commonPlaces = toCharacters(prefix).length;
  const highestDigits = new Map<number, number>();
  const alphabets = createAlphabets(highestDigits);
  const first: Range = createRange();
  const open = new Set<Range>([first]);
  let firstKey: string | undefined;
  let pageKeys = 1;
  let requests = 0;
  let keysListed = 0;
  /** Whether the last key of all was listed. */
  let isEndListed = false;
  let preferred: Experience = 'all';

  /**
   * With one range more, each open range may take one request more than its keys make up full pages. The
   * range of the last key does not, because its last page says that it is the last.
   */
  function canAfford(): boolean {
    const pages = Math.floor(keysListed / pageKeys);
    const ahead = isEndListed ? 0 : 1;
    const extra = requests + open.size + 1 - ahead - pages;
    return extra <= extraShare * (pages + ahead);
  }

  function guessInside(unlisted: Unlisted, near: Range['near']): Guess {
    const [first, second] = preferred === 'all' ? EXPERIENCES : EXPERIENCES.toReversed();
    const guessed = guessBy(first as Experience, unlisted, near);
    if (isWorth(guessed)) return guessed;
    const other = guessBy(second as Experience, unlisted, near);
    return isWorth(other) ? other : guessed;
  }

  function guessBy(by: Experience, unlisted: Unlisted, near: Range['near']): Guess {
    const known = by === 'all' ? alphabets : alphabetsOf(near.flat(), highestDigits);
    return { ...guessSplit(unlisted, commonPlaces, known), by };
  }

  function guess(range: Range): Guess | undefined {
    const { pageFirst, last, upTo, near } = range;
    if (pageFirst === undefined || last === undefined) return undefined;
    const unlisted = { pageFirst, last, upTo };
    const inside = guessInside(unlisted, near);
    if (upTo !== undefined) return inside;
    // Nothing is known of what comes after the last key, so it counts for as much as was listed.
    const pagesLeft = Math.max(inside.pagesLeft, keysListed / pageKeys);
    const settled = settledPlaces(firstKey ?? last, last);
    const isNumber = settled > commonPlaces && isDigitAt(last, settled - 1);
    if (!isNumber && inside.splitAt !== undefined && inside.pagesLeft >= MIN_PAGES_LEFT) {
      return { ...inside, pagesLeft };
    }
    // Outwards by one character.
    const places = Math.max(commonPlaces + 1, settled);
    const outside = beyond(unlisted, places);
    return outside === undefined
      ? { ...inside, pagesLeft }
      : { pagesLeft, splitAt: outside, by: undefined };
  }

  return {
    first,
    split() {
      if (!canAfford()) return undefined;
      let best: { readonly range: Range; readonly guess: Guess } | undefined;
      for (const range of open) {
        range.guess ??= guess(range);
        const guessed = range.guess;
        if (!guessed || !isWorth(guessed)) continue;
        if (!best || guessed.pagesLeft > best.guess.pagesLeft) best = { range, guess: guessed };
      }
      if (!best) return undefined;
      const { range } = best;
      const right = createRange(best.guess.splitAt, range.upTo, best.guess.by);
      range.upTo = right.startAfter;
      range.guess = undefined;
      open.add(right);
      return right;
    },
    accept(given, keys, isLast) {
      const range = given as Range;
      const { upTo } = range;
      requests += 1;
      pageKeys = Math.max(pageKeys, keys.length);
      const kept = upTo === undefined ? keys.length : countUpTo(keys, upTo);
      keysListed += kept;
      const samples = sample(keys);
      for (const key of samples) alphabets.learn(key);
      const before = range.last === undefined ? [] : [toCharacters(range.last)];
      learnHighestDigits(highestDigits, [...before, ...samples]);
      if (kept === 0 && range.last === undefined && range.by === preferred) {
        preferred = preferred === 'all' ? 'near' : 'all';
      }
      firstKey ??= keys[0];
      if (kept > 0) {
        range.pageFirst = keys[0];
        range.last = keys[kept - 1];
        range.guess = undefined;
        range.near = [...range.near, samples].slice(-NEAR_PAGES);
      }
      if (isLast && kept > 0 && kept === keys.length) isEndListed = true;
      const isAtEnd = !toBeyond && upTo !== undefined && range.last === upTo;
      range.isDone = isLast || kept < keys.length || isAtEnd;
      if (range.isDone) open.delete(range);
      return kept;
    },
  };
}

function createRange(startAfter?: string, upTo?: string, by?: Experience): Range {
  const nothing = { pageFirst: undefined, last: undefined, near: [], guess: undefined };
  return { startAfter, upTo, by, isDone: false, ...nothing };
}

function isWorth({ pagesLeft, splitAt }: SplitGuess): boolean {
  return splitAt !== undefined && pagesLeft >= MIN_PAGES_LEFT;
}

function sample(keys: readonly string[]): Characters[] {
  const step = Math.max(1, Math.floor(keys.length / SAMPLES));
  const samples: Characters[] = [];
  for (let at = 0; at < keys.length; at += step) samples.push(toCharacters(keys[at] as string));
  return samples;
}

function alphabetsOf(keys: readonly Characters[], highest: HighestDigits): Alphabets {
  const alphabets = createAlphabets(highest);
  for (const key of keys) alphabets.learn(key);
  return alphabets;
}

/** How many of the keys, which ascend, are not after `upTo`. */
function countUpTo(keys: readonly string[], upTo: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keys[middle] as string, upTo) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
