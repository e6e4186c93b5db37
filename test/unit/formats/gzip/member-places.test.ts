// Decoding that is gone on with in the middle of a member, by what another decoding told of a place.

import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { readMemberState, writeMemberState } from '../../../../src/formats/gzip/member-state.ts';
import { WINDOW_BYTES } from '../../../../src/formats/gzip/window.ts';
import type { Position } from '../../../../src/formats/position.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import { gzipMember } from '../../../support/gzip-bytes.ts';
import { newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;

const TEXT = Buffer.concat([
  seededText(150_000),
  seededBytes(60_000),
  Buffer.alloc(70_000, 'abcdefg\n'),
  seededText(150_000, 2),
]);

type Place = Position & { readonly decodedBytes: number };

/** The member from a place on. */
function goOn(encoded: Uint8Array, from: Position, size = 10_000) {
  return decode(gzip, inChunks(encoded.subarray(from.at), size), { from });
}

/** Every block of a member but the first, as a place. */
function blocksOf(encoded: Buffer, text: Buffer): Place[] {
  const inflater = newInflater();
  const places: Place[] = [];
  let length = 0;
  inflater.begin();
  inflater.push(
    encoded.subarray(GZIP_HEADER_BYTES),
    (chunk) => {
      length += chunk.length;
    },
    (bits) => {
      const state = {
        bit: bits & 7,
        checksum: crc32(text.subarray(0, length)),
        length,
        window: text.subarray(Math.max(0, length - WINDOW_BYTES), length),
      };
      const at = GZIP_HEADER_BYTES + (bits >> 3);
      places.push({ at, decoderState: writeMemberState(state), decodedBytes: length });
      return true;
    },
  );
  return places;
}

async function placesIn(encoded: Uint8Array, size: number): Promise<readonly Place[]> {
  return (await decode(gzip, inChunks(encoded, size))).passed;
}

describe('gzip, within a member', () => {
  it.each([
    ['level 1', { level: 1, memLevel: 6 }],
    ['level 6', { level: 6, memLevel: 6 }],
    ['level 9', { level: 9, memLevel: 6 }],
    ['stored blocks', { level: 0 }],
    ['fixed codes', { strategy: constants.Z_FIXED, memLevel: 6 }],
    ['no matches', { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 7 }],
    ['a small window', { windowBits: 9, memLevel: 6 }],
  ] as const)('can be entered at every block of %s', async (_, options) => {
    const encoded = gzipSync(TEXT, options);
    const places = blocksOf(encoded, TEXT);
    expect(places.length).toBeGreaterThan(5);
    for (const place of places) {
      const { bytes, error } = await goOn(encoded, place);
      expect(error).toBeUndefined();
      expect(bytes.equals(TEXT.subarray(place.decodedBytes))).toBe(true);
    }
  });

  it.each([500, 4_096, 65_536, 1_000_000])(
    'tells places at which it can be entered, in chunks of %i',
    async (size) => {
      const encoded = gzipSync(Buffer.concat([TEXT, TEXT, TEXT]), { memLevel: 6 });
      const text = Buffer.concat([TEXT, TEXT, TEXT]);
      const places = await placesIn(encoded, size);
      expect(places.length).toBeGreaterThanOrEqual(2);
      const blocks = new Map(blocksOf(encoded, text).map((block) => [block.at, block]));
      for (const [index, place] of places.entries()) {
        expect(place).toEqual(blocks.get(place.at));
        expect(place.at).toBeGreaterThan(places[index - 1]?.at ?? 0);
        const { bytes, error } = await goOn(encoded, place, size);
        expect(error).toBeUndefined();
        expect(bytes.equals(text.subarray(place.decodedBytes))).toBe(true);
      }
    },
  );

  it('tells the same places of what is left, and goes on from place to place', async () => {
    const encoded = gzipSync(TEXT, { memLevel: 4 });
    const random = seededRandom();
    for (let round = 0; round < 8; round += 1) {
      const parts: Buffer[] = [];
      let from: Position = { at: 0 };
      for (;;) {
        const { bytes, passed, error } = await goOn(encoded, from, 300 + round * 97);
        expect(error).toBeUndefined();
        const place: Place | undefined = passed[Math.floor(random() * passed.length)];
        parts.push(bytes.subarray(0, place?.decodedBytes));
        if (!place) break;
        from = { at: place.at, decoderState: place.decoderState };
      }
      expect(parts.length).toBeGreaterThan(2);
      expect(Buffer.concat(parts).equals(TEXT)).toBe(true);
    }
  });

  it('goes on to the members that follow', async () => {
    const first = gzipSync(TEXT, { memLevel: 6 });
    const encoded = Buffer.concat([first, gzipSync('two\n'), Buffer.alloc(100), gzipSync(TEXT)]);
    const place = (await placesIn(first, 5_000)).at(-1) as Place;
    const { bytes, reached, error } = await goOn(encoded, place);
    expect(error).toBeUndefined();
    const rest = [TEXT.subarray(place.decodedBytes), Buffer.from('two\n'), TEXT];
    expect(bytes.equals(Buffer.concat(rest))).toBe(true);
    expect(reached.map(({ at }) => at)).toEqual([
      first.length,
      encoded.length - gzipSync(TEXT).length,
    ]);
  });

  it('tells of no place in small members', async () => {
    const texts = Array.from({ length: 20 }, (_, seed) => seededText(15_000, seed));
    const encoded = Buffer.concat(texts.map((text) => gzipSync(text)));
    expect(await placesIn(encoded, 65_536)).toEqual([]);
  });

  it.each([
    ['checksum', { checksum: 1 }],
    ['length', { length: 77 }],
  ])('verifies the %s over all of the member', async (_, wrong) => {
    const encoded = gzipMember(TEXT, wrong);
    const [place] = await placesIn(encoded, 10_000);
    const { bytes, code } = await goOn(encoded, place as Place);
    expect(code).toBe('bad-checksum');
    expect(bytes.equals(TEXT.subarray(place?.decodedBytes))).toBe(true);
  });

  it('ends at damage behind the place just where it ends in one piece', async () => {
    const encoded = gzipSync(TEXT, { memLevel: 6 });
    const [place] = (await placesIn(encoded, 3_000)) as [Place];
    for (let at = place.at + 1_000; at < encoded.length - GZIP_TRAILER_BYTES; at += 7_001) {
      const damaged = Buffer.concat([encoded.subarray(0, at), seededBytes(300, at)]);
      const whole = await decode(gzip, inChunks(damaged, 10_000));
      const { bytes, code } = await goOn(damaged, place);
      expect(code).toBe(whole.code);
      expect(bytes.equals(whole.bytes.subarray(place.decodedBytes))).toBe(true);
      const cut = await goOn(encoded.subarray(0, at), place);
      expect(cut.code).toBe('truncated');
    }
  });

  it('is not whole if it is entered with what belongs to another place', async () => {
    const encoded = gzipSync(TEXT, { memLevel: 6 });
    const places = blocksOf(encoded, TEXT);
    for (const [index, { at, decoderState }] of places.entries()) {
      const other = places[(index + 1) % places.length] as Place;
      for (const from of [
        { at, decoderState: other.decoderState },
        { at: other.at, decoderState },
      ]) {
        expect((await goOn(encoded, from)).code).toMatch(/corrupt|bad-checksum|truncated/);
      }
    }
  });
});

describe('what a place within a member has to say', () => {
  const window = seededText(WINDOW_BYTES);
  const state = { bit: 5, checksum: 0xfedcba98, length: 2 ** 40, window };
  const text = writeMemberState(state);
  const deflated = (bytes: Uint8Array) => deflateRawSync(bytes).toString('base64');

  it('is read as it was written', () => {
    expect(readMemberState(text)).toEqual({ ...state, window: Buffer.from(window) });
    const short = { bit: 0, checksum: 0, length: 3, window: Buffer.from('abc') };
    expect(readMemberState(writeMemberState(short))).toEqual(short);
  });

  it('takes few kilobytes for text, and never many', () => {
    expect(text.length).toBeLessThan(16_000);
    const noise = seededBytes(WINDOW_BYTES);
    expect(writeMemberState({ ...state, window: noise }).length).toBeLessThan(44_000);
  });

  it.each([
    ['nothing', ''],
    ['another notation', '7'],
    ['a bit that there is not', text.replace('5', '8')],
    ['a checksum of more than 32 bits', text.replace(/,\d+/, ',4294967296')],
    ['a length beyond all numbers', text.replace(/,\d+,\d+/, ',1,9007199254740993')],
    ['a window that is cut', text.slice(0, -900)],
    ['a window that is too short', `5,1,${2 ** 30},${deflated(window.subarray(1))}`],
    ['a window that is too long', `5,1,40000,${deflated(seededText(WINDOW_BYTES + 1))}`],
    ['more window than there is', `5,1,10,${deflated(window)}`],
    ['something behind', `${text} `],
  ])('is refused if it is %s', async (_, wrong) => {
    const { code, bytes } = await goOn(gzipSync(TEXT), { at: 100, decoderState: wrong });
    expect({ code, bytes: bytes.length }).toEqual({ code: 'corrupt', bytes: 0 });
  });
});
