import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSeekTable } from '../../../../src/formats/zstd/seek-table.ts';
import { zstd } from '../../../../src/formats/zstd/zstd.ts';
import { decode } from '../../../fixtures/decode.ts';
import { flipBit } from '../../../support/flip-bit.ts';
import { checkProperty, seededBytes, seededText } from '../../../support/seeded.ts';
import {
  seekTable,
  skippableFrame,
  storedFrame,
  type TableParts,
  zstdFixture,
} from '../../../support/zstd-bytes.ts';

const FOOTER_BYTES = 9;

async function readTable(bytes: Buffer, sizeBytes = bytes.length) {
  let readBytes = 0;
  const read = async (start: number, end: number) => {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(sizeBytes);
    readBytes += end - start;
    return bytes.subarray(start, end);
  };
  const offsets = await readSeekTable(sizeBytes, read);
  return { offsets, readBytes };
}

const texts = Array.from({ length: 20 }, (_, index) => seededText(index * 100, index));
const frames = texts.map((text) => storedFrame(text));
const sizes = texts.map((text, index) => [(frames[index] as Buffer).length, text.length] as const);

function seekable(parts?: TableParts): Buffer {
  return Buffer.concat([...frames, seekTable(sizes, parts)]);
}

describe('readSeekTable', () => {
  it.each([false, true])(
    'gives the frames that decode to anything (checksums: %s)',
    async (checksums) => {
      const { offsets } = await readTable(seekable({ checksums }));
      const starts = frames.map((_, index) => Buffer.concat(frames.slice(0, index)).length);
      expect(offsets).toEqual(starts.slice(1));
    },
  );

  it('gives the positions that decoding reaches', async () => {
    const skippable = skippableFrame(seededBytes(30));
    const part = zstdFixture('part.zst');
    const bytes = Buffer.concat([
      part,
      skippable,
      part,
      part,
      seekTable([
        [part.length, 19_692],
        [skippable.length, 0],
        [part.length, 19_692],
        [part.length, 19_692],
      ]),
    ]);
    const { reached } = await decode(zstd, [bytes]);
    const { offsets } = await readTable(bytes);
    expect(offsets).toEqual([0, ...reached.map(({ at }) => at)]);
  });

  it('finds none where there is none', async () => {
    const part = zstdFixture('part.zst');
    for (const bytes of [
      Buffer.alloc(0),
      part.subarray(0, 8),
      part,
      seekable().subarray(0, -1),
      seekable().subarray(10),
      Buffer.concat([seekable(), Buffer.alloc(1)]),
      Buffer.concat([seekable(), seekable()]),
      seekTable(sizes).subarray(-FOOTER_BYTES),
    ]) {
      expect((await readTable(bytes)).offsets).toBeUndefined();
    }
  });

  it('rejects an inconsistent table', async () => {
    for (const parts of [
      { frames: 19 },
      { frames: 21 },
      { frames: 0 },
      { frames: 2 ** 32 - 1 },
      { flags: 0x40 },
      { flags: 0x04 },
      { flags: 0x80 },
    ]) {
      expect((await readTable(seekable(parts))).offsets).toBeUndefined();
    }
    const wrong = [...sizes.slice(0, -1), [1, 1]] as const;
    expect((await readTable(Buffer.concat([...frames, seekTable(wrong)]))).offsets).toBeUndefined();
    const frame = zstdFixture('part.zst');
    const twice = seekTable([
      [0, 100],
      [frame.length, 100],
    ]);
    expect((await readTable(Buffer.concat([frame, twice]))).offsets).toBeUndefined();
  });

  it('reads little of an object that claims a vast table', async () => {
    const table = seekTable([], { frames: 2 ** 27 });
    const sizeBytes = 2 ** 40;
    const read = async (start: number, end: number) => {
      expect(end - start).toBe(FOOTER_BYTES);
      return table.subarray(-FOOTER_BYTES);
    };
    expect(await readSeekTable(sizeBytes, read)).toBeUndefined();
  });

  it('gives ascending offsets within the object, or none, whatever is damaged', () => {
    const bytes = seekable();
    const tableAt = Buffer.concat(frames).length;
    return checkProperty(
      fc.asyncProperty(
        fc.array(fc.integer({ min: tableAt * 8, max: bytes.length * 8 - 1 }), { maxLength: 3 }),
        async (bits) => {
          const { offsets } = await readTable(bits.reduce<Buffer>(flipBit, bytes));
          for (const [index, offset] of (offsets ?? []).entries()) {
            expect(offset).toBeLessThan(tableAt);
            if (index > 0) expect(offset).toBeGreaterThan(offsets?.[index - 1] as number);
          }
        },
      ),
      500,
    );
  });
});
