// The inflater's result for data that is cut off or damaged: zlib's, and every byte before.

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { BitWriter } from '../../../support/deflate-bits.ts';
import { flipBit } from '../../../support/flip-bit.ts';
import { inflateInPieces, newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import { slowInflate } from '../../../support/slow-inflate.ts';

const SMALL = [
  deflateRawSync(seededText(700)),
  deflateRawSync(seededText(200), { strategy: constants.Z_FIXED }),
  deflateRawSync(seededBytes(60)),
  deflateRawSync(Buffer.alloc(500, 'ab'), { memLevel: 1 }),
];

const inflater = newInflater();

/** As zlib judges it. */
function zlibEnd(encoded: Uint8Array): string {
  try {
    inflateRawSync(encoded);
    return 'ended';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'Z_BUF_ERROR' ? 'truncated' : code === 'Z_DATA_ERROR' ? 'corrupt' : `${code}`;
  }
}

function expectAsSlowly(encoded: Uint8Array, what: string): string {
  const slow = slowInflate(encoded);
  expect(zlibEnd(encoded), what).toBe(slow.end);
  for (const size of [encoded.length + 1, 3]) {
    const { bytes, end, length } = inflateInPieces(inflater, inChunks(encoded, size));
    expect(end, what).toBe(slow.end);
    expect(bytes.equals(slow.bytes), what).toBe(true);
    if (end === 'ended') expect(length, what).toBe(slow.length);
  }
  return slow.end;
}

function damageOf(encoded: Uint8Array): string | undefined {
  inflater.begin();
  inflater.push(encoded, () => {});
  return inflater.damage;
}

describe('the inflater', () => {
  it('decodes all that there is, wherever a stream is cut off', () => {
    for (const encoded of SMALL) {
      for (let length = 0; length < encoded.length; length += 1) {
        const end = expectAsSlowly(encoded.subarray(0, length), `of ${length} bytes`);
        expect(end).toBe('truncated');
      }
    }
  });

  it('decodes all that can be, whichever bit is flipped', () => {
    for (const encoded of SMALL) {
      for (let bit = 0; bit < encoded.length * 8; bit += 1) {
        expectAsSlowly(flipBit(encoded, bit), `bit ${bit}`);
      }
    }
  });

  it('decodes all that comes before damage deep in a large stream', () => {
    const text = Buffer.concat([seededText(300_000), seededBytes(70_000), seededText(300_000, 2)]);
    const encoded = deflateRawSync(text);
    for (let at = 50_000; at < encoded.length; at += 20_011) {
      const damaged = Buffer.concat([encoded.subarray(0, at), seededBytes(500, at)]);
      expectAsSlowly(damaged, `from byte ${at}`);
    }
  });

  it('tells kinds of damage apart', () => {
    const zeros = new Array<number>(257).fill(0);
    const withEnd = [...zeros.slice(1), 1];
    const kinds = {
      'block type': new BitWriter().header(true, 3),
      'stored length': new BitWriter().stored(Buffer.from('abc'), true, 5),
      'too many literal codes': new BitWriter().header(true, 2).number(30, 5).number(0, 9),
      'too many distance codes': new BitWriter().header(true, 2).number(0, 5).number(30, 9),
      'incomplete code for lengths': new BitWriter().header(true, 2).number(0, 14).number(1, 12),
      'code lengths that are all zero': new BitWriter()
        .header(true, 2)
        .number(0, 14)
        .number(0, 12 + 258),
      'no end of block': new BitWriter().dynamic(zeros, [1], true),
      'over-subscribed literal code': new BitWriter().dynamic([1, 1, ...withEnd.slice(2)], [1]),
      'incomplete literal code': new BitWriter().dynamic([2, ...withEnd.slice(1)], [1]),
      'over-subscribed distance code': new BitWriter().dynamic(withEnd, [1, 1, 1]),
      'incomplete distance code': new BitWriter().dynamic(withEnd, [2]),
      'literal code that does not exist': new BitWriter().dynamic(withEnd, [0]).code(1, 1),
      'literal symbol 286': new BitWriter().header(true, 1).fixedSymbol(286),
      'literal symbol 287': new BitWriter().header(true, 1).fixedSymbol(287),
      'distance symbol 30': new BitWriter()
        .header(true, 1)
        .fixedSymbol(97)
        .fixedSymbol(257)
        .code(30, 5),
      'distance symbol 31': new BitWriter()
        .header(true, 1)
        .fixedSymbol(97)
        .fixedSymbol(257)
        .code(31, 5),
      'distance too far': new BitWriter().header(true, 1).fixedSymbol(97).fixedMatch(3, 2),
    };
    const seen = new Map<string, string | undefined>();
    for (const [kind, writer] of Object.entries(kinds)) {
      // The bytes that follow must not make a difference, nor their absence.
      const encoded = writer.bytes();
      const longer = Buffer.concat([encoded, Buffer.alloc(300)]);
      expect(expectAsSlowly(encoded, kind), kind).toBe('corrupt');
      expect(expectAsSlowly(longer, kind), kind).toBe('corrupt');
      expect(damageOf(longer), kind).toBe(damageOf(encoded));
      seen.set(kind, damageOf(encoded));
    }
    expect(Object.fromEntries(seen)).toMatchInlineSnapshot(`
      {
        "block type": "a block has a type that does not exist",
        "code lengths that are all zero": "a block has no code for its end",
        "distance symbol 30": "a distance has a code that does not exist",
        "distance symbol 31": "a distance has a code that does not exist",
        "distance too far": "a match refers to what is before the first byte",
        "incomplete code for lengths": "the code for code lengths can't be one",
        "incomplete distance code": "the distance code can't be one",
        "incomplete literal code": "the literal and length code can't be one",
        "literal code that does not exist": "a literal or length has a code that does not exist",
        "literal symbol 286": "a literal or length has a code that does not exist",
        "literal symbol 287": "a literal or length has a code that does not exist",
        "no end of block": "a block has no code for its end",
        "over-subscribed distance code": "the distance code can't be one",
        "over-subscribed literal code": "the literal and length code can't be one",
        "stored length": "a stored block's length and its complement do not match",
        "too many distance codes": "a block has too many length or distance codes",
        "too many literal codes": "a block has too many length or distance codes",
      }
    `);
  });

  it('takes a code of a single symbol for a distance, and none where no match is', () => {
    const literals = [...new Array<number>(256).fill(0), 2, 2];
    literals[97] = 1;
    const single = (bit: number) =>
      new BitWriter().dynamic(literals, [1], true).code(0, 1).code(3, 2).code(bit, 1).code(2, 2);
    expect(expectAsSlowly(single(0).bytes(), 'the symbol')).toBe('ended');
    expect(expectAsSlowly(single(1).bytes(), 'the other')).toBe('corrupt');
    const none = new BitWriter().dynamic(literals, [0], true).code(0, 1);
    expect(expectAsSlowly(none.code(2, 2).bytes(), 'no match')).toBe('ended');
    const match = new BitWriter().dynamic(literals, [0], true).code(0, 1).code(3, 2).code(0, 8);
    expect(expectAsSlowly(match.bytes(), 'a match')).toBe('corrupt');
  });

  it('judges random bytes as zlib does', () => {
    for (let seed = 0; seed < 2_000; seed += 1) {
      expectAsSlowly(seededBytes(200, seed), `seed ${seed}`);
    }
  });
});
