// Where the next zstd frame seems to begin.

import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import {
  BLOCK_HEADER_BYTES,
  MAGIC,
  MOST_HEADER_BYTES,
  parseBlock,
  parseFrameHeader,
} from './frame-header.ts';

const MAGIC_BYTES = Buffer.from(MAGIC);

export async function seekFrame(cursor: ByteCursor, before: number): Promise<Position | undefined> {
  while (cursor.position < before && (await cursor.fill(MAGIC.length))) {
    const { buffered } = cursor;
    const found = Buffer.from(buffered.buffer, buffered.byteOffset, buffered.length).indexOf(
      MAGIC_BYTES,
    );
    cursor.advance(found >= 0 ? found : buffered.length - MAGIC.length + 1);
    if (found < 0) continue;
    if (cursor.position >= before) return undefined;
    if (await looksLikeFrame(cursor)) return { at: cursor.position };
    cursor.advance(1);
  }
  return undefined;
}

/** Whether what follows the magic may be a header, and what follows that the first block. */
async function looksLikeFrame(cursor: ByteCursor): Promise<boolean> {
  await cursor.fill(MOST_HEADER_BYTES + BLOCK_HEADER_BYTES);
  const header = parseFrameHeader(cursor.buffered);
  if (!header || cursor.buffered.length < header.headerBytes + BLOCK_HEADER_BYTES) return false;
  return parseBlock(cursor.buffered, header.headerBytes, header) !== undefined;
}
