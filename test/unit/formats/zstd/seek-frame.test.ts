import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { seekFrame } from '../../../../src/formats/zstd/seek-frame.ts';
import { zstd } from '../../../../src/formats/zstd/zstd.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decodeInSlices } from '../../../support/decode-in-slices.ts';
import { checkProperty, seededBytes, seededText } from '../../../support/seeded.ts';
import {
  repeatedBlock,
  skippableFrame,
  storedFrame,
  zstdFixture,
  zstdFrame,
} from '../../../support/zstd-bytes.ts';
import { hasZstdCommand, runZstd } from '../../../support/zstd-command.ts';

const PART = zstdFixture('part.zst');
const PART_TEXT = zstdFixture('part.txt');

function seek(bytes: Buffer, at: number, before = bytes.length, chunkBytes = 50) {
  const cursor = new ByteCursor(inReusedMemory(bytes.subarray(at), chunkBytes), at);
  return seekFrame(cursor, before);
}

describe('seekFrame', () => {
  it('finds the first frame that begins in a range, in chunks of any size', async () => {
    const second = PART.length + 12;
    const bytes = Buffer.concat([PART, skippableFrame(seededBytes(4)), PART]);
    for (const size of [1, 3, 64, 10_000]) {
      expect(await seek(bytes, 0, bytes.length, size)).toEqual({ at: 0 });
      expect(await seek(bytes, 1, bytes.length, size)).toEqual({ at: second });
      expect(await seek(bytes, second, bytes.length, size)).toEqual({ at: second });
      expect(await seek(bytes, second, second + 1, size)).toEqual({ at: second });
      expect(await seek(bytes, 1, second, size)).toBeUndefined();
      expect(await seek(bytes, second + 1, bytes.length, size)).toBeUndefined();
    }
  });

  it('passes over magics that no frame follows', async () => {
    const none = [
      zstdFrame([repeatedBlock(97, 5, true)], { window: 0, flags: 0x08 }),
      zstdFrame([Buffer.of(0x06, 0, 0)], { window: 0 }),
      zstdFrame([Buffer.of(0xff, 0xff, 0xf8)], { window: 0 }),
      PART.subarray(0, 4),
    ];
    for (const bytes of none) {
      expect(await seek(Buffer.concat([bytes, seededText(50)]), 0)).toBeUndefined();
      expect(await seek(Buffer.concat([bytes, seededText(50), PART]), 0)).toEqual({
        at: bytes.length + 50,
      });
      expect(await seek(bytes, 0)).toBeUndefined();
    }
  });

  it('finds nothing in nothing', async () => {
    expect(await seek(Buffer.alloc(0), 0, 100)).toBeUndefined();
    expect(await seek(Buffer.from('(\xb5/', 'latin1'), 0, 100)).toBeUndefined();
  });
});

/** A frame with what it decodes to; or none, where it decodes to nothing. */
interface Sample {
  readonly encoded: Buffer;
  readonly text: Buffer;
}

/** Bytes that hold whole frames and parts of them, none of which begins in truth. */
const deceptive = Buffer.concat([
  seededText(300),
  PART,
  Buffer.from('28b52ffd', 'hex'),
  storedFrame(seededText(100)),
  PART.subarray(0, 100),
]);

const sample: fc.Arbitrary<Sample> = fc.oneof(
  fc.constant({ encoded: PART, text: PART_TEXT }),
  fc.constant({ encoded: storedFrame(deceptive, 500), text: deceptive }),
  fc.constant({ encoded: skippableFrame(deceptive), text: Buffer.alloc(0) }),
  fc.nat(3_000).map((length) => {
    const text = seededText(length, length);
    return { encoded: storedFrame(text, 700), text };
  }),
);

describe('zstd in slices', () => {
  it('decodes to the same, wherever it is cut', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(sample, { minLength: 1, maxLength: 12 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 15 }),
        async (samples, cuts) => {
          const encoded = Buffer.concat([PART, ...samples.map(({ encoded }) => encoded)]);
          const offsets = cuts.map((cut) => 1 + Math.floor(cut * (encoded.length - 2)));
          const ascending = [...new Set(offsets)].sort((a, b) => a - b);
          const { bytes, code } = await decodeInSlices(zstd, encoded, ascending);
          expect(code).toBeUndefined();
          expect(bytes.equals(Buffer.concat([PART_TEXT, ...samples.map(({ text }) => text)]))).toBe(
            true,
          );
        },
      ),
      150,
    ));

  it('decodes to the same in slices of any size, none of them twice', async () => {
    const texts = Array.from({ length: 60 }, (_, index) => seededText(index * 40, index));
    const encoded = Buffer.concat([
      ...texts.map((text) => storedFrame(text)),
      skippableFrame(seededBytes(500)),
    ]);
    for (const size of [100, 300, 1_000, 5_000, 20_000, encoded.length]) {
      const cuts = Array.from(
        { length: Math.ceil(encoded.length / size) - 1 },
        (_, index) => (index + 1) * size,
      );
      const { bytes, code, recounts } = await decodeInSlices(zstd, encoded, cuts);
      expect(code).toBeUndefined();
      expect(bytes.equals(Buffer.concat(texts))).toBe(true);
      expect(recounts).toBe(0);
    }
  });

  it('ends with the same error as the whole', async () => {
    const damaged = Buffer.from(PART);
    damaged.fill(0xff, 300, 340);
    const encoded = Buffer.concat([PART, PART, damaged, PART, PART]);
    for (let cut = 50; cut < encoded.length; cut += 200) {
      const { bytes, code } = await decodeInSlices(zstd, encoded, [cut]);
      expect(code).toMatch(/^(corrupt|bad-checksum)$/);
      expect(
        bytes.subarray(0, 2 * PART_TEXT.length).equals(Buffer.concat([PART_TEXT, PART_TEXT])),
      ).toBe(true);
    }
  });

  it.runIf(hasZstdCommand)('decodes the frames of the zstd command to the same', async () => {
    const texts = [1, 3, 9, 19].map((level) => seededText(level * 20_000, level));
    const encoded = Buffer.concat(texts.map((text, index) => runZstd([`-${index + 1}`], text)));
    for (const size of [1_000, 7_777, 50_000]) {
      const cuts = Array.from(
        { length: Math.ceil(encoded.length / size) - 1 },
        (_, index) => (index + 1) * size,
      );
      const { bytes, recounts } = await decodeInSlices(zstd, encoded, cuts);
      expect(bytes.equals(Buffer.concat(texts))).toBe(true);
      expect(recounts).toBe(0);
    }
  });
});
