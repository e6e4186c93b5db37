import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { literalHead, prefixesOfMatches } from '../../../src/planning/literal-head.ts';

const OPTIONS = { dot: true, flags: 's' };

const letter = fc.constantFrom('a', 'b', '/', '.', '-', 'é', '🎉', '+', '!', '@', ' ', '"');
const special = fc.constantFrom(
  '*',
  '**',
  '?',
  '[ab]',
  '{a,b}',
  '(a|b)',
  '+(a)',
  '!(b)',
  '\\a',
  '$',
);
const pattern = fc
  .array(fc.oneof({ weight: 3, arbitrary: letter }, special), { maxLength: 7 })
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');
const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', '-', 'é', '🎉', '+', ' '),
  maxLength: 6,
});

test('every key that matches a pattern starts with its literal head', () => {
  let matching = 0;
  fc.assert(
    fc.property(pattern, fc.array(key, { maxLength: 20 }), (glob, keys) => {
      const matches = picomatch(glob, OPTIONS);
      const head = literalHead(glob);
      // The pattern itself, with its special parts taken out or replaced, is likely to match.
      const similar = [glob, glob.replace(/[*?]+/g, ''), glob.replace(/[*?]+/g, 'a')];
      const related = similar.flatMap((text) => [
        text,
        `./${text}`,
        `${text}/`,
        text.replace(/\/+$/, ''),
      ]);
      for (const one of [...keys, ...related]) {
        if (one === '' || !matches(one)) continue;
        matching += 1;
        expect({ glob, one, head, starts: one.startsWith(head) }).toMatchObject({ starts: true });
      }
    }),
    { numRuns: 5_000 },
  );
  expect(matching).toBeGreaterThan(1_000);
});

test.each([
  ['a/b*', 'a/b'],
  ['2026/11/**/*.gz', '2026/11'],
  ['2026/11/2[12]/*', '2026/11/'.replace(/\/$/, '')],
  ['**/*.gz', ''],
  ['{a,b}/c', ''],
  ['exact/key.log', 'exact/key.log'],
  ['./a*', ''],
])('the head of %s is "%s"', (glob, head) => {
  expect(head.startsWith(literalHead(glob))).toBe(true);
  if (/^[^[]*$/.test(glob)) expect(literalHead(glob)).toBe(head);
});

test.each<[string[], string[], string[]]>([
  [[''], [], ['']],
  [[''], ['a/b*', 'a/bc*', 'd'], ['a/b', 'd']],
  [['a/'], ['**/*.gz'], ['a/']],
  [
    ['a/', 'c/'],
    ['a/b*', 'c*'],
    ['a/b', 'c/'],
  ],
  [['a/'], ['b/*'], []],
])('prefixes %j with patterns %j list %j', (prefixes, patterns, expected) => {
  expect(prefixesOfMatches(prefixes, patterns)).toEqual(expected);
});

test('what is listed has every key that is selected', () => {
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 3 }),
      fc.array(pattern, { maxLength: 3 }),
      fc.array(key, { maxLength: 30 }),
      (prefixes, globs, keys) => {
        const listed = prefixesOfMatches(prefixes, globs);
        const matches = globs.length === 0 ? () => true : picomatch(globs, OPTIONS);
        for (const one of keys) {
          if (one === '' || !prefixes.some((prefix) => one.startsWith(prefix)) || !matches(one))
            continue;
          expect(listed.some((prefix) => one.startsWith(prefix))).toBe(true);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test('very many patterns are listed by what they have in common', () => {
  const patterns = Array.from({ length: 500 }, (_, n) => `logs/${1_000 + n}/*`);
  expect(prefixesOfMatches([''], patterns)).toEqual(['logs/1']);
});
