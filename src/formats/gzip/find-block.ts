// Where a deflate block seems to begin, in the middle of a stream.

import type { InflateKernel } from './kernel.ts';
import { endTurn, takeTurn } from './kernel-turn.ts';

/** More than the longest header of a block has: 14 + 57 bits, and 316 code lengths of 14 bits. */
export const LONGEST_HEADER_BYTES = 600;

/**
 * The first bit of the bytes before `end`, counted from the first byte, in which a dynamic block that is not
 * the last of its stream seems to begin, its whole header being in the bytes. It may be wrong.
 */
export function findBlock(
  kernel: InflateKernel,
  bytes: Uint8Array,
  end = bytes.length,
  from = 0,
): number | undefined {
  const { memory, inputAt, inputCapacity, functions } = kernel;
  takeTurn(endTurn);
  let bit = from;
  while (bit < 8 * end) {
    const start = bit >> 3;
    const piece = bytes.subarray(start, start + inputCapacity);
    const isLast = start + piece.length === bytes.length;
    memory.set(piece, inputAt);
    const pieceEnd = isLast ? piece.length : piece.length - LONGEST_HEADER_BYTES;
    const searchEnd = Math.min(pieceEnd, end - start);
    const found = functions.findBlock(bit & 7, 8 * searchEnd, piece.length);
    if (found >= 0) return 8 * start + found;
    bit = 8 * (start + searchEnd);
  }
  return undefined;
}
