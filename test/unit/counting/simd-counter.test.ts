// Holds the kernel to the counters in plain JavaScript, byte for byte.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Count } from '../../../src/counting/count.ts';
import type { Counter } from '../../../src/counting/counter.ts';
import { createCounter, createScalarCounter } from '../../../src/counting/create-counter.ts';
import { getKernel } from '../../../src/counting/kernel/kernel.ts';
import { createSimdCounter, isSimdSupported } from '../../../src/counting/kernel/simd-counter.ts';
import { WORD_RULES, type WordRule } from '../../../src/counting/word-rule.ts';

const SEED = 20_151_007;

const encoder = new TextEncoder();

/** Pieces of input that the kernel could take for something else. */
const PIECES = [
  ...[' ', '\t', '\v', '\f', '\r', '\n', '\r\n', '\r\r\n', 'a', 'Z', '0', '9', '_', 'word'],
  // Neighbours of the ranges.
  ...['\x00', '\x08', '\x0e', '\x1f', '!', '/', ':', '@', '[', '^', '`', '{', '\x7f'],
  ...['é', 'ß', 'я', '\u0800', '語', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}', '\u{10000}'],
].map((text) => encoder.encode(text));

const ILL_FORMED_PIECES = [
  ...[[0x80], [0xbf], [0xc0], [0xc1], [0xc2], [0xdf], [0xe0], [0xed], [0xef], [0xf0], [0xf4]],
  ...[[0xf5], [0xff], [0xe2, 0x82], [0xf0, 0x9f], [0xf0, 0x9f, 0x98], [0xc0, 0x80], [0xc1, 0xbf]],
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  ...[
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
  ],
].map((bytes) => Uint8Array.from(bytes));

const SOURCES: Record<string, (random: Random) => Uint8Array> = {
  'any bytes': (random) => Uint8Array.of(random(256)),
  'words and white space': (random) => encoder.encode(['a', 'b_', ' ', '\n', '\r\n'][random(5)]),
  'ASCII with some bytes beyond': (random) =>
    Uint8Array.of(random(40) === 0 ? 128 + random(128) : 32 + random(96)),
  'well-formed UTF-8': (random) => pick(PIECES, random),
  'ill-formed UTF-8': (random) => pick([...PIECES, ...ILL_FORMED_PIECES], random),
  'almost well-formed UTF-8': (random) =>
    pick(random(100) === 0 ? ILL_FORMED_PIECES : PIECES, random),
};

const UNIFORM = {
  'white space only': ' ',
  newlines: '\n',
  'words only': 'a',
  'alternating bytes': 'a ',
  'lines of one letter': 'a\n',
  'line ends of two bytes': '\r\n',
  'carriage returns': '\r',
  'high bytes': new Uint8Array([0xff]),
  'continuation bytes': new Uint8Array([0x80]),
  'lead bytes of four': new Uint8Array([0xf0]),
  'sequences of two': 'é',
  'sequences of three': '語',
  'sequences of four': '😀',
};

