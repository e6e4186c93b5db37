import { expect, it } from 'vitest';
import { createAlphabets, toCharacters } from '../../../src/key-space/alphabets.ts';
import { learnHighestDigits } from '../../../src/key-space/highest-digits.ts';

const TENS_OF_HOURS = 'logs/01/'.length;
const ONES_OF_HOURS = TENS_OF_HOURS + 1;

const twoDigits = (number: number) => String(number).padStart(2, '0');

/** What is expected at places after so many hours, from the beginning of a month on. */
function expectedAfter(hours: number) {
  const keys = Array.from({ length: hours }, (_, hour) =>
    toCharacters(`logs/${twoDigits(1 + Math.floor(hour / 24))}/${twoDigits(hour % 24)}`),
  );
  const highest = new Map<number, number>();
  const alphabets = createAlphabets(highest);
  const expected = (place: number) => String.fromCodePoint(...alphabets.at(place));
  for (const [index, key] of keys.entries()) {
    alphabets.learn(key);
    learnHighestDigits(highest, keys.slice(Math.max(0, index - 1), index + 1));
  }
  return expected;
}

it('expects no digit above the one after which a place started again', () => {
  expect(expectedAfter(24)(TENS_OF_HOURS)).toBe('0123456789');
  expect(expectedAfter(25)(TENS_OF_HOURS)).toBe('012');
});

it('expects all digits where higher ones come than the place has started again after', () => {
  // The ones start again after 23:00, too.
  expect(expectedAfter(60)(ONES_OF_HOURS)).toBe('0123456789');
});

it('expects all digits again once a higher one was seen', () => {
  const highest = new Map<number, number>();
  const alphabets = createAlphabets(highest);
  const keys = ['1/0', '1/2', '2/0'].map(toCharacters);
  for (const key of keys) alphabets.learn(key);
  learnHighestDigits(highest, keys);
  expect(alphabets.at(2)).toEqual(toCharacters('012'));
  alphabets.learn(toCharacters('2/7'));
  expect(alphabets.at(2)).toEqual(toCharacters('0123456789'));
});
