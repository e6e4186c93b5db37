// The checksums of bzip2 are CRC-32 with the bits of each byte in the opposite order to gzip's. So this
// mirrors the bits of zlib's checksum of mirrored bytes.

import { crc32 } from 'node:zlib';

const PORTION_BYTES = 64 * 1024;

const portion = new Uint8Array(PORTION_BYTES);
const words = new Int32Array(portion.buffer);

export class BlockChecksum {
  #mirrored = 0;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PORTION_BYTES) {
      const part = bytes.subarray(at, at + PORTION_BYTES);
      portion.set(part);
      const wordCount = Math.ceil(part.length / 4);
      for (let index = 0; index < wordCount; index += 1) {
        words[index] = mirrorBytes(words[index] as number);
      }
      this.#mirrored = crc32(portion.subarray(0, part.length), this.#mirrored);
    }
  }

  get value(): number {
    const mirrored = mirrorBytes(this.#mirrored);
    const swapped = Buffer.alloc(4);
    swapped.writeInt32LE(mirrored);
    return swapped.readUInt32BE();
  }
}

/** Reverses the bits of each of four bytes: swaps neighbours first, then pairs, then halves. */
function mirrorBytes(word: number): number {
  const single = ((word >>> 1) & 0x5555_5555) | ((word & 0x5555_5555) << 1);
  const pairs = ((single >>> 2) & 0x3333_3333) | ((single & 0x3333_3333) << 2);
  return ((pairs >>> 4) & 0x0f0f_0f0f) | ((pairs & 0x0f0f_0f0f) << 4);
}

/** Adds the checksum of a block to the combined checksum of the blocks before it. */
export function combineChecksums(blocks: number, block: number): number {
  return (((blocks << 1) | (blocks >>> 31)) ^ block) >>> 0;
}
