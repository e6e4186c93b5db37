import { randomFillSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToChecksum } from '../../../../src/formats/gzip/add-to-checksum.ts';
import { shiftOf } from '../../../../src/formats/gzip/checksum.ts';
import { getInflateKernel, type InflateKernel } from '../../../../src/formats/gzip/kernel.ts';

const kernel = getInflateKernel() as InflateKernel;

const VECTOR_BYTES = 16;

/** Makes random text in the kernel's memory, some bytes behind where its output begins. */
function makeText(offset: number, bytes: number): Uint8Array {
  const from = kernel.outputAt + offset;
  return randomFillSync(kernel.memory.subarray(from, from + bytes));
}

describe('addToChecksum', () => {
  it('is what zlib computes, for every length and place in the kernel', () => {
    const place = fc.nat(63);
    const bytes = fc.nat(128 * 1024);
    const property = fc.property(place, bytes, fc.nat(0xffffffff), (offset, bytes, before) => {
      const text = makeText(offset, bytes);
      const copy = Buffer.from(text);
      expect(addToChecksum(before, text)).toBe(crc32(copy, before));
      expect(copy.equals(text)).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it.each([16_384, 16_385, 16_399, 16_400, 11_440, 131_072])(
    'folds %i bytes of one value',
    (bytes) => {
      for (const value of [0, 0x20, 0xff]) {
        const text = makeText(0, bytes).fill(value);
        expect(addToChecksum(0, text)).toBe(crc32(Buffer.alloc(bytes, value), 0));
      }
    },
  );

  it('computes the checksum of text elsewhere too', () => {
    const text = randomFillSync(Buffer.alloc(100_000));
    expect(addToChecksum(7, text)).toBe(crc32(text, 7));
  });

  it('folds by a multiple of the polynomial', () => {
    // As assembly/fold-checksum.ts has it.
    const exponents = [203, 186, 123, 85, 79, 0];
    const sum = exponents.reduce((rest, exponent) => rest ^ shiftOf(exponent * VECTOR_BYTES), 0);
    expect(sum).toBe(0);
  });
});
