// Computes CRC-32 a chunk after the other.

import { crc32 } from 'node:zlib';
import { getInflateKernel } from './kernel.ts';

/** The checksum of a text that is shorter than this is computed as fast without the kernel. */
const MIN_FOLDED_BYTES = 16 * 1024;

/** With this one before, the register is 0. */
const CHECKSUM_OF_REGISTER_0 = 0xffffffff;

/**
 * The checksum of a text from that of all before its last chunk, and the chunk. Node's zlib uses no special
 * instructions of x86 for that (Node 20 and 24), and takes three times as long as the kernel, which folds what is in
 * its memory.
 */
export function addToChecksum(checksum: number, chunk: Uint8Array): number {
  const kernel = chunk.length < MIN_FOLDED_BYTES ? undefined : getInflateKernel();
  if (kernel === undefined || chunk.buffer !== kernel.memory.buffer) return crc32(chunk, checksum);
  const { memory, residueAt, functions } = kernel;
  const length = functions.foldChecksum(chunk.byteOffset, chunk.length, checksum);
  return crc32(memory.subarray(residueAt, residueAt + length), CHECKSUM_OF_REGISTER_0);
}
