// Holds the kernel to what zlib and other programs compress, and to a slow reference.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WINDOW_BYTES } from '../../../../src/formats/gzip/window.ts';
import { cutAt, inChunks } from '../../../fixtures/byte-sources.ts';
import { BitWriter, type Token } from '../../../support/deflate-bits.ts';
import { inflateInPieces, newInflater } from '../../../support/inflate-in-pieces.ts';
import { checkProperty, seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);
const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;

const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

const inflater = newInflater();

function expectInflated(
  encoded: Uint8Array,
  expected: Uint8Array,
  size = encoded.length + 1,
): void {
  const { bytes, end, length } = inflateInPieces(inflater, inChunks(encoded, size));
  expect({ end, length }).toEqual({ end: 'ended', length: encoded.length });
  expect(bytes.equals(expected)).toBe(true);
}

/** More than the kernel holds at a time, with parts that compress in all ways. */
function mixedText(length: number): Buffer {
  const text = seededText(length);
  const random = seededRandom();
  for (let at = 0; at < length; at += 30_000) {
    text.set(seededBytes(Math.floor(random() * 3_000), at).subarray(0, length - at), at);
    text.fill(at, at + 5_000, at + 5_000 + Math.floor(random() * 2_000));
  }
  return text;
}

describe('the inflater, on what zlib compresses', () => {
  const text = mixedText(300_000);

  it.each(STRATEGIES)('decodes every level, with strategy %i', (strategy) => {
    for (let level = 0; level <= 9; level += 1) {
      expectInflated(deflateRawSync(text, { level, strategy }), text);
    }
  });

  it('decodes every size of window and of memory', () => {
    for (let windowBits = 9; windowBits <= 15; windowBits += 1) {
      for (let memLevel = 1; memLevel <= 9; memLevel += 1) {
        expectInflated(deflateRawSync(text, { windowBits, memLevel }), text, 50_000);
      }
    }
  });

  it.each([1, 2, 3, 5, 7, 8, 9, 31, 32, 33, 100, 1_000, 65_535, 65_536, 65_537])(
    'decodes pieces of %i bytes',
    (size) => {
      const part = text.subarray(0, size < 10 ? 60_000 : text.length);
      for (const level of [0, 1, 9]) expectInflated(deflateRawSync(part, { level }), part, size);
    },
  );

  it('decodes short texts of every length', () => {
    for (let length = 0; length < 600; length += 1) {
      const part = text.subarray(29_900, 29_900 + length);
      expectInflated(deflateRawSync(part), part);
      expectInflated(deflateRawSync(part, { strategy: constants.Z_FIXED }), part);
    }
  });

  it('decodes what compresses a thousand times', () => {
    const zeros = Buffer.alloc(3_000_000);
    expectInflated(deflateRawSync(zeros), zeros);
    expectInflated(deflateRawSync(zeros), zeros, 1);
  });

  it('leaves what follows the stream', () => {
    const encoded = deflateRawSync(text);
    const whole = Buffer.concat([encoded, seededBytes(1_000)]);
    for (const size of [1, 7, 13, 4_096, whole.length]) {
      const { end, length } = inflateInPieces(inflater, inChunks(whole, size));
      expect({ end, length }).toEqual({ end: 'ended', length: encoded.length });
    }
  });

  it('decodes whatever the text and the cuts are', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc
          .tuple(fc.uint8Array({ maxLength: 9 }), fc.nat(700))
          .map(([unit, times]) => Buffer.concat(Array.from({ length: times }, () => unit))),
        fc.nat(2_000).map((length) => seededText(length)),
      ),
      { maxLength: 40 },
    );
    const options = fc.record({
      level: fc.nat(9),
      memLevel: fc.integer({ min: 1, max: 9 }),
      windowBits: fc.integer({ min: 9, max: 15 }),
      strategy: fc.constantFrom(...STRATEGIES),
    });
    return checkProperty(
      fc.property(pieces, options, fc.array(fc.nat(5_000)), (parts, how, cuts) => {
        const original = Buffer.concat(parts);
        const encoded = deflateRawSync(original, how);
        const offsets = cuts.map((cut) => Math.min(cut, encoded.length));
        const { bytes, end } = inflateInPieces(inflater, cutAt(encoded, offsets));
        expect(end).toBe('ended');
        expect(bytes.equals(original)).toBe(true);
      }),
      300,
    );
  });
});

