// Searches for the next place in gzip data where decoding can begin: a member, or a block within one.

import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { findBlock, LONGEST_HEADER_BYTES } from './find-block.ts';
import type { InflateKernel } from './kernel.ts';
import { FIXED_HEADER_BYTES, looksLikeHeader, MAGIC } from './member-header.ts';

const MAGIC_BYTES = Buffer.from(MAGIC);

/** The most bytes that are searched at a time. */
const PIECE_BYTES = 32 * 1024;

/** As many as the next piece needs to tell whether something begins at the end of this one. */
const AHEAD_BYTES = Math.max(LONGEST_HEADER_BYTES, FIXED_HEADER_BYTES);

/**
 * Blocks are rarely longer than 100 KB: where none is found in so many bytes, the data is likely to have none
 * that can be, and only members are searched for, which is much faster.
 */
const MAX_BLOCK_SEARCH_BYTES = 8 * 1024 * 1024;

/** Finds the first position below `before`, and leaves the cursor there. */
export async function seekBlockOrMember(
  kernel: InflateKernel,
  cursor: ByteCursor,
  before: number,
): Promise<Position | undefined> {
  const { position: start } = cursor;
  while (cursor.position < before) {
    const isLast = !(await cursor.fill(2 * AHEAD_BYTES));
    const bytes = cursor.buffered.subarray(0, PIECE_BYTES + AHEAD_BYTES);
    const searched = bytes.length - (isLast ? 0 : AHEAD_BYTES);
    if (searched === 0) return undefined;
    const memberAt = findMember(bytes, searched);
    const isNear = cursor.position - start < MAX_BLOCK_SEARCH_BYTES;
    const blockBit = isNear ? findBlock(kernel, bytes, memberAt ?? searched) : undefined;
    const found = blockBit === undefined ? memberAt : blockBit >> 3;
    if (found === undefined) {
      cursor.advance(searched);
      continue;
    }
    cursor.advance(found);
    const at = cursor.position;
    if (at >= before) return undefined;
    return blockBit === undefined ? { at } : { at, decoderState: String(blockBit & 7) };
  }
  return undefined;
}

/** Where a member seems to begin below `end`. */
function findMember(bytes: Uint8Array, end: number): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = buffer.indexOf(MAGIC_BYTES);
  while (at >= 0 && at < end) {
    const head = buffer.subarray(at, at + FIXED_HEADER_BYTES);
    if (head.length === FIXED_HEADER_BYTES && looksLikeHeader(head)) return at;
    at = buffer.indexOf(MAGIC_BYTES, at + 1);
  }
  return undefined;
}

/**
 * Whether the block that begins in this bit is one that is searched for: dynamic, and not the last of its
 * stream. Where the bytes end too early to tell, it is taken for one.
 */
export function mayBeFound(bytes: Uint8Array, at: number, bit: number): boolean {
  const [low, high = 0] = bytes.subarray(Math.max(0, at), Math.max(0, at) + 2);
  if (low === undefined || at < 0 || at + 2 > bytes.length) return true;
  return (((low | (high << 8)) >> bit) & 7) === 0b100;
}
