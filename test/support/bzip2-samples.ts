// Small bzip2 files of several blocks: some made by the reference command and kept, some crafted.

import { readFileSync } from 'node:fs';
import { type CraftedBlock, craftBlock, craftStream, magicBits, packBits } from './bzip2-bytes.ts';
import { seededRandom } from './seeded.ts';

export interface Bzip2Sample {
  readonly encoded: Buffer;
  readonly text: Buffer;
}

export function readBzip2Fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/bzip2/${name}.bz2`, import.meta.url));
}

export const THREE_BLOCKS: Bzip2Sample = {
  encoded: readBzip2Fixture('three-blocks'),
  text: Buffer.from(numbers(1, 300).repeat(300)).subarray(0, 250_000),
};

export const STREAMS: Bzip2Sample = {
  encoded: readBzip2Fixture('streams'),
  text: Buffer.from(numbers(1, 300)),
};

function numbers(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}\n`).join('');
}

/** 30 byte values, so that each symbol has five bits. */
const FEW_BYTES = Array.from({ length: 30 }, (_, index) => 10 + 3 * index);

/** 254 byte values, so that every byte except 255, the last symbol, encodes a symbol. */
const MANY_BYTES = Array.from({ length: 254 }, (_, byte) => byte);

/** A block of a few byte values in no particular order. */
export function craftSmallBlock(seed: number, symbolCount = 60): CraftedBlock {
  const random = seededRandom(seed);
  const symbols = Array.from({ length: symbolCount }, (_, index) =>
    index === 0 ? 5 : Math.floor(random() * 31),
  );
  return craftBlock({ alphabet: FEW_BYTES, symbols, origin: Math.floor(random() * 20) });
}

/** Streams of tiny blocks, which begin at all bits, and a stream without blocks. */
export function craftManyBlocks(streamCount = 3, blockCount = 8): Bzip2Sample {
  const streams = Array.from({ length: streamCount }, (_, stream) =>
    Array.from({ length: stream === 1 ? 0 : blockCount }, (_, block) =>
      craftSmallBlock(stream * 100 + block, 40 + block),
    ),
  );
  return {
    encoded: packBits(streams.map((blocks) => craftStream(blocks)).join('')),
    text: Buffer.concat(streams.flat().map((block) => block.text)),
  };
}

/** A block whose symbols contain these bits, unless all eight bits of a byte are 1. */
function hideInBlock(hidden: string, seed: number, shift: number): CraftedBlock {
  const random = seededRandom(seed);
  const noise = (count: number) =>
    Array.from({ length: count }, () => (random() < 0.5 ? '0' : '1')).join('');
  const bits = `${noise(400 + shift)}${hidden}${noise(400)}`;
  const symbols = Array.from(packBits(bits), (byte) => (byte === 0xff ? 0xfe : byte));
  return craftBlock({ alphabet: MANY_BYTES, symbols });
}

/** Blocks whose data contains both magic numbers, at every bit of a byte. */
export function craftFalseMagics(): Bzip2Sample {
  const blocks = Array.from({ length: 8 }, (_, shift) => [
    hideInBlock(magicBits('block'), shift, shift),
    hideInBlock(magicBits('end'), shift, shift),
    craftSmallBlock(shift),
  ]).flat();
  return {
    encoded: packBits(craftStream(blocks)),
    text: Buffer.concat(blocks.map((block) => block.text)),
  };
}

/** A block whose data contains a whole file of two streams, which can be decoded by itself. */
export function craftHiddenFile(): Bzip2Sample & { readonly hiddenAt: number } {
  const hidden = [1, 2].map((seed) =>
    craftStream([craftSmallBlock(seed), craftSmallBlock(seed + 2)]),
  );
  const outer = [craftSmallBlock(5), hideInBlock(hidden.join(''), 6, 1), craftSmallBlock(7)];
  const bits = craftStream(outer);
  const hiddenAt = Math.floor(bits.indexOf(hidden.join('')) / 8);
  if (hiddenAt < 0) throw new Error('these seeds make a file that no symbols can hide');
  return {
    encoded: packBits(bits),
    text: Buffer.concat(outer.map((block) => block.text)),
    hiddenAt,
  };
}

export function damageBit(bytes: Uint8Array, bit: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (0x80 >> (bit & 7));
  return damaged;
}
