// Skippable frames, which zstd and LZ4 files may have between their own frames (RFC 8878, section
// 3.1.2). They have one of sixteen magic numbers, a size, and bytes that decoders ignore.

import type { ByteCursor } from './byte-cursor.ts';
import { needBytes } from './need-bytes.ts';

export const SKIPPABLE_HEADER_BYTES = 8;

const PART = 'a skippable frame';

/** The first of the sixteen magic numbers. */
const MAGIC = 0x184d2a50;
const MAGIC_BYTES = 4;

/** The three bytes of a magic number after its first, which is 0x50 to 0x5f. */
const MAGIC_REST = [0x2a, 0x4d, 0x18] as const;

export function isSkippableMagic(word: number): boolean {
  return (word & ~0xf) === MAGIC;
}

/** Whether a skippable frame may begin with these bytes. There may be fewer than a magic number has. */
export function mayBeSkippable(head: Uint8Array): boolean {
  return (
    (head.length === 0 || ((head[0] as number) & 0xf0) === 0x50) &&
    head.subarray(1, 4).every((byte, index) => byte === MAGIC_REST[index])
  );
}

/** The size in bytes of the skippable frame with this head, header included; nothing if it is none. */
export function skippableBytes(head: Uint8Array): number | undefined {
  if (head.length < SKIPPABLE_HEADER_BYTES || !mayBeSkippable(head)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, SKIPPABLE_HEADER_BYTES);
  return SKIPPABLE_HEADER_BYTES + view.getUint32(4, true);
}

/**
 * Passes over all skippable frames at the cursor. Large ones need no more memory than small ones.
 * @throws {DecodeError} `truncated` if the data ends within one.
 */
export async function passSkippable(cursor: ByteCursor): Promise<void> {
  while (await startsSkippable(cursor)) {
    await needBytes(cursor, SKIPPABLE_HEADER_BYTES, PART);
    for (let left = skippableBytes(cursor.buffered) as number; left > 0; ) {
      await needBytes(cursor, 1, PART);
      const step = Math.min(left, cursor.buffered.length);
      cursor.advance(step);
      left -= step;
    }
  }
}

/** Whether the cursor stands at the magic number of a skippable frame. */
async function startsSkippable(cursor: ByteCursor): Promise<boolean> {
  return (await cursor.fill(MAGIC_BYTES)) && mayBeSkippable(cursor.buffered);
}
