// Waits until the bytes of a format's next part are buffered.

import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';

/**
 * Returns no promise if the bytes are buffered already, which saves much time for tiny blocks. `part`
 * names the part, for the message.
 * @throws {DecodeError} `truncated` if fewer bytes are left.
 */
export function needBytes(
  cursor: ByteCursor,
  bytes: number,
  part: string,
): Promise<void> | undefined {
  return cursor.buffered.length >= bytes ? undefined : fillBytes(cursor, bytes, part);
}

async function fillBytes(cursor: ByteCursor, bytes: number, part: string): Promise<void> {
  if (!(await cursor.fill(bytes))) throw truncated(part);
}

export function truncated(part: string): DecodeError {
  return new DecodeError('truncated', `the data ends within ${part}`);
}
