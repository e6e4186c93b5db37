import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { lz4 } from '../../../../src/formats/lz4/lz4.ts';
import type { Position } from '../../../../src/formats/position.ts';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import {
  type FrameParts,
  frameHeader,
  legacyFrame,
  lz4Frame,
  skippableFrame,
} from '../../../support/lz4-bytes.ts';
import { hasLz4Command, runLz4 } from '../../../support/lz4-command.ts';
import { nameOf, splitHintOf } from '../../../support/recognition.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const EMPTY = Buffer.alloc(0);
const SMALL = seededText(3_000);
/** Texts of all kinds: encoded to little and to nothing less. */
const LARGE = Buffer.concat([
  seededText(400_000),
  seededBytes(200_000),
  Buffer.alloc(300_000, 'ab\n'),
  seededText(300_000, 3),
]);

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/lz4/${name}`, import.meta.url));

async function expectDecoded(encoded: Uint8Array, expected: Uint8Array, size = encoded.length) {
  const { bytes, error } = await decode(lz4, inReusedMemory(encoded, size));
  expect(error).toBeUndefined();
  expect(bytes.equals(expected)).toBe(true);
}

function cutInto(text: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.subarray(index * size, (index + 1) * size),
  );
}

async function reachedIn(encoded: Uint8Array): Promise<Position[]> {
  const { reached } = await decode(lz4, [encoded]);
  return reached.map(({ at, decoderState }) =>
    decoderState === undefined ? { at } : { at, decoderState },
  );
}

describe('lz4 on what the lz4 command wrote', () => {
  it.each(['default', 'blocks', 'linked', 'legacy'])('decodes %s.lz4', async (name) => {
    for (const size of [1, 7, 1_000, 65_536]) {
      await expectDecoded(fixture(`${name}.lz4`), fixture('access.log'), size);
    }
  });

  it('decodes all of them one after the other', async () => {
    const names = ['legacy', 'default', 'linked', 'legacy', 'legacy', 'blocks'];
    const encoded = Buffer.concat(names.map((name) => fixture(`${name}.lz4`)));
    await expectDecoded(encoded, Buffer.concat(names.map(() => fixture('access.log'))), 999);
  });

  const optionLists = [
    '-1',
    '-9',
    '-12 -B5',
    '--fast=7 -B6',
    '-B4',
    '-B4 -BX',
    '-B4 -BD',
    '-9 -BD -BX',
    '-B7 --no-frame-crc',
    '-B1000 -BD',
    '-B1000 -BX',
    '-l',
  ];
  it.skipIf(!hasLz4Command).each(optionLists)('decodes %s', async (options) => {
    const encoded = runLz4(options.split(' '), LARGE);
    for (const size of [10_007, 65_536, encoded.length]) await expectDecoded(encoded, LARGE, size);
    await expectDecoded(runLz4(options.split(' '), EMPTY), EMPTY);
    const small = runLz4(options.split(' '), SMALL);
    for (const size of [1, 7]) await expectDecoded(small, SMALL, size);
  });

  it.skipIf(!hasLz4Command)('writes by hand what the command reads', () => {
    const parts = { hasContentSize: true, hasBlockChecksums: true, hasContentChecksum: true };
    const mixed = LARGE.subarray(350_000, 650_000);
    for (const isLinked of [true, false]) {
      const encoded = lz4Frame(cutInto(mixed, 60_000), {
        ...parts,
        isLinked,
      });
      const decoded = runLz4(['-d'], Buffer.concat([skippableFrame(SMALL, 15), encoded]));
      expect(decoded.equals(mixed)).toBe(true);
    }
  });
});

describe('lz4', () => {
  it.each<FrameParts>([
    {},
    { isLinked: true },
    { hasBlockChecksums: true },
    { hasContentChecksum: true, isLinked: true },
    { hasContentSize: true },
    { dictionary: 77 },
    { hasContentSize: true, dictionary: 1, hasBlockChecksums: true, hasContentChecksum: true },
  ])('decodes frames with %j', async (parts) => {
    const blocks = [seededText(9_000), EMPTY, seededBytes(20), seededText(65_536), EMPTY];
    const encoded = lz4Frame(blocks, parts);
    for (const size of [1, 7, 65_536]) await expectDecoded(encoded, Buffer.concat(blocks), size);
  });

  it('decodes linked blocks that refer far back, over blocks of any size', async () => {
    const random = seededBytes(30_000);
    const blocks = [random, SMALL, random.subarray(5_000), ...cutInto(SMALL, 300), random];
    await expectDecoded(lz4Frame(blocks, { isLinked: true }), Buffer.concat(blocks), 10_000);
  });

  it('passes over skippable frames of any kind and length', async () => {
    const frame = lz4Frame([SMALL]);
    const skippable = [EMPTY, SMALL, seededBytes(200_000)].map(skippableFrame);
    const encoded = Buffer.concat([...skippable, frame, ...skippable, frame, ...skippable]);
    for (const size of [7, 65_536]) {
      await expectDecoded(encoded, Buffer.concat([SMALL, SMALL]), size);
    }
    await expectDecoded(Buffer.concat(skippable), EMPTY);
  });

  it('goes on from a legacy frame to whatever frame follows', async () => {
    const legacy = legacyFrame([SMALL]);
    const encoded = [legacy, lz4Frame([SMALL]), legacy, legacy, skippableFrame(SMALL), legacy];
    await expectDecoded(Buffer.concat(encoded), Buffer.concat(Array(5).fill(SMALL)), 100);
  });

  it('decodes a thousand tiny frames', async () => {
    const encoded = Buffer.concat(Array(1_000).fill(lz4Frame([Buffer.from('line\n')])));
    await expectDecoded(encoded, Buffer.from('line\n'.repeat(1_000)));
  });

  it('takes a content size of 0 as none, like the command', async () => {
    await expectDecoded(lz4Frame([SMALL], { hasContentSize: true, contentSize: 0 }), SMALL);
  });

  it('keeps decodings apart that go on at the same time', async () => {
    const texts = [1, 2, 3, 4, 5, 6].map((seed) => seededText(60_000, seed));
    const decoded = await Promise.all(
      texts.map((text, index) => {
        const encoded = lz4Frame(cutInto(text, 3_000), { isLinked: index % 2 === 0 });
        return decode(lz4, inReusedMemory(encoded, 400 + index));
      }),
    );
    for (const [index, { bytes, error }] of decoded.entries()) {
      expect(error).toBeUndefined();
      expect(bytes.equals(texts[index] as Buffer)).toBe(true);
    }
  });

  it('leaves the cursor at the end of the file', async () => {
    const encoded = lz4Frame(cutInto(LARGE, 65_536), { hasContentChecksum: true });
    const cursor = new ByteCursor(inChunks(encoded, 10_000));
    await lz4.decode(
      cursor,
      decodingInto(() => {}),
    );
    expect(cursor.position).toBe(encoded.length);
    expect(cursor.ended).toBe(true);
  });
});

describe('the places that lz4 reaches', () => {
  const blocks = cutInto(LARGE.subarray(0, 250_000), 30_000);

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
  const blocks = cutInto(LARGE.subarray(0, 250_000), 60_000);
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

describe('what lz4 recognises', () => {
  const frame = lz4Frame([SMALL]);

  it('is a frame, a legacy one, and what follows skippable ones', async () => {
    for (const encoded of [
      frame,
      legacyFrame([SMALL]),
      Buffer.concat([skippableFrame(EMPTY), skippableFrame(Buffer.of(1, 2), 15), frame]),
      Buffer.concat([skippableFrame(seededBytes(100)), frame]),
      frame.subarray(0, 4),
      frameHeader(0),
    ]) {
      expect(await nameOf(encoded)).toBe('lz4');
    }
    for (const other of [
      EMPTY,
      frame.subarray(0, 3),
      skippableFrame(EMPTY).subarray(0, 6),
      Buffer.concat([skippableFrame(EMPTY), SMALL]),
      SMALL,
    ]) {
      expect(await nameOf(other)).toBe('plain');
    }
  });

  it('can be cut from the outset where blocks are independent', async () => {
    const withChecksums = { hasContentSize: true, hasBlockChecksums: true };
    expect(await splitHintOf(frame)).toBe('6040');
    expect(await splitHintOf(lz4Frame([SMALL], { blockSize: 7, hasContentChecksum: true }))).toBe(
      '6470',
    );
    expect(await splitHintOf(lz4Frame([SMALL], withChecksums))).toBe('7040');
    expect(await splitHintOf(Buffer.concat([skippableFrame(EMPTY), frame]))).toBe('6040');
    expect(await splitHintOf(Buffer.concat([skippableFrame(seededBytes(90)), frame]))).toBe('6040');
    expect(await splitHintOf(lz4Frame([SMALL], { isLinked: true }))).toBeUndefined();
    expect(await splitHintOf(legacyFrame([SMALL]))).toBeUndefined();
    expect(await splitHintOf(frame.subarray(0, 6))).toBeUndefined();
  });
});