describe.each(WORD_RULES)('the SIMD counter by the rule %s', (rule) => {
  it.each(Object.keys(SOURCES))('counts %s of each length at each alignment', (name) => {
    const random = createRandom(SEED);
    const bytes = generate(SOURCES[name] as (random: Random) => Uint8Array, 4096, random);
    for (let length = 0; length <= 300; length += 1) {
      for (let alignment = 0; alignment < 16; alignment += 1) {
        const from = 16 * random(200) + alignment;
        expectSameCount(rule, [bytes.subarray(from, from + length)]);
      }
    }
  });

  it.each(Object.keys(SOURCES))('carries what %s need over any cuts', (name) => {
    const random = createRandom(SEED + 1);
    for (let round = 0; round < 200; round += 1) {
      const bytes = generate(SOURCES[name] as (random: Random) => Uint8Array, 1500, random);
      expectSameCount(
        rule,
        cut(bytes, () => random(random(4) === 0 ? 4 : 200)),
      );
    }
  });

  it.each(Object.entries(UNIFORM))('counts long runs of %s', (_, unit) => {
    const pattern = typeof unit === 'string' ? encoder.encode(unit) : unit;
    for (const length of [4079, 4080, 4081, 8127, 8128, 8129, 65_537, 131_073, 300_001]) {
      const bytes = new Uint8Array(length).map((_, i) => pattern[i % pattern.length] as number);
      expectSameCount(rule, [bytes]);
      expectSameCount(rule, [bytes.subarray(1), bytes]);
    }
  });

  it('counts text of several pieces of its memory', () => {
    const random = createRandom(SEED + 2);
    for (const source of Object.values(SOURCES)) {
      expectSameCount(rule, [generate(source, 400_000, random)]);
    }
  });

  it('counts arbitrary pieces correctly', () => {
    const chunk = fc
      .array(fc.constantFrom(...PIECES, ...ILL_FORMED_PIECES), { maxLength: 60 })
      .map(concatenate);
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => expectSameCount(rule, chunks)),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('keeps concurrent counters apart', () => {
    const random = createRandom(SEED + 3);
    const texts = Object.values(SOURCES).map((source) => generate(source, 3000, random));
    const counters = texts.map(() => simdCounter(rule));
    for (let at = 0; at < 3000; at += 77) {
      texts.forEach((text, i) => {
        counters[i]?.update(text.subarray(at, at + 77));
      });
    }
    texts.forEach((text, i) => {
      expect(counters[i]?.count()).toEqual(countOf(createScalarCounter(rule), [text]));
    });
  });

  it('is the one that createCounter picks', () => {
    expect(isSimdSupported()).toBe(true);
    expect(createCounter(rule).update.toString()).toBe(simdCounter(rule).update.toString());
  });
});

describe.each(['wc', 'identifier'] as const)(
  "by the rule %s, in the kernel's own memory",
  (rule) => {
    it('counts bytes in place, and does not change the bytes after them', () => {
      const memory = new Uint8Array(getKernel()?.memory.buffer as ArrayBuffer);
      const random = createRandom(SEED);
      const end = memory.length - 16;
      for (let length = 1; length < 300; length += 1) {
        const at = end - length - random(100);
        const source = SOURCES['words and white space'] as (typeof SOURCES)[string];
        memory.set(generate(source, end + 16 - at, random), at);
        const before = memory.slice(at);
        const chunks = [memory.subarray(at, at + length), memory.subarray(at + length, end)];
        expectSameCount(rule, chunks);
        expect(memory.subarray(at)).toEqual(before);
      }
    });
  },
);

type Random = (limit: number) => number;

/** The numbers of mulberry32, each below its limit. */
function createRandom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function pick(pieces: readonly Uint8Array[], random: Random): Uint8Array {
  return pieces[random(pieces.length)] as Uint8Array;
}

function generate(source: (random: Random) => Uint8Array, length: number, random: Random) {
  const bytes = new Uint8Array(length + 8);
  for (let at = 0; at < length; ) {
    const piece = source(random);
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.subarray(0, length);
}

function concatenate(pieces: Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

function cut(bytes: Uint8Array, nextLength: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + nextLength();
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}

function simdCounter(rule: WordRule): Counter {
  const counter = createSimdCounter(rule);
  if (!counter) throw new Error('This engine has no SIMD instructions for WebAssembly.');
  return counter;
}

function countOf(counter: Counter, chunks: readonly Uint8Array[]): Count {
  for (const chunk of chunks) counter.update(chunk);
  return counter.count();
}

function expectSameCount(rule: WordRule, chunks: readonly Uint8Array[]): void {
  const actual = countOf(simdCounter(rule), chunks);
  const expected = countOf(createScalarCounter(rule), chunks);
  // Matchers would take most of the time of so many comparisons.
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}
