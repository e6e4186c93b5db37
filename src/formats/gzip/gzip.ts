// gzip (RFC 1952): every member of a concatenated file, with its checksum and length verified.
//
// Each member's deflate data goes through a raw inflater, and header and trailer are read here. So a
// truncated file, damage, a bad checksum and foreign bytes at the end are told apart, what was decoded
// before any of them is kept, and it is known where members end. Within a long member decoding can be
// gone on with at a block.

import { crc32 } from 'node:zlib';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Format } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import type { Position } from '../position.ts';
import { createInflate, type ReachedBlock } from './inflate.ts';
import { blockedMemberBytes, hasMagic, skipHeader, startsMember } from './member-header.ts';
import { readMemberState, writeMemberState } from './member-state.ts';
import { BLOCKED, seekMember } from './seek-member.ts';

const TRAILER_BYTES = 8;

/** After a member of so few bytes the next is taken to be small too. */
const SMALL_MEMBER_BYTES = 32 * 1024;

export const gzip: Format = {
  name: 'gzip',
  extensions: ['.gz', '.tgz'],
  costPerByte: 2,
  recognises: hasMagic,
  async decode(cursor, { sink, reach, pass, preserveOutputFrom }, decoderState) {
    const inflate = createInflate();
    let entry = decoderState === undefined ? undefined : readMemberState(decoderState);
    let small = false;
    do {
      if (!entry) await skipHeader(cursor);
      const start = cursor.position;
      let { checksum, length } = entry ?? { checksum: 0, length: 0 };
      await inflate(
        cursor,
        (chunk) => {
          checksum = crc32(chunk, checksum);
          length += chunk.length;
          sink(chunk);
        },
        {
          preserveOutputFrom,
          likelySmall: small,
          entry,
          onBlock: (block) => pass(positionOf(block, checksum, length)),
        },
      );
      entry = undefined;
      // Files of many members, such as BGZF, have them all of about one size.
      small = cursor.position - start <= SMALL_MEMBER_BYTES;
      await verifyTrailer(cursor, checksum, length);
      await skipPadding(cursor);
    } while ((await startsMember(cursor)) && reach({ at: cursor.position }));
  },
  splitHint: (head) => (blockedMemberBytes(head) === undefined ? undefined : BLOCKED),
  seek: seekMember,
};

/** Its state is only made if it is asked for, which nobody does for most of them. */
function positionOf({ at, ...block }: ReachedBlock, checksum: number, length: number): Position {
  let state: string | undefined;
  return {
    at,
    get decoderState() {
      state ??= writeMemberState({ ...block, checksum, length });
      return state;
    },
  };
}

async function verifyTrailer(cursor: ByteCursor, checksum: number, length: number): Promise<void> {
  await needBytes(cursor, TRAILER_BYTES, 'a gzip trailer');
  const trailer = new DataView(cursor.buffered.buffer, cursor.buffered.byteOffset, TRAILER_BYTES);
  const expectedChecksum = trailer.getUint32(0, true);
  const expectedLength = trailer.getUint32(4, true);
  cursor.advance(TRAILER_BYTES);
  if (expectedChecksum !== checksum || expectedLength !== length % 2 ** 32) {
    throw new DecodeError(
      'bad-checksum',
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
