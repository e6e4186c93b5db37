import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findBlock } from '../../../../src/formats/gzip/find-block.ts';
import { getInflateKernel, type InflateKernel } from '../../../../src/formats/gzip/kernel.ts';
import { BitWriter } from '../../../support/deflate-bits.ts';
import { newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import { slowInflate } from '../../../support/slow-inflate.ts';

const ENCODED = deflateRawSync(seededText(600_000), { memLevel: 4 });

function find(bytes: Uint8Array, from?: number): number | undefined {
  return findBlock(getInflateKernel() as InflateKernel, bytes, bytes.length, from);
}

/** In which bits the blocks begin that are dynamic and not the last. */
function dynamicBlocks(encoded: Uint8Array): number[] {
  const all: number[] = [0];
  const inflater = newInflater();
  inflater.begin();
  inflater.push(
    encoded,
    () => {},
    (bits) => all.push(bits) > 0,
  );
  const bit = (at: number) => ((encoded[at >> 3] as number) >> (at & 7)) & 1;
  return all.filter((at) => bit(at) === 0 && bit(at + 1) === 0 && bit(at + 2) === 1);
}

describe('findBlock', () => {
  it('finds every dynamic block of a stream', () => {
    const blocks = dynamicBlocks(ENCODED);
    expect(blocks.length).toBeGreaterThan(10);
    for (const block of blocks) expect(find(ENCODED, block)).toBe(block);
  });

  it('finds few other places', () => {
    const blocks = new Set(dynamicBlocks(ENCODED));
    let others = 0;
    for (let at = find(ENCODED); at !== undefined; at = find(ENCODED, at + 1)) {
      if (!blocks.delete(at)) others += 1;
    }
    expect([...blocks]).toEqual([]);
    expect(others).toBeLessThan(3);
  });

  it('finds a block in whatever bit it begins, and across the pieces that it searches', () => {
    const [, block = 0] = dynamicBlocks(ENCODED);
    const { blocks } = slowInflate(ENCODED.subarray(0, 20_000));
    expect(blocks[0]?.bits).toBe(block);
    const body = ENCODED.subarray(block >> 3, (block >> 3) + 2_000);
    for (const before of [0, 1, 64_000, 64_900, 65_535, 65_536, 130_000, 200_000]) {
      const bytes = Buffer.concat([Buffer.alloc(before, 0xff), body]);
      // The bits before it in its first byte must not look like a block.
      bytes[before] = (bytes[before] as number) | ((1 << (block & 7)) - 1);
      expect(find(bytes)).toBe(8 * before + (block & 7));
    }
  });

  it('finds nothing where no block is, nor a header that is cut off', () => {
    expect(find(Buffer.alloc(0))).toBeUndefined();
    expect(find(Buffer.alloc(200_000))).toBeUndefined();
    expect(find(Buffer.alloc(200_000, 0xff))).toBeUndefined();
    const lengths = new Array<number>(257).fill(0);
    lengths[256] = 1;
    const header = new BitWriter().dynamic(lengths, [0]).bytes();
    expect(find(header)).toBe(0);
    for (let length = 0; length < header.length; length += 1) {
      expect(find(header.subarray(0, length))).toBeUndefined();
    }
  });

  it('takes almost nothing of random bytes for a block', () => {
    const bytes = seededBytes(1_000_000);
    let found = 0;
    for (let at = find(bytes); at !== undefined; at = find(bytes, at + 1)) found += 1;
    expect(found).toBeLessThan(10);
  });
});
