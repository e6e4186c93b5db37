// Searches for the next zstd frame.

import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { seekMagic } from '../seek-magic.ts';
import {
  BLOCK_HEADER_BYTES,
  MAGIC,
  MAX_HEADER_BYTES,
  parseBlock,
  parseFrameHeader,
} from './frame-header.ts';

const MAGIC_BYTES = Buffer.from(MAGIC);

export function seekFrame(cursor: ByteCursor, before: number): Promise<Position | undefined> {
  return seekMagic(cursor, before, MAGIC_BYTES, looksLikeFrame);
}

/** Whether a header may follow the magic, and a block the header. */
async function looksLikeFrame(cursor: ByteCursor): Promise<boolean> {
  await cursor.fill(MAX_HEADER_BYTES + BLOCK_HEADER_BYTES);
  const header = parseFrameHeader(cursor.buffered);
  if (!header || cursor.buffered.length < header.headerBytes + BLOCK_HEADER_BYTES) return false;
  return parseBlock(cursor.buffered, header.headerBytes, header) !== undefined;
}
