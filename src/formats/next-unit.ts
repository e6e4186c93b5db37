// Tells whether another unit follows the one just decoded. All formats that concatenate units use it.

import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { truncated } from './need-bytes.ts';
import { passSkippable } from './skippable-frame.ts';

/** The start of a format's units. */
export interface UnitStart {
  /** The name of the format, for messages. */
  readonly format: string;
  /** The part of a unit that is incomplete if the data ends within its first bytes, for messages. */
  readonly part: string;
  /** How many first bytes tell that a unit begins. */
  readonly markBytes: number;
  /** Whether a unit may begin with these bytes. There are fewer than `markBytes` if the data ends. */
  mayBegin(head: Uint8Array): boolean;
}

/**
 * Whether another unit begins at the cursor; false where the data ends.
 * @throws {DecodeError} `truncated` or `trailing-garbage`.
 */
export async function startsUnit(cursor: ByteCursor, unit: UnitStart): Promise<boolean> {
  const isWhole = await cursor.fill(unit.markBytes);
  const head = cursor.buffered.subarray(0, unit.markBytes);
  if (head.length === 0) return false;
  if (!unit.mayBegin(head)) {
    const message = `from byte ${cursor.position} on there is no ${unit.format} data any more`;
    throw new DecodeError('trailing-garbage', message);
  }
  if (!isWhole) throw truncated(unit.part);
  return true;
}

/** Like {@link startsUnit}, after all skippable frames at the cursor are passed over. */
export async function startsFrame(cursor: ByteCursor, frame: UnitStart): Promise<boolean> {
  await passSkippable(cursor);
  return await startsUnit(cursor, frame);
}

/** Whether the bytes agree with the magic bytes, as far as there are any. */
export function agreesWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => (head[index] ?? byte) === byte);
}
