// Searches for the magic bytes with which every unit of a format begins.

import type { ByteCursor } from './byte-cursor.ts';
import type { Position } from './position.ts';

/**
 * Finds the first position below `before` that has the magic bytes and that `looksLikeUnit` accepts, and
 * leaves the cursor there.
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
