// gzip (RFC 1952): every member of a concatenated file, with its checksum and length verified.
//
// Each member's deflate data goes through a raw inflater of its own, and header and trailer are
// read here. Unlike Node's gunzip stream this tells a truncated file, damage, a bad checksum and
// foreign bytes at the end apart, keeps what was decoded before any of them, and knows where
// members end.

import { crc32 } from 'node:zlib';
import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { Format } from './format.ts';
import { inflate } from './inflate.ts';

const FIXED_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** After a member of so few bytes the next is taken to be small too. */
const SMALL_MEMBER_BYTES = 32 * 1024;

/** The bits of the header's FLG byte (RFC 1952, section 2.3.1). */
const FLAG = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 } as const;

export const gzip: Format = {
  name: 'gzip',
  extensions: ['.gz', '.tgz'],
  recognises: hasMagic,
  async decode(cursor, sink, carefulFrom = Number.POSITIVE_INFINITY) {
    let small = false;
    do {
      await skipHeader(cursor);
      const start = cursor.position;
      let checksum = 0;
      let length = 0;
      await inflate(
        cursor,
        (chunk) => {
          checksum = crc32(chunk, checksum);
          length += chunk.length;
          sink(chunk);
        },
        { carefulFrom, likelySmall: small },
      );
      // Files of many members, such as BGZF, have them all of about one size.
      small = cursor.position - start <= SMALL_MEMBER_BYTES;
      await verifyTrailer(cursor, checksum, length);
      await skipPadding(cursor);
    } while (await startsMember(cursor));
  },
};

/** ID1, ID2 and the one compression method there is. */
const MAGIC = [0x1f, 0x8b, 0x08] as const;

function hasMagic(head: Uint8Array): boolean {
  return MAGIC.every((byte, index) => head[index] === byte);
}

function truncated(where: string): DecodeError {
  return new DecodeError('gzip-truncated', `the data ends within ${where}`);
}

async function skipHeader(cursor: ByteCursor): Promise<void> {
  await skip(cursor, 0, FIXED_HEADER_BYTES);
  const flags = cursor.buffered[3] as number;
  cursor.advance(FIXED_HEADER_BYTES);
  if (flags & FLAG.extra) {
    await skip(cursor, 0, 2);
    const length = (cursor.buffered[0] as number) | ((cursor.buffered[1] as number) << 8);
    await skip(cursor, 2 + length);
  }
  if (flags & FLAG.name) await skipText(cursor);
  if (flags & FLAG.comment) await skipText(cursor);
  if (flags & FLAG.headerChecksum) await skip(cursor, 2);
}

/** Consumes `bytes` after making sure that at least `ahead` of them are there. */
async function skip(cursor: ByteCursor, bytes: number, ahead = bytes): Promise<void> {
  if (!(await cursor.fill(ahead))) throw truncated('a gzip header');
  cursor.advance(bytes);
}

/** Consumes a text up to and with the zero byte at its end. */
async function skipText(cursor: ByteCursor): Promise<void> {
  while (await cursor.fill()) {
    const end = cursor.buffered.indexOf(0);
    cursor.advance(end < 0 ? cursor.buffered.length : end + 1);
    if (end >= 0) return;
  }
  throw truncated('a gzip header');
}

async function verifyTrailer(cursor: ByteCursor, checksum: number, length: number): Promise<void> {
  if (!(await cursor.fill(TRAILER_BYTES))) throw truncated('a gzip trailer');
  const trailer = new DataView(cursor.buffered.buffer, cursor.buffered.byteOffset, TRAILER_BYTES);
  const expectedChecksum = trailer.getUint32(0, true);
  const expectedLength = trailer.getUint32(4, true);
  cursor.advance(TRAILER_BYTES);
  if (expectedChecksum !== checksum || expectedLength !== length % 2 ** 32) {
    throw new DecodeError(
      'gzip-bad-checksum',
      `the member that ends at byte ${cursor.position} has checksum ${checksum} and length ${length}, ` +
        `its trailer says ${expectedChecksum} and ${expectedLength}`,
    );
  }
}

/** Tapes and block devices pad with zeros, which gzip itself passes over in silence too. */
async function skipPadding(cursor: ByteCursor): Promise<void> {
  while (await cursor.fill()) {
    const text = cursor.buffered.findIndex((byte) => byte !== 0);
    cursor.advance(text < 0 ? cursor.buffered.length : text);
    if (text >= 0) return;
  }
}

async function startsMember(cursor: ByteCursor): Promise<boolean> {
  const isWhole = await cursor.fill(MAGIC.length);
  const head = cursor.buffered;
  if (head.length === 0) return false;
  if (hasMagic(head)) return true;
  if (!isWhole && head.every((byte, index) => byte === MAGIC[index])) {
    throw truncated('a gzip header');
  }
  throw new DecodeError(
    'gzip-trailing-garbage',
    `from byte ${cursor.position} on there is no gzip data any more`,
  );
}
