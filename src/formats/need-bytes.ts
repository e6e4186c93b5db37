// Makes sure that the bytes of a format's next part are there.

import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';

/**
 * There is nothing to wait for where they are buffered, which for tiny blocks makes a difference.
 * @throws {DecodeError} `truncated` when fewer bytes are left; `part` says of what.
 */
export function needBytes(
  cursor: ByteCursor,
  bytes: number,
  part: string,
): Promise<void> | undefined {
  return cursor.buffered.length >= bytes ? undefined : fillBytes(cursor, bytes, part);
}

async function fillBytes(cursor: ByteCursor, bytes: number, part: string): Promise<void> {
  if (await cursor.fill(bytes)) return;
  throw new DecodeError('truncated', `the data ends within ${part}`);
}
