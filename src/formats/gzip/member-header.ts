// Parses the header of a gzip member (RFC 1952, section 2.3), and BGZF's subfield with the member's size
// (SAM specification, section 4.1).

import { crc32 } from 'node:zlib';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import { needBytes, truncated } from '../need-bytes.ts';
import { agreesWith, startsUnit, type UnitStart } from '../next-unit.ts';

export const FIXED_HEADER_BYTES = 10;

/** ID1, ID2 and deflate, the only compression method. */
export const MAGIC = [0x1f, 0x8b, 0x08] as const;

/** The bits of the header's FLG byte; the others are reserved and must be zero. */
export const FLAG = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 } as const;
const RESERVED_FLAGS = 0xe0;

export function hasMagic(head: Uint8Array): boolean {
  // The first byte nearly always differs, and every small object is compared with all formats.
  return head[0] === MAGIC[0] && MAGIC.every((byte, index) => head[index] === byte);
}

/** Whether a member is likely to begin with these bytes. There must be at least ten. */
export function looksLikeHeader(head: Uint8Array): boolean {
  return hasMagic(head) && ((head[3] as number) & RESERVED_FLAGS) === 0;
}

/** The length of a BGZF member's header up to the end of the first subfield. */
export const BLOCKED_HEADER_BYTES = 18;

/**
 * The size in bytes of the BGZF member with this head; nothing if it is none. BGZF's subfield must be the
 * first one, as its writers always make it.
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

const PART = 'a gzip header';

const MEMBER: UnitStart = {
  format: 'gzip',
  part: PART,
  markBytes: MAGIC.length,
  mayBegin: (head) => agreesWith(head, MAGIC),
};

/**
 * Whether another member begins at the cursor.
 * @throws {DecodeError} `truncated` or `trailing-garbage`.
 */
export function startsMember(cursor: ByteCursor): Promise<boolean> {
  return startsUnit(cursor, MEMBER);
}

/**
 * Consumes a member's header.
 * @throws {DecodeError} `truncated`; or `corrupt` where RFC 1952 demands an error: a reserved flag is set
 * (section 2.3.1.2), or the header's checksum is wrong (section 2.3.1).
 */
export async function skipHeader(cursor: ByteCursor): Promise<void> {
  const { position } = cursor;
  await needBytes(cursor, FIXED_HEADER_BYTES, PART);
  const flags = cursor.buffered[3] as number;
  if (flags & RESERVED_FLAGS) {
    const message = `the member at byte ${position} has reserved flags: ${flags}`;
    throw new DecodeError('corrupt', message);
  }
  const header: ReadHeader = { checksum: flags & FLAG.headerChecksum ? 0 : undefined };
  consume(cursor, FIXED_HEADER_BYTES, header);
  if (flags & FLAG.extra) {
    await needBytes(cursor, 2, PART);
    const bytes = 2 + uint16(cursor.buffered);
    await needBytes(cursor, bytes, PART);
    consume(cursor, bytes, header);
  }
  if (flags & FLAG.name) await skipText(cursor, header);
  if (flags & FLAG.comment) await skipText(cursor, header);
  if (header.checksum !== undefined) await verifyHeader(cursor, header.checksum, position);
}

/** The consumed part of a header. */
interface ReadHeader {
  /** Its CRC-32, if the header has a checksum. */
  checksum: number | undefined;
}

/** The checksum is the low two bytes of the CRC-32 of all bytes before it. */
async function verifyHeader(cursor: ByteCursor, crc: number, position: number): Promise<void> {
  await needBytes(cursor, 2, PART);
  const expected = uint16(cursor.buffered);
  cursor.advance(2);
  const checksum = crc & 0xffff;
  if (expected === checksum) return;
  throw new DecodeError(
    'corrupt',
    `the header of the member at byte ${position} has checksum ${checksum}, it says ${expected}`,
  );
}

function consume(cursor: ByteCursor, bytes: number, header: ReadHeader): void {
  if (header.checksum !== undefined) {
    header.checksum = crc32(cursor.buffered.subarray(0, bytes), header.checksum);
  }
  cursor.advance(bytes);
}

/** Consumes a text and the zero byte at its end. */
async function skipText(cursor: ByteCursor, header: ReadHeader): Promise<void> {
  while (await cursor.fill()) {
    const end = cursor.buffered.indexOf(0);
    consume(cursor, end < 0 ? cursor.buffered.length : end + 1, header);
    if (end >= 0) return;
  }
  throw truncated(PART);
}

function uint16([low = 0, high = 0]: Uint8Array): number {
  return low | (high << 8);
}
