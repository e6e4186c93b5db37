import { describe, expect, it } from 'vitest';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { type Decoded, decode } from '../../../fixtures/decode.ts';
import { flipBit } from '../../../support/flip-bit.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import {
  blockHeader,
  fixtureLines,
  rawBlock,
  repeatedBlock,
  skippableFrame,
  storedFrame,
  zstdFixture,
  zstdFrame,
} from '../../../support/zstd-bytes.ts';
import { zstdFormats } from '../../../support/zstd-formats.ts';

const SMALL = zstdFixture('part.txt');
const SMALL_ENCODED = zstdFixture('part.zst');
const LINES = fixtureLines();
const LINES_ENCODED = zstdFixture('level-1.zst');
const CHECKSUM_BYTES = 4;
const FAULT =
  /^(truncated|corrupt|bad-checksum|trailing-garbage|too-much-memory|needs-dictionary)$/;

function isPrefix(decoded: Decoded, original: Buffer): boolean {
  return decoded.bytes.equals(original.subarray(0, decoded.bytes.length));
}

describe.each(zstdFormats)('zstd by %s', (_, zstd) => {
  it('gives no more than the header says, whatever pieces it comes in', async () => {
    const blocks = [1, 2, 3].map((seed) => seededText(90, seed));
    const frame = zstdFrame(
      blocks.map((block, index) => rawBlock(block, index === 2)),
      { contentBytes: 200 },
    );
    for (const chunkBytes of [1, 7, 100, 1_000]) {
      const { bytes, code } = await decodeCarefully(frame, chunkBytes);
      expect(code).toBe('corrupt');
      expect(bytes.equals(Buffer.concat(blocks.slice(0, 2)))).toBe(true);
    }
  });

  /** As a worker does: once more, where something was lost. */
  async function decodeCarefully(encoded: Uint8Array, chunkBytes = 65_536): Promise<Decoded> {
    const decoded = await decode(zstd, inChunks(encoded, chunkBytes));
    const { preserveOutputFrom } = (decoded.error ?? {}) as { preserveOutputFrom?: number };
    if (preserveOutputFrom === undefined) return decoded;
    const careful = await decode(zstd, inChunks(encoded, chunkBytes), { preserveOutputFrom });
    expect(
      (careful.error as typeof decoded & { preserveOutputFrom?: number }).preserveOutputFrom,
    ).toBeUndefined();
    expect(careful.code).toBe(decoded.code);
    expect(careful.bytes.subarray(0, decoded.bytes.length).equals(decoded.bytes)).toBe(true);
    return careful;
  }

  describe('a truncated file', () => {
    it('is reported as truncated wherever it ends', async () => {
      const encoded = LINES_ENCODED;
      for (let length = 1; length < encoded.length; length += 1) {
        const decoded = await decodeCarefully(encoded.subarray(0, length));
        expect(decoded.code, `of ${length} bytes`).toBe('truncated');
        expect(isPrefix(decoded, LINES)).toBe(true);
        if (length >= encoded.length - CHECKSUM_BYTES)
          expect(decoded.bytes.equals(LINES)).toBe(true);
      }
    });

    it('keeps all blocks that are whole', async () => {
      const text = seededText(10_000);
      const encoded = storedFrame(text, 1_000);
      for (let length = 20; length < encoded.length; length += 97) {
        const { bytes, code } = await decode(zstd, inChunks(encoded.subarray(0, length), 400));
        expect(code).toBe('truncated');
        const wholeBlocks = Math.floor((length - 9) / 1_003);
        expect(bytes.equals(text.subarray(0, wholeBlocks * 1_000))).toBe(true);
      }
    });

    it('is reported as truncated after the first frame, with all bytes of that frame', async () => {
      const encoded = Buffer.concat([
        SMALL_ENCODED,
        skippableFrame(seededBytes(20)),
        SMALL_ENCODED,
      ]);
      for (let length = SMALL_ENCODED.length + 1; length < encoded.length; length += 1) {
        if (length === SMALL_ENCODED.length + 28) continue;
        const { code, bytes } = await decode(zstd, [encoded.subarray(0, length)]);
        expect(code, `of ${length} bytes`).toBe('truncated');
        expect(bytes.subarray(0, SMALL.length).equals(SMALL)).toBe(true);
      }
    });
  });

  describe('a damaged file', () => {
    it('never decodes to wrong bytes without an error, whichever bit is flipped', async () => {
      for (let bit = 32; bit < SMALL_ENCODED.length * 8; bit += 3) {
        const { bytes, code } = await decodeCarefully(flipBit(SMALL_ENCODED, bit));
        if (code === undefined) expect(bytes.equals(SMALL), `bit ${bit}`).toBe(true);
        else expect(code, `bit ${bit}`).toMatch(FAULT);
      }
    });

    it('never does so with many blocks either, and keeps the blocks before the damage', async () => {
      const [checked, unchecked] = [LINES_ENCODED, zstdFixture('level-19.zst')];
      for (let bit = 32; bit < checked.length * 8; bit += 11) {
        const { bytes, code } = await decodeCarefully(flipBit(checked, bit), 400);
        if (code === undefined) expect(bytes.equals(LINES), `bit ${bit}`).toBe(true);
        else expect(code, `bit ${bit}`).toMatch(FAULT);
      }
      // Nothing can tell of all that happens to a frame without a checksum, but it always ends.
      for (let bit = 32; bit < unchecked.length * 8; bit += 11) {
        const { code } = await decodeCarefully(flipBit(unchecked, bit), 400);
        if (code !== undefined) expect(code, `bit ${bit}`).toMatch(FAULT);
      }
    });

    it('keeps all bytes before a damaged block or frame', async () => {
      const damaged = Buffer.concat([blockHeader(2, 100, true), seededBytes(100)]);
      const lines = [seededText(1_000), seededText(2_000, 2), seededText(100, 3)];
      const blocks = lines.map((text) => rawBlock(text, false));
      const expected = Buffer.concat([SMALL, SMALL, ...lines]);
      for (const last of [damaged, blockHeader(3, 0, true), blockHeader(0, 200_000, true)]) {
        const frame = zstdFrame([...blocks, last], { window: 7 << 3 });
        const encoded = Buffer.concat([SMALL_ENCODED, SMALL_ENCODED, frame, SMALL_ENCODED]);
        for (const size of [60, 1_500, 100_000]) {
          const { bytes, code } = await decodeCarefully(encoded, size);
          expect(code).toBe('corrupt');
          expect(bytes.equals(expected)).toBe(true);
        }
      }
    });

    it('keeps all bytes of a frame whose checksum is wrong', async () => {
      for (const [encoded, original] of [
        [SMALL_ENCODED, SMALL],
        [LINES_ENCODED, LINES],
      ] as const) {
        const damaged = flipBit(encoded, encoded.length * 8 - 1);
        const whole = Buffer.concat([damaged, SMALL_ENCODED]);
        for (const size of [100, 100_000]) {
          const { bytes, code } = await decodeCarefully(whole, size);
          expect(code).toBe('bad-checksum');
          expect(bytes.equals(original)).toBe(true);
        }
      }
    });

    it('is reported as damaged if its header gives another size', async () => {
      for (const contentBytes of [99, 101]) {
        const frame = zstdFrame([repeatedBlock(97, 100, true)], { window: 0, contentBytes });
        expect((await decode(zstd, [frame])).code).toBe('corrupt');
      }
    });
  });

  it('reports foreign bytes after the last frame', async () => {
    for (const garbage of [
      'x',
      'xy',
      '\0',
      '\0'.repeat(100),
      '\x28\xb5\x2e',
      'garbage '.repeat(9_000),
    ]) {
      for (const size of [97, 1_000_000]) {
        const whole = Buffer.concat([SMALL_ENCODED, Buffer.from(garbage, 'latin1')]);
        const { bytes, code } = await decode(zstd, inReusedMemory(whole, size));
        expect(code, garbage.slice(0, 10)).toBe('trailing-garbage');
        expect(bytes.equals(SMALL)).toBe(true);
      }
    }
  });

  it('says that a dictionary is needed', async () => {
    const encoded = Buffer.concat([SMALL_ENCODED, zstdFixture('dictionary.zst')]);
    const { bytes, code } = await decode(zstd, inReusedMemory(encoded, 64));
    expect(code).toBe('needs-dictionary');
    expect(bytes.equals(SMALL)).toBe(true);
    const none = zstdFrame([repeatedBlock(97, 5, true)], { window: 0, dictionary: 0 });
    expect((await decode(zstd, [none])).bytes.toString()).toBe('aaaaa');
  });

  it('accepts a window of at most 128 MiB', async () => {
    const blocks = [repeatedBlock(97, 5, true)];
    const most = (27 - 10) << 3;
    expect((await decode(zstd, [zstdFrame(blocks, { window: most })])).code).toBeUndefined();
    for (const window of [most + 1, (31 - 10) << 3, 0xff]) {
      expect((await decode(zstd, [zstdFrame(blocks, { window })])).code).toBe('too-much-memory');
    }
    const wide = zstdFrame(blocks, { contentBytes: 2 ** 27 + 1 });
    expect((await decode(zstd, [wide])).code).toBe('too-much-memory');
  });

  it('rejects reserved flags', async () => {
    const frame = zstdFrame([repeatedBlock(97, 5, true)], { window: 0, flags: 0x08 });
    expect((await decode(zstd, [frame])).code).toBe('corrupt');
  });

  it('leaks no memory over many damaged files', async () => {
    const damaged = LINES_ENCODED.subarray(0, 500);
    const before = process.memoryUsage.rss();
    for (let time = 0; time < 300; time += 1) {
      await decode(zstd, [Buffer.concat([damaged, seededBytes(3_000, time)])]);
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });
});
