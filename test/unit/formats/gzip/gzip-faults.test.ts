import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { cutAt, inChunks, inReusedMemory, thenThrow } from '../../../fixtures/byte-sources.ts';
import { type Decoded, decode } from '../../../fixtures/decode.ts';
import { flipBit } from '../../../support/flip-bit.ts';
import { gzipMember, memberHeader } from '../../../support/gzip-bytes.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const SMALL = seededText(160);
const LARGE = Buffer.concat([seededText(200_000), seededBytes(100_000)]);
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

function isPrefix(decoded: Decoded, original: Buffer): boolean {
  return decoded.bytes.equals(original.subarray(0, decoded.bytes.length));
}

describe('a truncated gzip file', () => {
  it('is reported as truncated wherever it ends, after all bytes up to there are decoded', async () => {
    const encoded = gzipMember(SMALL, {
      extra: Buffer.from('extra'),
      name: 'name',
      comment: 'comment',
      headerChecksum: true,
    });
    for (let length = 0; length < encoded.length; length += 1) {
      const decoded = await decode(gzip, inChunks(encoded.subarray(0, length), 50));
      expect(decoded.code, `of ${length} bytes`).toBe('truncated');
      expect(isPrefix(decoded, SMALL)).toBe(true);
      if (length >= encoded.length - TRAILER_BYTES) expect(decoded.bytes).toEqual(SMALL);
    }
  });

  it('is reported as truncated within a second member, after all bytes of the first', async () => {
    const first = gzipSync(SMALL);
    const encoded = Buffer.concat([first, gzipSync(SMALL)]);
    for (let length = first.length + 1; length < encoded.length; length += 1) {
      const decoded = await decode(gzip, [encoded.subarray(0, length)]);
      expect(decoded.code, `of ${length} bytes`).toBe('truncated');
      expect(decoded.bytes.length).toBeGreaterThanOrEqual(SMALL.length);
      expect(isPrefix(decoded, Buffer.concat([SMALL, SMALL]))).toBe(true);
    }
  });

  it('is reported as truncated if it is large, and almost no byte is lost', async () => {
    const encoded = gzipSync(LARGE);
    const end = encoded.length;
    for (const length of [5, 11, 65_535, 65_536, 65_537, 65_547, end - 9, end - 8, end - 1]) {
      for (const size of [4_096, 1_000_000]) {
        const decoded = await decode(gzip, inReusedMemory(encoded.subarray(0, length), size));
        expect(decoded.code, `of ${length} bytes`).toBe('truncated');
        expect(isPrefix(decoded, LARGE)).toBe(true);
        // Its second part does not compress: as many bytes come out of it as went in.
        if (length > 65_000) {
          const missing = LARGE.length - decoded.bytes.length;
          expect(missing).toBeLessThan(end - length + 1_000);
        }
      }
    }
  });
});

