// The header of a gzip member (RFC 1952, section 2.3), and the subfield by which BGZF tells a
// member's size (SAM specification, section 4.1).

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';

export const FIXED_HEADER_BYTES = 10;

/** ID1, ID2 and the one compression method there is. */
export const MAGIC = [0x1f, 0x8b, 0x08] as const;

/** The bits of the header's FLG byte; the others are reserved and must be zero. */
const FLAG = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 } as const;
const RESERVED_FLAGS = 0xe0;

export function hasMagic(head: Uint8Array): boolean {
  return MAGIC.every((byte, index) => head[index] === byte);
}

/** Whether a member may well begin with these bytes, of which there are ten at least. */
export function looksLikeHeader(head: Uint8Array): boolean {
  return hasMagic(head) && ((head[3] as number) & RESERVED_FLAGS) === 0;
}

/** The bytes from the start of a BGZF member up to its extra field's first subfield's end. */
export const BLOCKED_HEADER_BYTES = 18;

/**
 * The size in bytes of the BGZF member that begins so; nothing if it is none. Other subfields before
 * BGZF's own, which its writers never make, are not looked through.
 */
export function blockedMemberBytes(head: Uint8Array): number | undefined {
  if (head.length < BLOCKED_HEADER_BYTES || !looksLikeHeader(head)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, BLOCKED_HEADER_BYTES);
  const isBlocked =
    (view.getUint8(3) & FLAG.extra) !== 0 &&
    view.getUint16(10, true) >= 6 &&
    view.getUint16(12) === 0x4243 &&
    view.getUint16(14, true) === 2;
  return isBlocked ? view.getUint16(16, true) + 1 : undefined;
}

export function truncated(where: string): DecodeError {
  return new DecodeError('truncated', `the data ends within ${where}`);
}

/** @throws {DecodeError} when the data ends within the header. */
export async function skipHeader(cursor: ByteCursor): Promise<void> {
  await skip(cursor, 0, FIXED_HEADER_BYTES);
  const flags = cursor.buffered[3] as number;
  cursor.advance(FIXED_HEADER_BYTES);
  if (flags & FLAG.extra) {
    await skip(cursor, 0, 2);
    const length = (cursor.buffered[0] as number) | ((cursor.buffered[1] as number) << 8);
    await skip(cursor, 2 + length);
  }
  if (flags & FLAG.name) await skipText(cursor);
  if (flags & FLAG.comment) await skipText(cursor);
  if (flags & FLAG.headerChecksum) await skip(cursor, 2);
}

/** Consumes `bytes` after making sure that at least `ahead` of them are there. */
async function skip(cursor: ByteCursor, bytes: number, ahead = bytes): Promise<void> {
  if (!(await cursor.fill(ahead))) throw truncated('a gzip header');
  cursor.advance(bytes);
}

/** Consumes a text up to and with the zero byte at its end. */
async function skipText(cursor: ByteCursor): Promise<void> {
  while (await cursor.fill()) {
    const end = cursor.buffered.indexOf(0);
    cursor.advance(end < 0 ? cursor.buffered.length : end + 1);
    if (end >= 0) return;
  }
  throw truncated('a gzip header');
}
