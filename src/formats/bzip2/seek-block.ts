// Searches for the bit at which the next bzip2 block seems to begin.

import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { BLOCK_MAGIC, MAGIC_BITS } from './magic.ts';

/** A magic number that does not begin at a byte's first bit reaches into a seventh byte. */
const MAGIC_REACH_BYTES = MAGIC_BITS / 8 + 1;

/** The magic number from each bit of a byte on: the bytes that it fills, and its bits in the two beside. */
const SHIFTED = Array.from({ length: 8 }, (_, bit) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(BLOCK_MAGIC) << BigInt(64 - MAGIC_BITS - bit));
  return {
    bit,
    first: bytes[0] as number,
    firstMask: 0xff >> bit,
    whole: bytes.subarray(1, MAGIC_BITS / 8),
    last: bytes[MAGIC_BITS / 8] as number,
    lastMask: 0xff & ~(0xff >> bit),
  };
});

/** Searches the buffered bytes for all eight shifts, then drops them except for the last few. */
export async function seekBlock(cursor: ByteCursor, before: number): Promise<Position | undefined> {
  while (cursor.position < before && (await cursor.fill(MAGIC_REACH_BYTES))) {
    const found = findMagic(cursor.buffered);
    if (found) {
      cursor.advance(found.at);
      return cursor.position < before ? positionOf(cursor, found.bit) : undefined;
    }
    cursor.advance(cursor.buffered.length - MAGIC_REACH_BYTES + 1);
  }
  return undefined;
}

/** The position of the block that begins at this bit of the cursor's byte. */
export function positionOf(cursor: ByteCursor, bit: number): Position {
  return { at: cursor.position, decoderState: String(bit) };
}

function findMagic(bytes: Uint8Array): { at: number; bit: number } | undefined {
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return SHIFTED.map((magic) => ({ at: indexOfMagic(searched, magic), bit: magic.bit }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)[0];
}

function indexOfMagic(bytes: Buffer, magic: (typeof SHIFTED)[number]): number {
  const { first, firstMask, whole, last, lastMask } = magic;
  for (let at = bytes.indexOf(whole, 1); at >= 0; at = bytes.indexOf(whole, at + 1)) {
    const before = (bytes[at - 1] as number) & firstMask;
    const after = (bytes[at + whole.length] ?? 0) & lastMask;
    if (before === first && after === last) return at - 1;
  }
  return -1;
}
