import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { lz4 } from '../../../../src/formats/lz4/lz4.ts';
import { inChunks, inReusedMemory, thenThrow } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import {
  encodeBlock,
  type FrameParts,
  frameEnd,
  frameHeader,
  legacyFrame,
  lz4Block,
  lz4Frame,
  skippableFrame,
  storedBlock,
  word,
} from '../../../support/lz4-bytes.ts';
import { hasLz4Command, runLz4 } from '../../../support/lz4-command.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const SMALL = seededText(200);
const BLOCKS = [SMALL, seededBytes(30), seededText(100, 2)];
const TEXT = Buffer.concat(BLOCKS);
const CHECKED = { hasContentChecksum: true, hasContentSize: true };

const isPrefix = (bytes: Buffer, text: Buffer) => bytes.equals(text.subarray(0, bytes.length));

describe('a truncated lz4 file', () => {
  it.each<FrameParts>([
    {},
    CHECKED,
    { ...CHECKED, isLinked: true },
    { hasBlockChecksums: true, dictionary: 3 },
  ])('is told to be so wherever it ends, after its whole blocks, with %j', async (parts) => {
    const encoded = lz4Frame(BLOCKS, parts);
    const { reached } = await decode(lz4, [lz4Frame([...BLOCKS, SMALL], { ...parts })]);
    for (let length = 1; length < encoded.length; length += 1) {
      const { bytes, code } = await decode(lz4, inChunks(encoded.subarray(0, length), 50));
      expect(code, `of ${length} bytes`).toBe('truncated');
      expect(isPrefix(bytes, TEXT)).toBe(true);
      const whole = reached.findLast(({ at }) => at <= length)?.decodedBytes ?? 0;
      expect(bytes.length).toBeGreaterThanOrEqual(whole);
    }
  });

  it('is told to be so within what follows a frame', async () => {
    const frame = lz4Frame(BLOCKS);
    const followers = [frame, skippableFrame(SMALL, 9), legacyFrame([SMALL])];
    for (const follower of followers) {
      for (let length = 1; length < follower.length; length += 1) {
        const encoded = Buffer.concat([frame, follower.subarray(0, length)]);
        const { bytes, code } = await decode(lz4, inChunks(encoded, 99));
        // A legacy frame may end behind its magic number.
        const mayEnd = follower === followers[2] && length === 4;
        expect(code, `${length} bytes on`).toBe(mayEnd ? undefined : 'truncated');
        expect(isPrefix(bytes, Buffer.concat([TEXT, TEXT]))).toBe(true);
        expect(bytes.length).toBeGreaterThanOrEqual(TEXT.length);
      }
    }
  });
});

