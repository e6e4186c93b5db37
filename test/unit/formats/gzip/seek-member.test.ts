import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { BLOCKED, seekMember } from '../../../../src/formats/gzip/seek-member.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { blockedGzip } from '../../../support/blocked-gzip.ts';
import { gzipMember } from '../../../support/gzip-bytes.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const TEXT = seededText(600);
const MAGIC = Buffer.of(0x1f, 0x8b, 8);

/** Bytes without a magic in them. */
const NOISE = Buffer.from(seededBytes(300).map((byte) => (byte === 0x1f ? 0 : byte)));

interface SeekOptions {
  readonly from?: number;
  readonly before?: number;
  readonly hint?: string;
  readonly chunkBytes?: number;
}

/** Where a member is found, and where the cursor is left. */
async function seek(bytes: Uint8Array, options: SeekOptions = {}) {
  const { from = 0, before = bytes.length, hint = '', chunkBytes = bytes.length } = options;
  const cursor = new ByteCursor(inReusedMemory(bytes.subarray(from), chunkBytes), from);
  const found = await seekMember(cursor, before, hint);
  if (found) expect(cursor.position).toBe(found.at);
  await cursor.close();
  return found?.at;
}

describe('seekMember', () => {
  const member = gzipSync(TEXT);
  const bytes = Buffer.concat([NOISE, member, NOISE, member]);

  it('finds the next member from wherever it begins', async () => {
    const second = 2 * NOISE.length + member.length;
    for (const [from, at] of [
      [0, NOISE.length],
      [NOISE.length, NOISE.length],
      [NOISE.length + 1, second],
      [second, second],
      [second + 1, undefined],
    ] as const) {
      expect(await seek(bytes, { from })).toBe(at);
    }
  });

  it('finds it across the borders of chunks', async () => {
    for (let chunkBytes = 1; chunkBytes < 20; chunkBytes += 1) {
      expect(await seek(bytes, { chunkBytes })).toBe(NOISE.length);
    }
    for (let chunkBytes = NOISE.length - 12; chunkBytes < NOISE.length + 12; chunkBytes += 1) {
      expect(await seek(bytes, { chunkBytes })).toBe(NOISE.length);
    }
  });

  it('finds none that begins where it should not look any more', async () => {
    for (const chunkBytes of [7, bytes.length]) {
      expect(await seek(bytes, { before: NOISE.length, chunkBytes })).toBeUndefined();
      expect(await seek(bytes, { before: NOISE.length + 1, chunkBytes })).toBe(NOISE.length);
      expect(await seek(bytes, { before: 0, chunkBytes })).toBeUndefined();
    }
  });

  it('reads no further than it has to, to know that there is none', async () => {
    let read = 0;
    const source = (function* () {
      for (let n = 0; n < 100; n += 1) {
        read += NOISE.length;
        yield NOISE;
      }
    })();
    expect(await seekMember(new ByteCursor(source), 1_000, '')).toBeUndefined();
    expect(read).toBeLessThanOrEqual(1_000 + 2 * NOISE.length);
  });

  it.each([
    ['a magic with flags that must not be', Buffer.of(0x1f, 0x8b, 8, 0xe0, 1, 2, 3, 4, 5, 6)],
    ['half a magic', MAGIC.subarray(0, 2)],
    ['another compression method', Buffer.of(0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3)],
    ['a magic right before the true one', Buffer.of(0x1f, 0x8b)],
  ])('passes over %s', async (_, candidate) => {
    const before = Buffer.concat([NOISE, candidate]);
    for (const chunkBytes of [5, 1_000]) {
      const found = await seek(Buffer.concat([before, member]), { chunkBytes });
      expect(found).toBe(before.length);
    }
  });

  it('finds nothing in what is too short for a member', async () => {
    expect(await seek(Buffer.alloc(0))).toBeUndefined();
    expect(await seek(MAGIC)).toBeUndefined();
    expect(await seek(Buffer.concat([NOISE, MAGIC]))).toBeUndefined();
    expect(await seek(Buffer.concat([NOISE, Buffer.of(0x1f)]))).toBeUndefined();
  });
});

describe('seekMember in BGZF', () => {
  const blocks = blockedGzip(TEXT, 200);
  const sizeOfFirst = blocks.readUInt16LE(16) + 1;

  it('finds the next member', async () => {
    for (const chunkBytes of [1, 17, blocks.length]) {
      expect(await seek(blocks, { hint: BLOCKED, chunkBytes })).toBe(0);
      expect(await seek(blocks, { hint: BLOCKED, chunkBytes, from: 1 })).toBe(sizeOfFirst);
    }
  });

  it('finds the last, after which nothing comes', async () => {
    const from = blocks.length - 28;
    expect(await seek(blocks, { hint: BLOCKED, from })).toBe(from);
  });

  it.each([
    ['a member that does not tell its size', gzipMember(TEXT)],
    ['another extra field', gzipMember(TEXT, { extra: Buffer.from('AP\x02\0\0\0', 'latin1') })],
    // No block begins where its size would lead.
    ['a size that leads into data', blocks.subarray(0, 30)],
  ])('passes over %s', async (_, candidate) => {
    const before = Buffer.concat([NOISE, candidate, NOISE]);
    const bytes = Buffer.concat([before, blocks]);
    for (const chunkBytes of [13, bytes.length]) {
      expect(await seek(bytes, { hint: BLOCKED, chunkBytes })).toBe(before.length);
    }
  });

  it('is misled by whole members that are data, which is why what it finds is verified', async () => {
    const outer = blockedGzip(blocks, 60_000, 0);
    const found = await seek(outer, { hint: BLOCKED, from: 1 });
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(outer.length - 28);
  });
});
