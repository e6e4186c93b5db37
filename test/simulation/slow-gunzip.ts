// The content of a gzip file up to its end or its damage, found in the slowest way: an inflater is fed one
// byte at a time, so that nothing which was decoded before an error is lost.

import zlib from 'node:zlib';

const TRAILER_BYTES = 8;

/** All that could be decoded of all members. */
export function slowGunzip(encoded: Uint8Array): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; isMember(encoded, at); ) {
    const start = headerEnd(encoded, at);
    if (start === undefined) break;
    const end = inflateSlowly(encoded, start, parts);
    if (end === undefined || !isTrailerRight(encoded, end, parts.at(-1) as Buffer)) break;
    at = end + TRAILER_BYTES;
    while (encoded[at] === 0) at += 1;
  }
  return Buffer.concat(parts);
}

function isMember(encoded: Uint8Array, at: number): boolean {
  const flags = encoded[at + 3] ?? 0;
  // Reserved ones must be zero.
  return encoded[at] === 0x1f && encoded[at + 1] === 0x8b && encoded[at + 2] === 8 && flags < 32;
}

/** Where the member's compressed data begins, unless its header has a wrong checksum. */
function headerEnd(encoded: Uint8Array, start: number): number | undefined {
  const flags = encoded[start + 3] ?? 0;
  let at = start + 10;
  if (flags & 4) at += 2 + ((encoded[at] ?? 0) | ((encoded[at + 1] ?? 0) << 8));
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    while (at < encoded.length && encoded[at] !== 0) at += 1;
    at += 1;
  }
  if (!(flags & 2)) return at;
  const checksum = (encoded[at] ?? 0) | ((encoded[at + 1] ?? 0) << 8);
  const isRight = (zlib.crc32(encoded.subarray(start, at)) & 0xffff) === checksum;
  return isRight ? at + 2 : undefined;
}

/** Adds what the data decodes to; gives where it ends, if it does. */
function inflateSlowly(encoded: Uint8Array, start: number, parts: Buffer[]): number | undefined {
  const inflater = zlib.createInflateRaw();
  const text: Buffer[] = [];
  let isEnded = false;
  let isBroken = false;
  inflater.on('data', (chunk: Buffer) => text.push(Buffer.from(chunk)));
  inflater.once('end', () => {
    isEnded = true;
  });
  inflater.once('error', () => {
    isBroken = true;
  });
  let at = start;
  for (; at < encoded.length && !isEnded && !isBroken; at += 1) {
    inflater.write(encoded.subarray(at, at + 1), () => undefined);
  }
  inflater.destroy();
  parts.push(Buffer.concat(text));
  if (isBroken) return undefined;
  // The byte at which it is known to have ended is not its own.
  return isEnded ? at - 1 : undefined;
}

function isTrailerRight(encoded: Uint8Array, at: number, text: Buffer): boolean {
  if (encoded.length < at + TRAILER_BYTES) return false;
  const view = new DataView(encoded.buffer, encoded.byteOffset + at, TRAILER_BYTES);
  return view.getUint32(0, true) === zlib.crc32(text) && view.getUint32(4, true) === text.length;
}
