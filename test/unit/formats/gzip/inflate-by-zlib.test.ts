// The way without the kernel: it gives the same, though after damage only the second time.

import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DecodeError } from '../../../../src/errors/decode-error.ts';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { inflateByZlib } from '../../../../src/formats/gzip/inflate-by-zlib.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import { slowInflate } from '../../../support/slow-inflate.ts';

const SMALL = seededText(2_000);
const LARGE = Buffer.concat([seededText(200_000), seededBytes(90_000)]);
/** The most that the steps of 64 bytes near damage can decode to. */
const MOST_IN_A_STEP = 64 * 1_032;
const BEHIND = Buffer.from('behind');

async function inflate(
  encoded: Uint8Array,
  size: number,
  { preserveOutputFrom = Number.POSITIVE_INFINITY, likelySmall = false } = {},
) {
  const chunks: Buffer[] = [];
  const cursor = new ByteCursor(inReusedMemory(encoded, size));
  let error: DecodeError | undefined;
  try {
    const sink = (chunk: Uint8Array) => chunks.push(Buffer.from(chunk));
    await inflateByZlib(cursor, sink, { preserveOutputFrom, likelySmall });
  } catch (cause) {
    error = cause as DecodeError;
  }
  await cursor.close();
  return { bytes: Buffer.concat(chunks), position: cursor.position, error };
}

describe('inflateByZlib', () => {
  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('decodes a %s stream and leaves what follows', async (_, text) => {
    const encoded = deflateRawSync(text);
    for (const size of [509, 70_000, 1_000_000]) {
      for (const likelySmall of [false, true]) {
        const whole = Buffer.concat([encoded, BEHIND]);
        const { bytes, position, error } = await inflate(whole, size, { likelySmall });
        expect(error).toBeUndefined();
        expect(position).toBe(encoded.length);
        expect(bytes.equals(text)).toBe(true);
      }
    }
  });

  it('recognises a truncated stream', async () => {
    const encoded = deflateRawSync(LARGE);
    for (const length of [0, 1, 1_000, 80_000, encoded.length - 1]) {
      const { bytes, error } = await inflate(encoded.subarray(0, length), 10_000);
      expect(error?.code).toBe('truncated');
      expect(bytes.equals(slowInflate(encoded.subarray(0, length)).bytes)).toBe(true);
    }
  });

  it('gives all bytes before damage, in a second attempt if necessary', async () => {
    // After blocks that are flushed, one of a type that does not exist.
    for (const text of [SMALL, LARGE, Buffer.alloc(3_000_000)]) {
      const blocks = deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
      const damaged = Buffer.concat([blocks, Buffer.of(7), BEHIND]);
      const first = await inflate(damaged, 10_000);
      expect(first.error).toMatchObject({
        code: 'corrupt',
        preserveOutputFrom: expect.any(Number),
      });
      const again = await inflate(damaged, 10_000, {
        preserveOutputFrom: first.error?.preserveOutputFrom ?? 0,
      });
      expect(again.error).toMatchObject({ code: 'corrupt', preserveOutputFrom: undefined });
      expect(text.subarray(0, again.bytes.length).equals(again.bytes)).toBe(true);
      expect(text.length - again.bytes.length).toBeLessThan(MOST_IN_A_STEP);
    }
  });
});
