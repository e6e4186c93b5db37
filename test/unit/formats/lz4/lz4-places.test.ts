// The places from which lz4 can be decoded, and what is remarked upon when decoding begins at one.

import { describe, expect, it } from 'vitest';
import { lz4 } from '../../../../src/formats/lz4/lz4.ts';
import type { Position } from '../../../../src/formats/position.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import { inParts } from '../../../support/in-parts.ts';
import {
  type FrameParts,
  legacyFrame,
  lz4Frame,
  skippableFrame,
} from '../../../support/lz4-bytes.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const EMPTY = Buffer.alloc(0);
const SMALL = seededText(3_000);
const TEXT = seededText(250_000);

async function reachedIn(encoded: Uint8Array): Promise<Position[]> {
  const { reached } = await decode(lz4, [encoded]);
  return reached.map(({ at, decoderState }) =>
    decoderState === undefined ? { at } : { at, decoderState },
  );
}

describe('the places that lz4 reaches', () => {
  const blocks = inParts(TEXT, 30_000);

  it('are the independent blocks, with how to decode them', async () => {
    const encoded = lz4Frame(blocks, { hasContentSize: true, dictionary: 5 });
    const whole = await reachedIn(encoded);
    expect(whole.length).toBe(blocks.length);
    expect(whole[0]).toEqual({ at: 19, decoderState: '6040' });
    for (const { at } of whole) expect(encoded.readUInt32LE(at)).toBeLessThan(65_536);
  });

  it('give the rest when decoding is begun there, and end it when told to', async () => {
    for (const parts of [{}, { hasBlockChecksums: true, hasContentChecksum: true }]) {
      const encoded = Buffer.concat([lz4Frame(blocks, parts), lz4Frame([SMALL], parts)]);
      const whole = await decode(lz4, [encoded]);
      expect(whole.reached.length).toBe(blocks.length + 2);
      for (const [index, place] of whole.reached.entries()) {
        const from = {
          at: place.at,
          ...(place.decoderState !== undefined && { decoderState: place.decoderState }),
        };
        const rest = await decode(lz4, inChunks(encoded.subarray(place.at), 5_000), { from });
        expect(rest.error).toBeUndefined();
        expect(rest.bytes.equals(whole.bytes.subarray(place.decodedBytes))).toBe(true);
        expect(rest.reached.map(({ at }) => at)).toEqual(
          whole.reached.slice(index + 1).map(({ at }) => at),
        );
        const before = await decode(lz4, inChunks(encoded, 5_000), { end: place.at });
        expect(before.bytes.equals(whole.bytes.subarray(0, place.decodedBytes))).toBe(true);
        expect(before.reached.at(-1)).toEqual(place);
      }
    }
  });

  it('are the frames, whatever their blocks are', async () => {
    const linked = lz4Frame(blocks, { isLinked: true });
    const legacy = legacyFrame([SMALL, SMALL]);
    const skippable = skippableFrame(SMALL);
    const encoded = Buffer.concat([linked, linked, skippable, legacy, lz4Frame([SMALL]), legacy]);
    const second = linked.length;
    const third = second + linked.length + skippable.length;
    const fourth = third + legacy.length;
    expect(await reachedIn(encoded)).toEqual([
      { at: second },
      { at: third },
      { at: fourth },
      { at: fourth + 7, decoderState: '6040' },
      { at: fourth + lz4Frame([SMALL]).length },
    ]);
    const { bytes } = await decode(lz4, [encoded.subarray(third)], { from: { at: third } });
    expect(bytes.equals(Buffer.concat([SMALL, SMALL, SMALL, SMALL, SMALL]))).toBe(true);
  });

  it('leave out blocks that a search could not tell from other bytes', async () => {
    const stored = seededBytes(1_000);
    const full = seededBytes(65_536);
    const encoded = lz4Frame([stored, SMALL, EMPTY, full, stored]);
    const small = 7 + 4 + stored.length;
    const reached = await reachedIn(encoded);
    expect(reached.map(({ at }) => at)).toEqual([
      small,
      encoded.length - 4 - (4 + stored.length) - (4 + full.length),
    ]);
    expect(await reachedIn(lz4Frame([EMPTY]))).toEqual([]);
  });

  it('are frames in which no block is one', async () => {
    const stored = lz4Frame([seededBytes(1_000)], { blockSize: 7 });
    const encoded = Buffer.concat([stored, stored, lz4Frame([]), stored]);
    const { length } = stored;
    const ats = [length, 2 * length, 2 * length + lz4Frame([]).length];
    expect(await reachedIn(encoded)).toEqual(ats.map((at) => ({ at })));
  });

  it('are not reached where nothing follows', async () => {
    for (const end of [EMPTY, skippableFrame(SMALL)]) {
      const encoded = Buffer.concat([lz4Frame([SMALL], { isLinked: true }), end]);
      expect(await reachedIn(encoded)).toEqual([]);
    }
  });
});

describe('a checksum over content that is decoded in part', () => {
  const blocks = inParts(TEXT, 60_000);
  const twice = (parts: FrameParts) =>
    Buffer.concat([lz4Frame(blocks, parts), lz4Frame(blocks, parts)]);

  it('is remarked upon once, and not taken for wrong', async () => {
    const encoded = twice({ hasContentChecksum: true });
    const { reached } = await decode(lz4, [encoded]);
    for (const { at, decoderState } of reached.slice(1).filter((place) => place.decoderState)) {
      const from = { at, decoderState: decoderState as string };
      const rest = await decode(lz4, [encoded.subarray(at)], { from });
      expect(rest).toMatchObject({ code: undefined, remarks: ['checksum-unverified'] });
      const middle = await decode(lz4, [encoded.subarray(at)], { from, end: at + 1 });
      expect(middle.remarks).toEqual(['checksum-unverified']);
    }
    const { at } = reached[1] as Position;
    expect((await decode(lz4, [encoded], { end: at })).remarks).toEqual(['checksum-unverified']);
  });

  it('is not, where it was verified, or the blocks have their own, or there is none', async () => {
    for (const parts of [{}, { hasContentChecksum: true, hasBlockChecksums: true }]) {
      const encoded = twice(parts);
      const { at, decoderState } = (await decode(lz4, [encoded])).reached[2] as Position;
      const from = { at, decoderState: decoderState as string };
      expect((await decode(lz4, [encoded.subarray(at)], { from })).remarks).toEqual([]);
      expect((await decode(lz4, [encoded], { end: at })).remarks).toEqual([]);
    }
    const encoded = twice({ hasContentChecksum: true });
    const { reached, remarks } = await decode(lz4, [encoded]);
    expect(remarks).toEqual([]);
    const second = reached[blocks.length] as Position;
    expect((await decode(lz4, [encoded], { end: second.at })).remarks).toEqual([]);
  });
});
