// Streams that take turns, and streams that are gone on with at a block.

import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BlockEntry } from '../../../../src/formats/gzip/inflater.ts';
import { WINDOW_BYTES } from '../../../../src/formats/gzip/window.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { BitWriter } from '../../../support/deflate-bits.ts';
import { inflateInPieces, newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';
import { slowInflate } from '../../../support/slow-inflate.ts';

const TEXT = Buffer.concat([
  seededText(90_000),
  seededBytes(50_000),
  Buffer.alloc(60_000, 'abcdefg\n'),
  seededText(200_000, 2),
]);

interface Place extends BlockEntry {
  readonly window: Uint8Array;
  readonly at: number;
  readonly bits: number;
  readonly decoded: number;
}

/** All the blocks of a stream but its first, each with what it takes to begin there. */
function placesOf(encoded: Uint8Array, size: number): Place[] {
  const inflater = newInflater();
  const places: Place[] = [];
  let decoded = 0;
  let lastTold: Uint8Array = new Uint8Array(0);
  inflater.begin();
  for (const piece of inChunks(encoded, size)) {
    inflater.push(
      piece,
      (chunk) => {
        decoded += chunk.length;
      },
      (bits) => {
        const told = inflater.window() as Uint8Array;
        // That of the place before is still what it was.
        expect(Buffer.compare(lastTold, places.at(-1)?.window ?? lastTold)).toBe(0);
        lastTold = told;
        places.push({
          at: bits >> 3,
          bit: bits & 7,
          bits,
          decoded,
          window: told.slice(),
        });
        return true;
      },
    );
  }
  expect(inflater.isEnded).toBe(true);
  return places;
}

describe('inflaters that take turns', () => {
  it('decode each its own stream, whoever is next', () => {
    const random = seededRandom();
    const streams = Array.from({ length: 8 }, (_, index) => {
      const text = TEXT.subarray(index * 10_000, index * 10_000 + 150_000 + index);
      const level = index;
      const encoded = deflateRawSync(text, { level, memLevel: 1 + index });
      return { inflater: newInflater(), text, encoded, at: 0, chunks: [] as Buffer[] };
    });
    for (const { inflater } of streams) inflater.begin();
    let open = streams;
    while (open.length > 0) {
      const stream = open[Math.floor(random() * open.length)] as (typeof streams)[number];
      const piece = stream.encoded.subarray(stream.at, stream.at + Math.floor(random() * 5_000));
      stream.at += stream.inflater.push(piece, (chunk) => stream.chunks.push(Buffer.from(chunk)));
      open = open.filter(({ inflater }) => !inflater.isEnded);
    }
    for (const { chunks, text, encoded, at } of streams) {
      expect(at).toBe(encoded.length);
      expect(Buffer.concat(chunks).equals(text)).toBe(true);
    }
  });

  it('begin anew in the middle of a stream, and after damage', () => {
    const [one, other] = [newInflater(), newInflater()];
    const encoded = deflateRawSync(TEXT);
    one.begin();
    one.push(encoded.subarray(0, 1_000), () => {});
    for (const stream of [Buffer.of(7), Buffer.of(3, 0), encoded.subarray(0, 70_000)]) {
      inflateInPieces(other, [stream]);
      expect(inflateInPieces(one, [encoded]).bytes.equals(TEXT)).toBe(true);
    }
  });
});

describe('an inflater that begins at a block', () => {
  const streams = {
    'dynamic blocks': deflateRawSync(TEXT, { memLevel: 3 }),
    'fixed blocks': deflateRawSync(TEXT, { memLevel: 5, strategy: constants.Z_FIXED }),
    'stored blocks': deflateRawSync(TEXT, { level: 0 }),
  };

  it.each(Object.entries(streams))('goes on to the end of a stream of %s', (_, encoded) => {
    const places = placesOf(encoded, 10_007);
    expect(places.length).toBeGreaterThan(3);
    const inflater = newInflater();
    for (const place of places) {
      const { at, decoded, window } = place;
      const before = TEXT.subarray(Math.max(0, decoded - WINDOW_BYTES), decoded);
      expect(before.equals(window)).toBe(true);
      for (const size of [7_001, encoded.length]) {
        const rest = inflateInPieces(inflater, inChunks(encoded.subarray(at), size), place);
        expect(rest.end).toBe('ended');
        expect(rest.length).toBe(encoded.length - at);
        expect(rest.bytes.equals(TEXT.subarray(decoded))).toBe(true);
      }
    }
  });

  it.each(Object.entries(streams))('finds the blocks of a stream of %s', (_, encoded) => {
    const short = encoded.subarray(0, 30_000);
    const { blocks } = slowInflate(short);
    for (const size of [1, 997, short.length]) {
      const seen: unknown[] = [];
      const inflater = newInflater();
      let decoded = 0;
      inflater.begin();
      for (const piece of inChunks(short, size)) {
        inflater.push(
          piece,
          (chunk) => {
            decoded += chunk.length;
          },
          (bits) => seen.push({ bits, decoded }) > 0,
        );
      }
      expect(seen).toEqual(blocks);
    }
  });

  it('tells its blocks counting from the first byte that it is given', () => {
    const [, second, third] = placesOf(streams['dynamic blocks'], 100_000) as [Place, Place, Place];
    const inflater = newInflater();
    inflater.begin(second);
    let found = 0;
    const encoded = streams['dynamic blocks'].subarray(second.at);
    const read = inflater.push(
      encoded,
      () => {},
      (bits) => {
        found = bits;
        return false;
      },
    );
    expect(found).toBe(third.bits - 8 * second.at);
    expect(read).toBe(found >> 3);
    expect(inflater.isEnded).toBe(false);
    expect(inflater.damage).toBeUndefined();
  });

  it('knows how far back its window reaches', () => {
    const stream = new BitWriter().fixed([{ length: 5, distance: 10 }], true).bytes();
    const enter = (window: Uint8Array) => {
      return inflateInPieces(newInflater(), [stream], { bit: 0, window });
    };
    expect(enter(Buffer.from('0123456789'))).toMatchObject({ end: 'ended' });
    expect(enter(Buffer.from('123456789'))).toMatchObject({ end: 'corrupt' });
    expect(enter(seededBytes(40_000))).toMatchObject({ end: 'ended' });
  });
});