describe('a damaged lz4 file', () => {
  it.each<FrameParts>([
    { hasContentChecksum: true },
    { ...CHECKED, isLinked: true },
    { hasBlockChecksums: true, hasContentSize: true },
  ])(
    'never decodes to other bytes in silence, whichever bit is flipped, with %j',
    async (parts) => {
      const encoded = lz4Frame(BLOCKS, parts);
      for (let bit = 0; bit < encoded.length * 8; bit += 1) {
        const damaged = Buffer.from(encoded);
        damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
        const { bytes, code } = await decode(lz4, [damaged]);
        // A match may come from elsewhere and be the same.
        if (code === undefined) expect(bytes.equals(TEXT), `bit ${bit}`).toBe(true);
        else expect(code).toMatch(/^(truncated|corrupt|bad-checksum|trailing-garbage)$/);
      }
    },
  );

  it.skipIf(!hasLz4Command)('is one to the lz4 command too', async () => {
    const encoded = lz4Frame(BLOCKS, CHECKED);
    for (let byte = 4; byte < encoded.length; byte += 13) {
      const damaged = Buffer.from(encoded);
      damaged[byte] = (damaged[byte] as number) ^ 0x10;
      expect(() => runLz4(['-d'], damaged), `byte ${byte}`).toThrow();
      expect((await decode(lz4, [damaged])).code).toBeDefined();
    }
  });

  it('keeps the blocks before the damage', async () => {
    const encoded = lz4Frame([SMALL, SMALL, SMALL], { hasBlockChecksums: true });
    const { reached } = await decode(lz4, [encoded]);
    const at = reached[1]?.at as number;
    encoded[at + 20] = (encoded[at + 20] as number) ^ 1;
    const { bytes, code, error } = await decode(lz4, inChunks(encoded, 77));
    expect(code).toBe('bad-checksum');
    expect(String(error)).toContain(`at byte ${at} `);
    expect(bytes.equals(SMALL)).toBe(true);
  });

  it('keeps all bytes of a frame whose end is wrong', async () => {
    for (const parts of [
      { hasContentChecksum: true, contentChecksum: 1 },
      { hasContentSize: true, contentSize: TEXT.length - 1 },
      { hasContentSize: true, contentSize: 2 ** 50 },
    ]) {
      const { bytes, code } = await decode(lz4, [lz4Frame(BLOCKS, parts)]);
      expect(code).toBe('bad-checksum');
      expect(bytes.equals(TEXT)).toBe(true);
    }
  });

  it.each<[string, Buffer]>([
    ['a reserved flag', frameHeader(0, { flags: 2 })],
    ['another version', frameHeader(0, { flags: 0x80 })],
    ['a reserved bit of the descriptor', frameHeader(0, { descriptor: 0x80 })],
    ['another one', frameHeader(0, { descriptor: 1 })],
    ['blocks smaller than there are', frameHeader(0, { blockSize: 3 })],
    ['a block larger than allowed', Buffer.concat([frameHeader(0), word(65_537)])],
    ['a stored one', Buffer.concat([frameHeader(0), storedBlock(Buffer.alloc(65_537))])],
    ['a block that decodes to more', lz4Frame([Buffer.alloc(65_537)])],
    ['an empty legacy block', Buffer.concat([legacyFrame([SMALL]), word(0)])],
    ['a legacy block that is none', Buffer.concat([legacyFrame([]), lz4Block(SMALL)])],
    [
      'a match that needs a dictionary',
      Buffer.concat([frameHeader(0), lz4Block(encodeBlock(SMALL, SMALL))]),
    ],
  ])('is refused with %s', async (_, damaged) => {
    const encoded = Buffer.concat([lz4Frame([SMALL]), damaged, frameEnd(SMALL)]);
    const { bytes, code } = await decode(lz4, [encoded]);
    expect(code).toBe('corrupt');
    expect(isPrefix(bytes, Buffer.concat([SMALL, SMALL]))).toBe(true);
    expect(bytes.length).toBeGreaterThanOrEqual(SMALL.length);
  });

  it('tells of what follows its frames', async () => {
    for (const garbage of [
      'x',
      'xyz',
      'garbage',
      '\0\0\0\0',
      '\x04\x22\x4d\x19',
      '\x50\x2a\x4d\0',
    ]) {
      for (const frame of [lz4Frame(BLOCKS), lz4Frame(BLOCKS, { isLinked: true })]) {
        const encoded = Buffer.concat([frame, Buffer.from(garbage, 'latin1')]);
        for (const size of [3, 10_000]) {
          const { bytes, code } = await decode(lz4, inReusedMemory(encoded, size));
          expect(code, garbage).toBe('trailing-garbage');
          expect(bytes.equals(TEXT)).toBe(true);
        }
      }
    }
  });

  it('is not entered in a way that there is none', async () => {
    for (const decoderState of [
      '',
      '60',
      '6040 ',
      '4f40',
      '4440',
      '6840',
      '6030',
      'zzzz',
      '9940',
    ]) {
      expect(
        (await decode(lz4, [SMALL], { from: { at: 7, decoderState } })).code,
        decoderState,
      ).toBe('corrupt');
    }
  });
});

describe('an lz4 file whose source breaks', () => {
  it('throws the error of the source after the blocks before it', async () => {
    const broken = new Error('connection lost');
    const encoded = lz4Frame(BLOCKS, CHECKED);
    for (let length = 0; length <= encoded.length; length += 1) {
      const { bytes, error } = await decode(
        lz4,
        thenThrow(encoded.subarray(0, length), broken, 60),
      );
      expect(error, `after ${length} bytes`).toBe(broken);
      expect(isPrefix(bytes, TEXT)).toBe(true);
    }
  });
});

describe('the memory that an lz4 file takes', () => {
  async function growthOf(source: Iterable<Uint8Array>): Promise<{ most: number; bytes: number }> {
    const before = process.memoryUsage.rss();
    let most = before;
    let bytes = 0;
    const sink = (chunk: Uint8Array) => {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage.rss());
    };
    await lz4.decode(new ByteCursor(source), decodingInto(sink)).catch(() => undefined);
    return { most: Math.max(most, process.memoryUsage.rss()) - before, bytes };
  }

  it('is little for the largest blocks that say the least', async () => {
    const zeros = Buffer.alloc(4 * 1024 * 1024);
    const block = lz4Block(encodeBlock(zeros));
    const bomb = Buffer.concat([frameHeader(0, { blockSize: 7 }), ...Array(60).fill(block)]);
    const { most, bytes } = await growthOf(inChunks(bomb, 65_536));
    expect(bytes).toBe(60 * zeros.length);
    expect(most).toBeLessThan(100e6);
  });

  it('is little for frames that claim to be large and are', async () => {
    const filler = Buffer.alloc(65_536, 7);
    function* endless(start: Buffer) {
      yield start;
      for (let chunks = 0; chunks < 2_000; chunks += 1) yield filler;
    }
    const size = word(0x10000);
    for (const start of [
      Buffer.concat([frameHeader(0, { blockSize: 7 }), word(4 * 1024 * 1024)]),
      Buffer.concat([frameHeader(0, { blockSize: 7 }), word(0x7fffffff)]),
      Buffer.concat([legacyFrame([]), word(8 * 1024 * 1024)]),
      Buffer.concat([skippableFrame(Buffer.alloc(0)).subarray(0, 4), word(0xffffffff)]),
      Buffer.concat([frameHeader(0, { isLinked: true }), size]),
    ]) {
      expect((await growthOf(endless(start))).most).toBeLessThan(100e6);
    }
  });
});
