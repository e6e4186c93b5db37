// Recognises zlib data (RFC 1950), which is not decoded and must not be counted as text.
//
// A text may begin with the same two bytes, for example "x^". So the first kilobyte is inflated; text
// fails within a few dozen bytes.

import { constants, inflateSync } from 'node:zlib';
import { createUnsupported } from './unsupported.ts';

/** The number of bytes that must inflate without a fault. */
export const ZLIB_HEAD_BYTES = 1024;

/** Deflate, with a window of 32 KiB, or of less where the zlib library was told so. */
const METHOD = 0x08;
const METHOD_MASK = 0x8f;
const HAS_DICTIONARY = 0x20;

export const zlib = createUnsupported({ name: 'zlib' });

/** Whether these may be the first bytes of zlib data; {@link isZlib} makes sure. */
export function mayBeZlib(start: Uint8Array): boolean {
  const first = start[0] ?? 0;
  const second = start[1] ?? 0;
  const isChecked = (first * 256 + second) % 31 === 0;
  return (first & METHOD_MASK) === METHOD && isChecked && (second & HAS_DICTIONARY) === 0;
}

/** `start` is at least an object's first {@link ZLIB_HEAD_BYTES}, or all bytes of a shorter object. */
export function isZlib(start: Uint8Array): boolean {
  if (!mayBeZlib(start)) return false;
  // More bytes would take time, and inflate past the bound.
  const head = start.subarray(0, ZLIB_HEAD_BYTES);
  // A shorter object must be complete, with its checksum.
  const isWhole = head.length < ZLIB_HEAD_BYTES;
  const finishFlush = isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    inflateSync(head, { finishFlush, maxOutputLength: 2 * 1032 * ZLIB_HEAD_BYTES });
    return true;
  } catch {
    return false;
  }
}
