// Decodes a whole gzip object that is in memory, at once and without a promise.

import type { Sink } from '../format.ts';
import { addToChecksum } from './add-to-checksum.ts';
import { createInflater, type Inflater } from './inflater.ts';
import { getInflateKernel } from './kernel.ts';
import { FIXED_HEADER_BYTES, FLAG, looksLikeHeader } from './member-header.ts';

const TRAILER_BYTES = 8;

/** The thread's inflater of such objects: each is decoded to its end before the next one begins. */
let inflater: Inflater | undefined;

/**
 * Says whether all of it was decoded, with every checksum and length verified. Whatever is wrong or rare is left to
 * the format's `decode`: then what is in the sink is worth nothing.
 */
export function gunzipAtOnce(bytes: Uint8Array, sink: Sink): boolean {
  const kernel = getInflateKernel();
  if (!kernel) return false;
  inflater ??= createInflater(kernel);
  let at = 0;
  do {
    const next = decodeMember(inflater, bytes, at, sink);
    if (next === undefined) return false;
    at = next;
    // gzip itself passes over zeros in silence.
    while (bytes[at] === 0) at += 1;
  } while (at < bytes.length);
  return true;
}

/** Gives where the member ends. */
function decodeMember(
  inflater: Inflater,
  bytes: Uint8Array,
  start: number,
  sink: Sink,
): number | undefined {
  const dataAt = endOfHeader(bytes, start);
  if (dataAt === undefined) return undefined;
  let checksum = 0;
  let length = 0;
  inflater.begin();
  const read = inflater.push(bytes.subarray(dataAt), (chunk) => {
    checksum = addToChecksum(checksum, chunk);
    length += chunk.length;
    sink(chunk);
  });
  const trailerAt = dataAt + read;
  const end = trailerAt + TRAILER_BYTES;
  if (!inflater.isEnded || end > bytes.length) return undefined;
  const isSound =
    uint32(bytes, trailerAt) === checksum && uint32(bytes, trailerAt + 4) === length % 2 ** 32;
  return isSound ? end : undefined;
}

/** Where a member's deflate data begins; nothing if its header is damaged, truncated or has a checksum. */
function endOfHeader(bytes: Uint8Array, start: number): number | undefined {
  let at = start + FIXED_HEADER_BYTES;
  if (at > bytes.length || !looksLikeHeader(bytes.subarray(start, at))) return undefined;
  const flags = bytes[start + 3] as number;
  if (flags & FLAG.headerChecksum) return undefined;
  if (flags & FLAG.extra) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const text of [FLAG.name, FLAG.comment]) {
    if (!(flags & text)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return at > bytes.length ? undefined : at;
}

function uint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}
