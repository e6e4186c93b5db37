// How far apart keys are, if their characters are as likely as each other: a key is a number between 0 and 1
// whose digits are its characters, each in the base of its place's alphabet.

import type { Alphabets, Characters } from './alphabets.ts';

/** Below it, doubles no longer tell numbers apart. */
const LEAST_UNIT = 1e-14;

/** The number of a key, from a place on; 1 for no key, which is beyond all. */
export function positionOf(
  key: Characters | undefined,
  fromPlace: number,
  alphabets: Alphabets,
): number {
  if (!key) return 1;
  let position = 0;
  let unit = 1;
  for (let place = fromPlace; place < key.length && unit > LEAST_UNIT; place += 1) {
    const characters = alphabets.at(place);
    if (characters.length === 0) break;
    unit /= characters.length;
    const character = key[place] as number;
    const rank = rankOf(character, characters);
    position += rank * unit;
    if (characters[rank] !== character) break;
  }
  return position;
}

/** The shortest continuation of `head` whose number is no further than `precision` below `position`. */
export function keyAt(
  position: number,
  head: Characters,
  precision: number,
  alphabets: Alphabets,
): number[] {
  const key = [...head];
  let rest = position;
  let unit = 1;
  while (unit > LEAST_UNIT && rest > precision) {
    const characters = alphabets.at(key.length);
    if (characters.length === 0) break;
    unit /= characters.length;
    const rank = Math.min(characters.length - 1, Math.floor(rest / unit));
    key.push(characters[rank] as number);
    rest -= rank * unit;
  }
  return key;
}

/** How many characters come before this one. */
function rankOf(character: number, characters: Characters): number {
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((characters[middle] as number) < character) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function commonLength(left: Characters, right: Characters): number {
  const length = Math.min(left.length, right.length);
  let place = 0;
  while (place < length && left[place] === right[place]) place += 1;
  return place;
}
