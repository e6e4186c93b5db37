import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArticleCounter } from '../../../src/counting/article-counter.ts';
import { isSliceable } from '../../../src/counting/word-rule.ts';
import { cutAt } from '../../fixtures/byte-sources.ts';
import { articleReference } from '../../support/reference-counts.ts';
import { checkProperty } from '../../support/seeded.ts';

function countChunks(chunks: Iterable<Uint8Array>) {
  const counter = createArticleCounter();
  for (const chunk of chunks) counter.update(chunk);
  return counter.count();
}

/** Pieces of well-formed and ill-formed UTF-8 around everything that the rule treats apart. */
const PIECES = [
  ['a'],
  ['_9'],
  [' '],
  ['.'],
  ['\n'],
  ['\r'],
  ['\r\n'],
  ['\ufeff'],
  ['é'],
  ['日'],
  ['😀'],
  ['\u2028'],
  ['\u0085'],
  [0x80],
  [0xbf],
  [0xc0, 0xaf],
  [0xc3],
  [0xe0, 0x80],
  [0xe0, 0xa0],
  [0xe6, 0x97],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb],
  [0xf0, 0x90],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80],
  [0xf5],
  [0xff],
].map((piece) =>
  Buffer.concat(
    piece.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))),
  ),
);

const bytes = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => Buffer.concat(pieces)),
  fc.uint8Array({ maxLength: 60 }).map((values) => Buffer.from(values)),
);

describe('the counter of the article of 2015', () => {
  it.each([
    ['', 1, 1],
    ['one two', 1, 2],
    ['one two\n', 2, 3],
    ['one two\r\nthree', 2, 3],
    ['a.b, c', 1, 4],
    ['\r', 1, 2],
    ['\r\r\n', 2, 3],
    ['é', 1, 2],
    ['😀', 1, 3],
    ['\ufeffa', 1, 2],
  ])('counts %j as %i lines and %i words', (text, lines, words) => {
    expect(countChunks([Buffer.from(text)])).toMatchObject({ lines, words });
    expect(articleReference(Buffer.from(text))).toMatchObject({ lines, words });
  });

  it('agrees with the program of the article at every cut of any bytes', () =>
    checkProperty(
      fc.property(bytes, (whole) => {
        const expected = articleReference(whole);
        for (let cut = 0; cut <= whole.length; cut += 1) {
          expect(countChunks(cutAt(whole, [cut]))).toMatchObject(expected);
        }
      }),
      400,
    ));

  it('agrees with the program of the article byte by byte', () =>
    checkProperty(
      fc.property(bytes, (whole) => {
        const single = Array.from(whole, (byte) => Uint8Array.of(byte));
        expect(countChunks(single)).toMatchObject(articleReference(whole));
      }),
      400,
    ));

  it('agrees with the program of the article after each lead byte and any two others', () => {
    for (let lead = 0x80; lead < 0x100; lead += 1) {
      for (const second of [0x0a, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xff]) {
        for (const third of [0x0d, 0x7f, 0x80, 0xbf, 0xc0, 0xf0]) {
          const whole = Buffer.of(lead, second, third, 0x80, 0x0a);
          expect(countChunks([whole]), whole.toString('hex')).toMatchObject(
            articleReference(whole),
          );
        }
      }
    }
  });

  it('is never used on slices, because its count depends on where text is cut', () => {
    expect(isSliceable('article')).toBe(false);
    expect(isSliceable('wc')).toBe(true);
    expect(isSliceable('identifier')).toBe(true);
  });
});
