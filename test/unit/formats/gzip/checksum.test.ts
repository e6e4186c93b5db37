import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  BYTE_CHECKSUMS,
  joinChecksums,
  multiply,
  shiftOf,
} from '../../../../src/formats/gzip/checksum.ts';
import { seededBytes, seededRandom } from '../../../support/seeded.ts';

describe('joinChecksums', () => {
  it('gives the checksum of two neighbours as one, wherever they meet', () => {
    const bytes = seededBytes(3_000);
    for (let cut = 0; cut <= bytes.length; cut += 7) {
      const [left, right] = [bytes.subarray(0, cut), bytes.subarray(cut)];
      expect(joinChecksums(crc32(left), crc32(right), right.length)).toBe(crc32(bytes));
    }
  });

  it('holds for more bytes than 32 bits can number', () => {
    // In three steps of 4 GiB each as in one.
    const step = shiftOf(2 ** 32);
    const checksum = crc32('abc');
    const once = multiply(shiftOf(3 * 2 ** 32), checksum);
    expect(multiply(step, multiply(step, multiply(step, checksum)))).toBe(once);
  });
});

describe('multiply', () => {
  it('is commutative, associative and distributive', () => {
    const random = seededRandom();
    const next = () => Math.floor(random() * 2 ** 32);
    for (let round = 0; round < 200; round += 1) {
      const [a, b, c] = [next(), next(), next()];
      expect(multiply(a, b)).toBe(multiply(b, a));
      expect(multiply(a, multiply(b, c))).toBe(multiply(multiply(a, b), c));
      expect(multiply(a, (b ^ c) >>> 0)).toBe((multiply(a, b) ^ multiply(a, c)) >>> 0);
      expect(multiply(shiftOf(0), a)).toBe(a);
    }
  });
});

describe('BYTE_CHECKSUMS', () => {
  it('is how one byte differs from zero in the checksum', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const difference = crc32(Buffer.of(byte)) ^ crc32(Buffer.of(0));
      expect(BYTE_CHECKSUMS[byte]).toBe(difference >>> 0);
    }
  });
});
