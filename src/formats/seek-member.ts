// Where the next gzip member seems to begin.

import type { ByteCursor } from './byte-cursor.ts';
import {
  BLOCKED_HEADER_BYTES,
  blockedMemberBytes,
  FIXED_HEADER_BYTES,
  looksLikeHeader,
  MAGIC,
} from './gzip-header.ts';
import type { Position } from './position.ts';

const MAGIC_BYTES = Buffer.from(MAGIC);

/** Tells that the object is BGZF, all of whose members say their size. */
export const BLOCKED = 'bgzf';

/** What no scan can find a header in is let go of, but for the last bytes. */
export async function seekMember(
  cursor: ByteCursor,
  before: number,
  hint: string,
): Promise<Position | undefined> {
  while (cursor.position < before && (await cursor.fill(FIXED_HEADER_BYTES))) {
    const { buffered } = cursor;
    const found = Buffer.from(buffered.buffer, buffered.byteOffset, buffered.length).indexOf(
      MAGIC_BYTES,
    );
    cursor.advance(found >= 0 ? found : buffered.length - MAGIC.length + 1);
    if (found < 0) continue;
    if (cursor.position >= before) return undefined;
    if (await isMember(cursor, hint)) return { at: cursor.position };
    cursor.advance(1);
  }
  return undefined;
}

async function isMember(cursor: ByteCursor, hint: string): Promise<boolean> {
  if (hint === BLOCKED) return isBlockedMember(cursor);
  return (await cursor.fill(FIXED_HEADER_BYTES)) && looksLikeHeader(cursor.buffered);
}

/** A size is believed when it leads to another member, or to the end. */
async function isBlockedMember(cursor: ByteCursor): Promise<boolean> {
  await cursor.fill(BLOCKED_HEADER_BYTES);
  const bytes = blockedMemberBytes(cursor.buffered);
  if (bytes === undefined) return false;
  await cursor.fill(bytes + BLOCKED_HEADER_BYTES);
  const next = cursor.buffered.subarray(bytes);
  return next.length === 0 || blockedMemberBytes(next) !== undefined;
}
