// Forms of slices of odd matches, against bytes that are copied one by one.

import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WC_WORD_BYTES } from '../../../../src/counting/byte-class-counter.ts';
import type { Count } from '../../../../src/counting/count.ts';
import { joinCounts } from '../../../../src/counting/count.ts';
import { createScalarCounter } from '../../../../src/counting/create-counter.ts';
import { joinChecksums } from '../../../../src/formats/gzip/checksum.ts';
import { createFormCounter } from '../../../../src/formats/gzip/form-counter.ts';
import { createInflater } from '../../../../src/formats/gzip/inflater.ts';
import { getInflateKernel, type InflateKernel } from '../../../../src/formats/gzip/kernel.ts';
import { evaluateForm, type SliceForm } from '../../../../src/formats/gzip/slice-form.ts';
import { WINDOW_BYTES } from '../../../../src/formats/gzip/window.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { BitWriter, type Token } from '../../../support/deflate-bits.ts';
import { seededBytes, seededRandom } from '../../../support/seeded.ts';

type Random = () => number;

const upTo = (random: Random, most: number) => 1 + Math.floor(random() * most);
const literal = (random: Random) => (random() < 0.3 ? 32 : 97 + Math.floor(random() * 26));
const match = (length: number, distance: number) => ({ length, distance });

/** Each has far fewer breaks with different neighbours than there is room for. */
const KINDS: Record<string, (random: Random, place: number) => Token> = {
  'copies from nearby': (random) =>
    random() < 0.2 ? literal(random) : match(2 + upTo(random, 20), upTo(random, 40)),
  'runs of one to eight symbols': (random) =>
    random() < 0.1 ? literal(random) : match(2 + upTo(random, 256), upTo(random, 8)),
  'the last symbol again and again': () => match(258, 1),
  'the oldest symbol that there is': () => match(258, WINDOW_BYTES),
  'long copies from anywhere': (random) =>
    random() < 0.5 ? literal(random) : match(258 - upTo(random, 30), upTo(random, WINDOW_BYTES)),
  'short copies from few distances': (random) =>
    match(2 + upTo(random, 12), [1, 7, 8, 9, 4_000, 32_767, 32_768][upTo(random, 7) - 1] as number),
  'literals, and seldom a copy': (random) =>
    random() < 0.97 ? literal(random) : match(2 + upTo(random, 60), upTo(random, WINDOW_BYTES)),
  'literals, then copies of what came before the slice': (random, place) =>
    place < 20_000 ? literal(random) : match(2 + upTo(random, 100), 20_000 + upTo(random, 12_768)),
};

const SYMBOLS = 260_000;

function makeTokens(kind: (random: Random, place: number) => Token, seed: number): Token[] {
  const random = seededRandom(seed);
  const tokens: Token[] = [];
  for (let place = 0; place < SYMBOLS; ) {
    const token = kind(random, place);
    tokens.push(token);
    place += typeof token === 'number' ? 1 : token.length;
  }
  return tokens;
}

function copyOneByOne(tokens: readonly Token[], window: Uint8Array): Uint8Array {
  const bytes = Array.from(window);
  for (const token of tokens) {
    if (typeof token === 'number') {
      bytes.push(token);
      continue;
    }
    for (let copied = 0; copied < token.length; copied += 1) {
      bytes.push(bytes[bytes.length - token.distance] as number);
    }
  }
  return Uint8Array.from(bytes.slice(window.length));
}

function countOf(bytes: Uint8Array): Count {
  const counter = createScalarCounter('wc');
  counter.update(bytes);
  return counter.count();
}

/** A window that ends in a letter, or in white space. */
function makeWindow(seed: number): Uint8Array {
  const window = Uint8Array.from(seededBytes(WINDOW_BYTES, seed), (byte) =>
    byte < 80 ? (byte & 1) * 22 + 10 : byte,
  );
  window[WINDOW_BYTES - 1] = seed % 2 === 0 ? 32 : 97;
  return window;
}

describe.each(Object.entries(KINDS))('the form of a slice of %s', (_, kind) => {
  it.each([1, 2])('comes to what its bytes do, with seed %i', (seed) => {
    const tokens = makeTokens(kind, seed);
    const encoded = new BitWriter().fixed(tokens, true).bytes();
    for (const pieceBytes of [encoded.length, 7_001, 200]) {
      const counter = createFormCounter(getInflateKernel() as InflateKernel, 'wc');
      const inflater = createInflater(getInflateKernel() as InflateKernel, counter);
      const rest: Buffer[] = [];
      inflater.begin({ bit: 0 });
      for (const piece of inChunks(encoded, pieceBytes)) {
        inflater.push(piece, (chunk) => rest.push(Buffer.from(chunk)));
      }
      const form = counter.form() as SliceForm;
      const known = Buffer.concat(rest);
      for (const window of [makeWindow(seed), makeWindow(seed + 1)]) {
        const bytes = copyOneByOne(tokens, window);
        const evaluated = evaluateForm(form, window, WC_WORD_BYTES);
        const { count, checksum } = evaluated as NonNullable<typeof evaluated>;
        expect(known.length > 0 ? joinCounts(count, countOf(known)) : count).toEqual(
          countOf(bytes),
        );
        expect(joinChecksums(checksum, crc32(known), known.length)).toBe(crc32(bytes));
      }
    }
  });
});
