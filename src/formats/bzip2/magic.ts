// The magic numbers of bzip2 (libbzip2 1.0.8, compress.c).

import { agreesWith } from '../next-unit.ts';

/** A block begins with these 48 bits, the digits of pi, at any bit of a byte. */
export const BLOCK_MAGIC = 0x314159265359;
/** The end of a stream begins with these 48 bits, the digits of pi's square root. */
export const END_MAGIC = 0x177245385090;
export const MAGIC_BITS = 48;

export const STREAM_HEADER_BYTES = 4;

const SIGNATURE = [0x42, 0x5a, 0x68] as const;

/** Whether a stream's header begins with these bytes, as far as there are any. */
export function mayBeStreamHeader(head: Uint8Array): boolean {
  const level = head[STREAM_HEADER_BYTES - 1] ?? 0x31;
  return agreesWith(head, SIGNATURE) && level >= 0x31 && level <= 0x39;
}

/** Whether a file begins with these bytes: a stream's header, and as many as there are of a magic number. */
export function beginsFile(head: Uint8Array): boolean {
  if (head.length < STREAM_HEADER_BYTES || !mayBeStreamHeader(head)) return false;
  const following = [...head.subarray(STREAM_HEADER_BYTES, STREAM_HEADER_BYTES + MAGIC_BITS / 8)];
  return [BLOCK_MAGIC, END_MAGIC].some((magic) =>
    following.every((byte, index) => byte === Math.trunc(magic / 256 ** (5 - index)) % 256),
  );
}
