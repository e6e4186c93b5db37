// xz held to what the command writes and reads, sound and damaged.

import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../../src/errors/read-error.ts';
import { xz } from '../../../../src/formats/xz/xz.ts';
import { inChunks, inReusedMemory, thenThrow } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import { flipBit } from '../../../support/flip-bit.ts';
import { formatFixture } from '../../../support/format-fixture.ts';
import { nameOf } from '../../../support/recognition.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import { hasXzCommand, runXz } from '../../../support/xz-command.ts';

const FIXTURE = formatFixture('a.log.xz');
const FIXTURE_TEXT = Buffer.from('one two three\nfour five\n'.repeat(50));
/** Behind the headers of the stream, the block, and its first chunk (LZMA2), with its properties. */
const FIRST_DATA_BYTE = 12 + 12 + 6;
const TEXT = Buffer.concat([seededText(300_000), seededBytes(50_000), Buffer.alloc(400_000)]);

describe('xz', () => {
  it('decodes a file of the xz command in chunks of any size', async () => {
    for (const size of [1, 7, 1_000]) {
      expect(await nameOf(FIXTURE, size)).toBe('xz');
      const { bytes, code, reached } = await decode(xz, inReusedMemory(FIXTURE, size));
      expect({ code, reached }).toEqual({ code: undefined, reached: [] });
      expect(bytes.equals(FIXTURE_TEXT)).toBe(true);
    }
  });

  it
    .runIf(hasXzCommand)
    .each([
      [['-0']],
      [['-9e']],
      [['--check=none']],
      [['--check=crc32']],
      [['-T2', '--block-size=50000']],
      [['--lzma2=dict=4KiB']],
    ])('decodes what the command makes with %j', async (options) => {
    for (const text of [TEXT, Buffer.of()]) {
      const encoded = runXz(options, text);
      const { bytes, code } = await decode(xz, inChunks(encoded, 70_000));
      expect(code).toBeUndefined();
      expect(bytes.equals(text)).toBe(true);
    }
  });

  it('decodes one stream after another, with the padding that may be between them', async () => {
    for (const padding of [0, 4, 512]) {
      const zeros = Buffer.alloc(padding);
      const encoded = Buffer.concat([FIXTURE, zeros, FIXTURE, FIXTURE, zeros]);
      for (const size of [1, 53, 5_000]) {
        const { bytes, code } = await decode(xz, inReusedMemory(encoded, size));
        expect(code).toBeUndefined();
        expect(bytes.equals(Buffer.concat([FIXTURE_TEXT, FIXTURE_TEXT, FIXTURE_TEXT]))).toBe(true);
      }
    }
  });

  it('keeps several decodings of a thread apart', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        async function* slowly() {
          for (const chunk of inChunks(FIXTURE, 10 + index)) {
            await new Promise(setImmediate);
            yield chunk;
          }
        }
        return decode(xz, slowly());
      }),
    );
    for (const { bytes } of all) expect(bytes.equals(FIXTURE_TEXT)).toBe(true);
  });
});

describe('damaged xz data', () => {
  it('is truncated wherever it ends', async () => {
    for (let length = 6; length < FIXTURE.length; length += 1) {
      const { bytes, code } = await decode(xz, [FIXTURE.subarray(0, length)]);
      expect(code, `${length}`).toBe('truncated');
      expect(bytes.equals(FIXTURE_TEXT.subarray(0, bytes.length))).toBe(true);
    }
  });

  it('never decodes to wrong bytes without an error, whichever bit is flipped', async () => {
    for (let bit = 48; bit < FIXTURE.length * 8; bit += 1) {
      const { bytes, code } = await decode(xz, [flipBit(FIXTURE, bit)]);
      if (code === undefined) {
        // The first byte of a chunk's data tells nothing, and is not looked at.
        expect(bit >> 3).toBe(FIRST_DATA_BYTE);
        expect(bytes.equals(FIXTURE_TEXT)).toBe(true);
      } else expect(code).toMatch(/^(corrupt|truncated|unsupported-format|too-much-memory)$/);
    }
    // Nothing of them is left to the next.
    expect((await decode(xz, [FIXTURE])).bytes.equals(FIXTURE_TEXT)).toBe(true);
  });

  it('ends where other bytes follow', async () => {
    const encoded = Buffer.concat([FIXTURE, Buffer.from('something else follows')]);
    expect(await decode(xz, [encoded])).toMatchObject({
      code: 'trailing-garbage',
      bytes: FIXTURE_TEXT,
    });
    const padded = Buffer.concat([FIXTURE, Buffer.alloc(3)]);
    expect(await decode(xz, [padded])).toMatchObject({ code: 'corrupt', bytes: FIXTURE_TEXT });
  });

  it('gives all bytes before the damage', async () => {
    const encoded = Buffer.concat([FIXTURE, flipBit(FIXTURE, 8 * (FIRST_DATA_BYTE + 1))]);
    const { bytes, code } = await decode(xz, [encoded]);
    expect(code).toBe('corrupt');
    expect(bytes.subarray(0, FIXTURE_TEXT.length).equals(FIXTURE_TEXT)).toBe(true);
  });

  it('says where to decode with care, so that damage takes nothing of its piece with it', async () => {
    const damaged = flipBit(FIXTURE, 8 * (FIRST_DATA_BYTE + 30));
    const { error } = await decode(xz, [damaged]);
    expect(error).toMatchObject({ code: 'corrupt', preserveOutputFrom: 0 });
    const careful = await decode(xz, [damaged], { preserveOutputFrom: 0 });
    expect(careful.error).toMatchObject({ code: 'corrupt', preserveOutputFrom: undefined });
    expect(careful.bytes.length).toBeGreaterThan(0);
    expect(FIXTURE_TEXT.subarray(0, careful.bytes.length).equals(careful.bytes)).toBe(true);
  });

  it.runIf(hasXzCommand).each([
    ['unsupported-format', ['--check=sha256']],
    ['unsupported-format', ['--x86', '--lzma2=preset=6']],
    ['too-much-memory', ['--lzma2=preset=6,dict=128MiB']],
  ])('is %s where the command is told %j', async (code, options) => {
    expect(await decode(xz, [runXz(options, TEXT)])).toMatchObject({ code, bytes: Buffer.of() });
  });

  it('passes on an error of the source, and lets the next one take its turn', async () => {
    const error = new ReadError('read-failed', 'lost', { retryable: true });
    const [broken, next] = await Promise.all([
      decode(xz, thenThrow(FIXTURE.subarray(0, 50), error)),
      decode(xz, [FIXTURE]),
    ]);
    expect(broken.error).toBe(error);
    expect(next.bytes.equals(FIXTURE_TEXT)).toBe(true);
  });
});
