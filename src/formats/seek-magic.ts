// Scanning for the bytes that every unit of a format begins with.

import type { ByteCursor } from './byte-cursor.ts';
import type { Position } from './position.ts';

/**
 * The first place below `before` where the magic bytes are and `looksLikeUnit` says yes with the
 * cursor there; the cursor stays there.
 */
export async function seekMagic(
  cursor: ByteCursor,
  before: number,
  magic: Uint8Array,
  looksLikeUnit: (cursor: ByteCursor) => Promise<boolean>,
): Promise<Position | undefined> {
  while (cursor.position < before && (await cursor.fill(magic.length))) {
    const { buffered } = cursor;
    const found = Buffer.from(buffered.buffer, buffered.byteOffset, buffered.length).indexOf(magic);
    cursor.advance(found >= 0 ? found : buffered.length - magic.length + 1);
    if (found < 0) continue;
    if (cursor.position >= before) return undefined;
    if (await looksLikeUnit(cursor)) return { at: cursor.position };
    cursor.advance(1);
  }
  return undefined;
}
