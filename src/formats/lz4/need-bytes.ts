// Makes sure that the bytes of a frame's next part are there.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';

/** @throws {DecodeError} `truncated` when fewer bytes are left; `part` says of what. */
export async function needBytes(cursor: ByteCursor, bytes: number, part: string): Promise<void> {
  // Asking costs a promise, and blocks can be tiny.
  if (cursor.buffered.length >= bytes || (await cursor.fill(bytes))) return;
  throw new DecodeError('truncated', `the data ends within ${part}`);
}
