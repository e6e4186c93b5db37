// zlib data (RFC 1950), which is not read, but is not to be counted as text either.
//
// Its two first bytes may be those of a text, such as "x^". So as much of it as is at hand is
// inflated: text gets no further than a few dozen bytes.

import { constants, inflateSync } from 'node:zlib';
import { createUnread } from './unread.ts';

/** How much has to inflate without fault. */
export const ZLIB_HEAD_BYTES = 1024;

/** Deflate, with a window of 32 KiB, or of less where the zlib library was told so. */
const METHOD = 0x08;
const METHOD_MASK = 0x8f;
const HAS_DICTIONARY = 0x20;

export const zlib = createUnread({ name: 'zlib' });

/** Whether a header of zlib may begin so; {@link isZlib} is to tell. */
export function beginsLikeZlib([first = 0, second = 0]: Uint8Array): boolean {
  const isChecked = (first * 256 + second) % 31 === 0;
  return (first & METHOD_MASK) === METHOD && isChecked && (second & HAS_DICTIONARY) === 0;
}

/** `start` is at least an object's first {@link ZLIB_HEAD_BYTES}, or all of one that is shorter. */
export function isZlib(start: Uint8Array): boolean {
  if (!beginsLikeZlib(start)) return false;
  // However much is at hand: more would take time, and inflate past the bound.
  const head = start.subarray(0, ZLIB_HEAD_BYTES);
  // What is shorter must be whole, its checksum included.
  const isWhole = head.length < ZLIB_HEAD_BYTES;
  const finishFlush = isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    inflateSync(head, { finishFlush, maxOutputLength: 2 * 1032 * ZLIB_HEAD_BYTES });
    return true;
  } catch {
    return false;
  }
}
