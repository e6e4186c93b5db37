import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCounter, createScalarCounter } from '../../../src/counting/create-counter.ts';
import { seededRandom } from '../../support/seeded.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const FILES = 2_000;

/** Every word holds a printable ASCII character: GNU wc up to 9.1 does not count one without. */
const WORDS = [
  'a',
  'GET',
  'foo_bar',
  'x-1',
  '"quoted"',
  'naïve',
  'Straße9',
  '日本x',
  '😀!',
  '.',
  '\0z',
];
const SPACES = [
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  '\r\n',
  '\v',
  '\f',
  '\r',
  ' \t\r\n\v\f ',
  '\n \n',
];

function generateText(random: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] as string;
  const length = Math.floor(random() ** 3 * 200);
  let text = random() < 0.3 ? pick(SPACES) : '';
  for (let word = 0; word < length; word += 1) text += pick(WORDS) + pick(SPACES);
  return random() < 0.3 ? text + pick(WORDS) : text;
}

it('counts like the wc command in thousands of texts', () => {
  const folder = createTemporaryFolder();
  const random = seededRandom();
  const texts = new Map<string, Buffer>();
  for (let index = 0; index < FILES; index += 1) {
    const name = `${index}.txt`;
    const text = Buffer.from(index === 0 ? '' : generateText(random));
    writeFileSync(join(folder, name), text);
    texts.set(name, text);
  }

  const output = execFileSync('wc', ['-lwc', '--files0-from=-'], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C' },
    input: [...texts.keys()].join('\0'),
    encoding: 'utf8',
  });
  const expected = output
    .trimEnd()
    .split('\n')
    .slice(0, FILES)
    .map((line) => line.trim().split(/\s+/))
    .map(([lines, words, bytes, name]) => `${name}: ${lines} ${words} ${bytes}`);

  for (const create of [createCounter, createScalarCounter]) {
    const actual = [...texts].map(([name, text]) => {
      const counter = create('wc');
      counter.update(text);
      const { lines, words, bytes } = counter.count();
      return `${name}: ${lines} ${words} ${bytes}`;
    });
    expect(actual).toEqual(expected);
  }
});
