// The header of a gzip member (RFC 1952, section 2.3), and the subfield by which BGZF tells a
// member's size (SAM specification, section 4.1).

import { crc32 } from 'node:zlib';
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

/**
 * Consumes a member's header.
 * @throws {DecodeError} `truncated`; or `corrupt` where RFC 1952 demands an error: a reserved flag is
 * set (section 2.3.1.2), or the header does not have the checksum that it says (section 2.3.1).
 */
export async function skipHeader(cursor: ByteCursor): Promise<void> {
  const { position } = cursor;
  await need(cursor, FIXED_HEADER_BYTES);
  const flags = cursor.buffered[3] as number;
  if (flags & RESERVED_FLAGS) {
    const message = `the member at byte ${position} has reserved flags: ${flags}`;
    throw new DecodeError('corrupt', message);
  }
  const header: ReadHeader = { checksum: flags & FLAG.headerChecksum ? 0 : undefined };
  consume(cursor, FIXED_HEADER_BYTES, header);
  if (flags & FLAG.extra) {
    await need(cursor, 2);
    const bytes = 2 + uint16(cursor.buffered);
    await need(cursor, bytes);
    consume(cursor, bytes, header);
  }
  if (flags & FLAG.name) await skipText(cursor, header);
  if (flags & FLAG.comment) await skipText(cursor, header);
  if (header.checksum !== undefined) await verifyHeader(cursor, header.checksum, position);
}

/** What was consumed of a header. */
interface ReadHeader {
  /** Its CRC-32, if it has a checksum to compare it with. */
  checksum: number | undefined;
}

/** The checksum is the two low bytes of the CRC-32 of all that comes before it. */
async function verifyHeader(cursor: ByteCursor, crc: number, position: number): Promise<void> {
  await need(cursor, 2);
  const expected = uint16(cursor.buffered);
  cursor.advance(2);
  const checksum = crc & 0xffff;
  if (expected === checksum) return;
  throw new DecodeError(
    'corrupt',
    `the header of the member at byte ${position} has checksum ${checksum}, it says ${expected}`,
  );
}

async function need(cursor: ByteCursor, bytes: number): Promise<void> {
  if (!(await cursor.fill(bytes))) throw truncated('a gzip header');
}

function consume(cursor: ByteCursor, bytes: number, header: ReadHeader): void {
  if (header.checksum !== undefined) {
    header.checksum = crc32(cursor.buffered.subarray(0, bytes), header.checksum);
  }
  cursor.advance(bytes);
}

/** Consumes a text up to and with the zero byte at its end. */
async function skipText(cursor: ByteCursor, header: ReadHeader): Promise<void> {
  while (await cursor.fill()) {
    const end = cursor.buffered.indexOf(0);
    consume(cursor, end < 0 ? cursor.buffered.length : end + 1, header);
    if (end >= 0) return;
  }
  throw truncated('a gzip header');
}

function uint16([low = 0, high = 0]: Uint8Array): number {
  return low | (high << 8);
}
