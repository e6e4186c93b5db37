import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { lz4 } from '../../../../src/formats/lz4/lz4.ts';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import { inParts } from '../../../support/in-parts.ts';
import {
  type FrameParts,
  legacyFrame,
  lz4Frame,
  skippableFrame,
} from '../../../support/lz4-bytes.ts';
import { hasLz4Command, runLz4 } from '../../../support/lz4-command.ts';
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
      const encoded = lz4Frame(inParts(mixed, 60_000), {
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
    const blocks = [random, SMALL, random.subarray(5_000), ...inParts(SMALL, 300), random];
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
        const encoded = lz4Frame(inParts(text, 3_000), { isLinked: index % 2 === 0 });
        return decode(lz4, inReusedMemory(encoded, 400 + index));
      }),
    );
    for (const [index, { bytes, error }] of decoded.entries()) {
      expect(error).toBeUndefined();
      expect(bytes.equals(texts[index] as Buffer)).toBe(true);
    }
  });

  it('leaves the cursor at the end of the file', async () => {
    const encoded = lz4Frame(inParts(LARGE, 65_536), { hasContentChecksum: true });
    const cursor = new ByteCursor(inChunks(encoded, 10_000));
    await lz4.decode(
      cursor,
      decodingInto(() => {}),
    );
    expect(cursor.position).toBe(encoded.length);
    expect(cursor.ended).toBe(true);
  });
});
