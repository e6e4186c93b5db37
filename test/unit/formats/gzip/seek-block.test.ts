import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { mayBeFound } from '../../../../src/formats/gzip/seek-block.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const TEXT = seededText(120_000);
const HEADER_BYTES = 10;
const FIRST_BLOCK = HEADER_BYTES;

interface SeekOptions {
  readonly from?: number;
  readonly before?: number;
  readonly chunkBytes?: number;
}

/** The result, and where the cursor is left. */
async function seek(bytes: Uint8Array, options: SeekOptions = {}) {
  const { from = 0, before = bytes.length, chunkBytes = 5_000 } = options;
  const cursor = new ByteCursor(inReusedMemory(bytes.subarray(from), chunkBytes), from);
  const found = await gzip.seek?.(cursor, before, 'deflate');
  if (found) expect(cursor.position).toBe(found.at);
  await cursor.close();
  return found;
}

/** Where the blocks of a member begin, but its first. */
function blocksOf(member: Buffer): { at: number; bit: number }[] {
  const blocks: { at: number; bit: number }[] = [];
  const inflater = newInflater();
  inflater.begin();
  inflater.push(
    member.subarray(HEADER_BYTES),
    () => undefined,
    (bits) => blocks.push({ at: HEADER_BYTES + Math.floor(bits / 8), bit: bits % 8 }) > 0,
  );
  return blocks;
}

describe('the search for a place in gzip data', () => {
  const member = gzipSync(TEXT, { memLevel: 3 });
  const blocks = blocksOf(member);

  it('finds every block of a member but the last', async () => {
    let from = FIRST_BLOCK + 1;
    for (const { at, bit } of blocks.slice(0, -1)) {
      expect(await seek(member, { from })).toEqual({ at, decoderState: String(bit) });
      from = at + 1;
    }
    expect(await seek(member, { from })).toBeUndefined();
  });

  it('finds it in chunks of any size', async () => {
    const [{ at, bit }] = blocks as [{ at: number; bit: number }];
    for (const chunkBytes of [1, 7, 599, 1_200, 40_000]) {
      expect(await seek(member, { from: FIRST_BLOCK + 1, chunkBytes })).toEqual({
        at,
        decoderState: String(bit),
      });
    }
  });

  it('finds a member where one begins before a block', async () => {
    const small = gzipSync(TEXT.subarray(0, 500));
    const noise = Buffer.from(seededBytes(3_000).map((byte) => (byte === 0x1f ? 0 : byte)));
    expect(await seek(Buffer.concat([noise, small]))).toEqual({ at: noise.length });
    expect(await seek(Buffer.concat([small, small, member]), { from: 1 })).toEqual({
      at: small.length,
    });
    expect(await seek(member)).toEqual({ at: 0 });
  });

  it('finds nothing where it should not look any more', async () => {
    const [{ at, bit }] = blocks as [{ at: number; bit: number }];
    expect(await seek(member, { from: FIRST_BLOCK + 1, before: at })).toBeUndefined();
    expect(await seek(member, { from: FIRST_BLOCK + 1, before: at + 1 })).toEqual({
      at,
      decoderState: `${bit}`,
    });
  });

  it('finds nothing in stored data', async () => {
    const stored = deflateRawSync(seededBytes(200_000), { level: 0 });
    expect(await seek(stored)).toBeUndefined();
    expect(await seek(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('a block at which a slice ends', () => {
  const member = gzipSync(TEXT, { memLevel: 3 });

  it('is one that can be found', () => {
    const blocks = blocksOf(member);
    const may = blocks.map(({ at, bit }) => mayBeFound(member, at, bit));
    expect(may).toEqual(blocks.map((_, index) => index < blocks.length - 1));
  });

  it('is any where its first bits have not come', () => {
    const [last] = blocksOf(member).slice(-1) as [{ at: number; bit: number }];
    expect(mayBeFound(member.subarray(0, last.at + 1), last.at, last.bit)).toBe(true);
    expect(mayBeFound(member, -1, 3)).toBe(true);
  });
});
