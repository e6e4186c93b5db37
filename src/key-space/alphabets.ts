// Which characters keys have at which place, learnt from some of them. It serves to guess where other keys
// are, so it may be wrong.

/** A key as code points, whose order is that of the key's bytes in UTF-8. */
export type Characters = readonly number[];

export interface Alphabets {
  learn(key: Characters): void;
  /**
   * The characters to expect at a place, in their order. Where two digits were seen all of them are expected, unless
   * the place starts again before the highest ones; and likewise those of other kinds that were seen anywhere. Empty if
   * no key is that long.
   */
  at(place: number): Characters;
}

/**
 * The highest digit of each place whose numbers were seen to start again: the tens of hours do so after a 2, and keys
 * with a 5 there would be looked for in vain.
 */
export type HighestDigits = ReadonlyMap<number, number>;

/** More tell no more about where the middle is. */
const MAX_CHARACTERS = 512;

export function toCharacters(key: string): Characters {
  return Array.from(key, (character) => character.codePointAt(0) as number);
}

export function toKey(characters: Characters): string {
  let key = '';
  for (const character of characters) key += String.fromCodePoint(character);
  return key;
}

export function createAlphabets(highest: HighestDigits = new Map()): Alphabets {
  const places: Set<number>[] = [];
  const anywhere = new Set<number>();
  const expected: ({ most: number | undefined; characters: Characters } | undefined)[] = [];

  function add(set: Set<number>, character: number): boolean {
    if (set.has(character) || set.size >= MAX_CHARACTERS) return false;
    set.add(character);
    return true;
  }

  function expectAt(place: number, most: number | undefined): Characters {
    const seen = places[place];
    if (!seen) return [];
    const all = new Set(seen);
    // A single character may be the same in all keys.
    if (seen.size > 1) {
      for (const kind of KINDS) {
        if (![...seen].some(kind.includes)) continue;
        for (const character of kind.all ?? anywhere) {
          if (kind.includes(character)) all.add(character);
        }
      }
      if (most !== undefined && [...seen].every((each) => !isDigit(each) || each <= most)) {
        for (const digit of DIGITS) if (digit > most) all.delete(digit);
      }
    }
    return [...all].sort((a, b) => a - b);
  }

  return {
    learn(key) {
      key.forEach((character, place) => {
        let seen = places[place];
        if (!seen) {
          seen = new Set();
          places[place] = seen;
        }
        if (add(seen, character)) expected[place] = undefined;
        if (add(anywhere, character)) expected.length = 0;
      });
    },
    at(place) {
      const most = highest.get(place);
      let known = expected[place];
      if (!known || known.most !== most) {
        known = { most, characters: expectAt(place, most) };
        expected[place] = known;
      }
      return known.characters;
    },
  };
}

interface Kind {
  readonly includes: (character: number) => boolean;
  /** Those that are expected without having been seen. */
  readonly all?: Characters;
}

const DIGITS = toCharacters('0123456789');

const KINDS: readonly Kind[] = [
  { includes: isDigit, all: DIGITS },
  { includes: (character) => isBetween(character, 'a', 'z') },
  { includes: (character) => isBetween(character, 'A', 'Z') },
  { includes: (character) => character >= 0x80 },
];

export function isDigit(character: number): boolean {
  return isBetween(character, '0', '9');
}

function isBetween(character: number, first: string, last: string): boolean {
  return character >= first.charCodeAt(0) && character <= last.charCodeAt(0);
}