describe('a damaged gzip file', () => {
  it('never decodes to wrong bytes without an error, whichever bit is flipped', async () => {
    const encoded = gzipSync(SMALL);
    for (let bit = 3 * 8; bit < encoded.length * 8; bit += 1) {
      const damaged = Buffer.from(encoded);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      const { bytes, code } = await decode(gzip, [damaged]);
      if (code === undefined) expect(bytes.equals(SMALL), `bit ${bit}`).toBe(true);
      else
        expect(code, `bit ${bit}`).toMatch(/^(truncated|corrupt|bad-checksum|trailing-garbage)$/);
    }
  });

  it('never decodes to wrong bytes without an error if it is large', async () => {
    const encoded = gzipSync(LARGE);
    for (let byte = HEADER_BYTES; byte < encoded.length; byte += 4_999) {
      const damaged = Buffer.from(encoded);
      damaged[byte] = (damaged[byte] as number) ^ 0x10;
      const { code } = await decode(gzip, inChunks(damaged, 10_000));
      expect(code, `byte ${byte}`).toMatch(/^(truncated|corrupt|bad-checksum|trailing-garbage)$/);
    }
  });

  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('keeps all bytes of a %s file whose trailer is wrong', async (_, text) => {
    for (const parts of [{ checksum: 1 }, { length: 1 }, { checksum: 0, length: 0 }]) {
      const { bytes, code } = await decode(gzip, inChunks(gzipMember(text, parts), 5_000));
      expect(code).toBe('bad-checksum');
      expect(bytes.equals(text)).toBe(true);
    }
  });

  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('tells of what follows the last member of a %s file', async (_, text) => {
    const encoded = gzipSync(text);
    for (const garbage of [
      'x',
      'xy',
      '\x1f\x8c',
      '\x1f\x8b\x07',
      '\0\0garbage',
      'garbage '.repeat(20_000),
    ]) {
      for (const size of [997, 1_000_000]) {
        const whole = Buffer.concat([encoded, Buffer.from(garbage, 'latin1')]);
        const { bytes, code } = await decode(gzip, inReusedMemory(whole, size));
        expect(code, garbage.slice(0, 10)).toBe('trailing-garbage');
        expect(bytes.equals(text)).toBe(true);
      }
    }
  });

  it('says where the data is damaged beyond decoding', async () => {
    // A block of type 3 does not exist (RFC 1951, section 3.2.3).
    const encoded = Buffer.concat([memberHeader({}), Buffer.of(0x07, 1, 2, 3), Buffer.alloc(8)]);
    const { code, error } = await decode(gzip, [encoded]);
    expect(code).toBe('corrupt');
    expect(String(error)).toMatch(/near byte 10/);
  });
});

describe('a gzip file whose source breaks', () => {
  it('throws the error of the source after all bytes before it are decoded', async () => {
    const broken = new Error('connection lost');
    const encoded = gzipSync(LARGE);
    for (const length of [3, 9, 10, 500, 65_000, 80_000, encoded.length - 4, encoded.length]) {
      for (const size of [100, 1_000_000]) {
        const source = thenThrow(encoded.subarray(0, length), broken, size);
        const decoded = await decode(gzip, source);
        expect(decoded.error, `after ${length} bytes`).toBe(broken);
        expect(isPrefix(decoded, LARGE)).toBe(true);
        if (length >= 500) expect(decoded.bytes.length).toBeGreaterThan(0);
      }
    }
  });

  it('gives the same wherever a single cut is made', async () => {
    const encoded = gzipSync(SMALL);
    for (let cut = 0; cut <= encoded.length; cut += 1) {
      const { bytes, code } = await decode(gzip, cutAt(encoded, [cut]));
      expect(code).toBeUndefined();
      expect(bytes.equals(SMALL)).toBe(true);
    }
  });
});

describe('a gzip header that RFC 1952 requires to be refused', () => {
  const sound = gzipMember(SMALL, { name: 'name', headerChecksum: true });

  it.each([0x20, 0x40, 0x80, 0xe0])('has the reserved flags %i', async (flags) => {
    const encoded = gzipMember(SMALL);
    encoded[3] = flags;
    const twice = Buffer.concat([gzipMember(SMALL), encoded]);
    expect(await decode(gzip, [encoded])).toMatchObject({ code: 'corrupt', bytes: Buffer.of() });
    expect(await decode(gzip, [twice])).toMatchObject({ code: 'corrupt', bytes: SMALL });
  });

  it('does not have the checksum that it says, whichever bit of it is wrong', async () => {
    const headerBytes = memberHeader({ name: 'name', headerChecksum: true }).length;
    expect(await decode(gzip, [sound])).toMatchObject({ code: undefined, bytes: SMALL });
    // The flags before say themselves what is wrong with them.
    for (let bit = 4 * 8; bit < headerBytes * 8; bit += 1) {
      for (const size of [1, 1_000]) {
        const decoded = await decode(gzip, inReusedMemory(flipBit(sound, bit), size));
        expect(decoded.code, `bit ${bit}`).toMatch(/^(corrupt|truncated)$/);
        expect(decoded.bytes).toEqual(Buffer.of());
      }
    }
  });
});
