// Makes text that compresses like prose, of common words, rarer words and phrases that recur.

import { createRandom } from '../test/fixtures/sample-text.ts';

const COMMON_WORDS = `the of and to in a is that it was for on with as his they be at one have this
  from or had by word but what some we can out other were all there when up use your how said an each
  she which do their time if will way about many then them write would like so these her long make
  thing see him two has look more day could go come did number sound no most people my over know
  water than call first who may down side been now find`.split(/\s+/);

const SYLLABLES = `ba ce di fo gu la me ni po ru sa te vi wo con ter ing ment tion ness al er en
  pre ver tal ous`.split(/\s+/);

const RARE_WORDS = 3_000;
const PHRASES = 20_000;
const LINE_BYTES = 70;

/** The vocabulary is made once, and is the same for every text. */
let phrases: string[] | undefined;

/** At least `bytes` bytes of prose in whole lines. */
export function createProse(bytes: number, seed: number): string {
  phrases ??= createPhrases();
  const random = createRandom(seed);
  const lines: string[] = [];
  for (let length = 0; length < bytes; ) {
    let line = '';
    while (line.length < LINE_BYTES) {
      const ending = random();
      line += `${pickRanked(phrases, random)}${ending < 0.1 ? '. ' : ending < 0.2 ? ', ' : ' '}`;
    }
    lines.push(`${line.trimEnd()}\n`);
    length += line.length;
  }
  return lines.join('');
}

function createPhrases(): string[] {
  const random = createRandom(1);
  const words = [...COMMON_WORDS];
  for (let i = 0; i < RARE_WORDS; i += 1) words.push(createWord(random));
  return Array.from({ length: PHRASES }, () => {
    const length = 1 + Math.floor(random() * 2);
    return Array.from({ length }, () => pickRanked(words, random)).join(' ');
  });
}

function createWord(random: () => number): string {
  const syllables = 1 + Math.floor(random() * 2);
  const pick = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] as string;
  return Array.from({ length: syllables }, pick).join('');
}

/** Chooses the n-th of the list with a probability in proportion to 1/n (Zipf's law). */
function pickRanked(list: readonly string[], random: () => number): string {
  return list[Math.floor(list.length ** random()) - 1] as string;
}
