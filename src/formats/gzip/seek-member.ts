// Searches for the next gzip member.

import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { seekMagic } from '../seek-magic.ts';
import {
  BLOCKED_HEADER_BYTES,
  blockedMemberBytes,
  FIXED_HEADER_BYTES,
  looksLikeHeader,
  MAGIC,
} from './member-header.ts';

const MAGIC_BYTES = Buffer.from(MAGIC);

/** The search hint for gzip whose members may be divided at blocks. */
export const DIVISIBLE = 'deflate';

/** The search hint for BGZF, in which every member states its size. */
export const BLOCKED = 'bgzf';

export function seekMember(
  cursor: ByteCursor,
  before: number,
  hint: string,
): Promise<Position | undefined> {
  return seekMagic(cursor, before, MAGIC_BYTES, hint === BLOCKED ? isBlockedMember : isMember);
}

async function isMember(cursor: ByteCursor): Promise<boolean> {
  return (await cursor.fill(FIXED_HEADER_BYTES)) && looksLikeHeader(cursor.buffered);
}

/** A member's size is accepted if it leads to another member, or to the end. */
async function isBlockedMember(cursor: ByteCursor): Promise<boolean> {
  await cursor.fill(BLOCKED_HEADER_BYTES);
  const bytes = blockedMemberBytes(cursor.buffered);
  if (bytes === undefined) return false;
  await cursor.fill(bytes + BLOCKED_HEADER_BYTES);
  const next = cursor.buffered.subarray(bytes);
  return next.length === 0 || blockedMemberBytes(next) !== undefined;
}