describe('the inflater, on what other programs compress', () => {
  const text = readFileSync(new URL('lz4/access.log', FIXTURES));
  const names = readdirSync(new URL('gzip/', FIXTURES)).filter((name) => name.endsWith('.gz'));

  it.each(names)('decodes %s', (name) => {
    const member = readFileSync(new URL(`gzip/${name}`, FIXTURES));
    // With a name in their header or without.
    const nameEnd =
      ((member[3] as number) & 8) === 0 ? 0 : member.indexOf(0, GZIP_HEADER_BYTES) + 1;
    const encoded = member.subarray(nameEnd || GZIP_HEADER_BYTES, -GZIP_TRAILER_BYTES);
    expectInflated(encoded, text);
    expectInflated(encoded, text, 1);
  });

  const large = mixedText(2_000_000);

  it.each([
    ...['gzip -1', 'gzip -9', 'pigz -p 2 -1', 'pigz -p 2 -9 -b 128', 'pigz -11'],
    ...['igzip -0', 'igzip -1', 'igzip -2', 'igzip -3'],
    ...['libdeflate-gzip -1', 'libdeflate-gzip -6', 'libdeflate-gzip -12'],
  ])('decodes what %s makes here, if it is installed', (command) => {
    const [program = '', ...options] = command.split(' ');
    if (spawnSync(program, ['-h']).status === null) return;
    // -11 of pigz takes its time.
    const input = command.endsWith('-11') ? large.subarray(0, 100_000) : large;
    const made = spawnSync(program, [...options, '-c'], { input, maxBuffer: 1e8 });
    expect(made.status).toBe(0);
    const encoded = made.stdout.subarray(GZIP_HEADER_BYTES, -GZIP_TRAILER_BYTES);
    expectInflated(encoded, input);
  });
});

describe('the inflater, on streams made by hand', () => {
  /** Writes tokens into blocks of the fixed codes behind a stored block, and decodes them slowly too. */
  function expectTokens(literals: Buffer, tokens: readonly Token[]): void {
    const writer = new BitWriter().stored(literals).fixed(tokens, true);
    const expected = [...literals];
    for (const token of tokens) {
      if (typeof token === 'number') expected.push(token);
      else {
        for (let index = 0; index < token.length; index += 1) {
          expected.push(expected[expected.length - token.distance] as number);
        }
      }
    }
    expectInflated(writer.bytes(), Buffer.from(expected));
  }

  it('copies every length from every short distance', () => {
    const literals = seededBytes(300);
    for (let distance = 1; distance <= 40; distance += 1) {
      const tokens: Token[] = [];
      for (let length = 3; length <= 258; length += 1)
        tokens.push({ length, distance }, length & 255);
      expectTokens(literals, tokens);
    }
  });

  it('copies from far away, across the edges of its buffers', () => {
    const literals = seededBytes(40_000);
    const distances = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 257, 258, 259, 4_096, 24_577];
    distances.push(WINDOW_BYTES - 17, WINDOW_BYTES - 16, WINDOW_BYTES - 1, WINDOW_BYTES);
    for (const length of [3, 4, 8, 15, 16, 17, 64, 257, 258]) {
      const tokens: Token[] = [];
      for (let bytes = 0; bytes < 300_000; ) {
        const distance = distances[tokens.length % distances.length] as number;
        tokens.push({ length, distance });
        if (tokens.length % 97 === 0) tokens.push(tokens.length & 255);
        bytes += length;
      }
      expectTokens(literals, tokens);
    }
  });

  it('copies from every distance', () => {
    const random = seededRandom();
    const tokens: Token[] = [];
    for (let distance = 1; distance <= WINDOW_BYTES; distance += 1) {
      tokens.push({ length: 3 + Math.floor(random() * 20), distance });
    }
    expectTokens(seededBytes(WINDOW_BYTES), tokens);
  });

  it('decodes empty blocks of every type', () => {
    const none = Buffer.alloc(0);
    const writer = new BitWriter().stored(none).fixed([]).stored(none).fixed([97]).fixed([]);
    const lengths = new Array<number>(257).fill(0);
    lengths[256] = 1;
    writer.dynamic(lengths, [0]).code(0, 1).dynamic(lengths, [1]).code(0, 1).stored(none, true);
    for (const size of [1, 1_000]) expectInflated(writer.bytes(), Buffer.from('a'), size);
  });

  it('decodes the longest codes that there are', () => {
    // One code of each length, and two of the longest.
    const literals = new Array<number>(257).fill(0);
    const bytes = Array.from({ length: 15 }, (_, index) => 65 + index);
    for (const [index, byte] of bytes.entries()) literals[byte] = index + 1;
    literals[256] = 15;
    const distances = Array.from({ length: 16 }, (_, index) => Math.min(15, index + 1));
    const writer = new BitWriter().dynamic(literals, distances, true);
    const expected: number[] = [];
    for (let round = 0; round < 100; round += 1) {
      for (const [index, byte] of bytes.entries()) {
        writer.code(2 ** (index + 1) - 2, index + 1);
        expected.push(byte);
      }
    }
    writer.code(2 ** 15 - 1, 15);
    for (const size of [1, 10_000]) expectInflated(writer.bytes(), Buffer.from(expected), size);
  });
});
