// gzip (RFC 1952): every member of a concatenated file, with its checksum and length verified.
//
// Each member's deflate data goes through a raw inflater, and header and trailer are read here. So a
// truncated file, damage, a bad checksum and foreign bytes at the end are told apart, what was decoded
// before any of them is kept, and it is known where members end. A long member can be divided at its blocks,
// and gone on with at one.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding, Format } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import type { Position } from '../position.ts';
import { addToChecksum } from './add-to-checksum.ts';
import { createInflate, type Inflate } from './inflate.ts';
import { getInflateKernel } from './kernel.ts';
import {
  BLOCKED_HEADER_BYTES,
  blockedMemberBytes,
  hasMagic,
  skipHeader,
  startsMember,
} from './member-header.ts';
import { type PartEnd, writeMemberPart } from './member-part.ts';
import { type MemberState, readMemberEntry, writeMemberState } from './member-state.ts';
import { resolvePart } from './resolve-part.ts';
import { seekBlockOrMember } from './seek-block.ts';
import { BLOCKED, DIVISIBLE, seekMember } from './seek-member.ts';

const TRAILER_BYTES = 8;

/** After a member of so few bytes the next is taken to be small too. */
const SMALL_MEMBER_BYTES = 32 * 1024;

export const gzip: Format = {
  name: 'gzip',
  extensions: ['.gz', '.tgz'],
  costPerByte: 3,
  recognises: hasMagic,
  async decode(cursor, decoding, decoderState) {
    const entry = decoderState === undefined ? undefined : readMemberEntry(decoderState);
    const isSought = entry !== undefined && entry.window === undefined;
    const inflate = createInflate(isSought ? decoding.words : undefined);
    if (entry) {
      const hasEnded = isSought
        ? await decodeMemberPart(cursor, decoding, inflate, entry.bit)
        : await decodeMember(cursor, decoding, inflate, { entry });
      if (!hasEnded || !(await reachNextMember(cursor, decoding))) return;
    }
    let isLikelySmall = false;
    do {
      const start = cursor.position;
      if (!(await decodeMember(cursor, decoding, inflate, { isLikelySmall }))) return;
      // Files of many members, such as BGZF, have them all of about one size.
      isLikelySmall = cursor.position - start <= SMALL_MEMBER_BYTES;
    } while (await reachNextMember(cursor, decoding));
  },
  splitHint(head) {
    if (blockedMemberBytes(head) !== undefined) return BLOCKED;
    return getInflateKernel() ? DIVISIBLE : undefined;
  },
  seek(cursor, before, hint) {
    const kernel = hint === DIVISIBLE ? getInflateKernel() : undefined;
    return kernel ? seekBlockOrMember(kernel, cursor, before) : seekMember(cursor, before, hint);
  },
  mayBeConditional: (hint) => hint === DIVISIBLE,
  resolve: resolvePart,
};

interface MemberOptions {
  /** Where the cursor stands at a block of it. */
  readonly entry?: MemberState;
  readonly isLikelySmall?: boolean;
}

/** Says whether it was decoded to its end, or decoding ended before. */
async function decodeMember(
  cursor: ByteCursor,
  { sink, pass, end, preserveOutputFrom }: Decoding,
  { inflate }: Inflate,
  { entry, isLikelySmall = false }: MemberOptions,
): Promise<boolean> {
  // In BGZF slices begin and end at members only.
  let isDivisible = true;
  if (!entry) {
    if (cursor.buffered.length < BLOCKED_HEADER_BYTES) await cursor.lookAhead(BLOCKED_HEADER_BYTES);
    isDivisible = blockedMemberBytes(cursor.buffered) === undefined;
    await skipHeader(cursor);
  }
  let { checksum, length } = entry ?? { checksum: 0, length: 0 };
  const count = (chunk: Uint8Array) => {
    checksum = addToChecksum(checksum, chunk);
    length += chunk.length;
    sink(chunk);
  };
  const hasEnded = await inflate(cursor, count, {
    preserveOutputFrom,
    likelySmall: isLikelySmall,
    entry,
    end: isDivisible ? end : () => Number.POSITIVE_INFINITY,
    onBlock: ({ at, bit, window }) =>
      // A window of symbols is only that of a stream that was entered without one.
      pass(positionOf(at, { bit, window: window as Uint8Array, checksum, length })),
  });
  if (!hasEnded) return false;
  verifyTrailer(cursor, await readTrailer(cursor), checksum, length);
  return true;
}

/** Decodes from a block on whose window is not known, in the same way. */
async function decodeMemberPart(
  cursor: ByteCursor,
  { sink, pass, suppose, end }: Decoding,
  { inflate, captureForm }: Inflate,
  bit: number,
): Promise<boolean> {
  let [knownChecksum, knownBytes] = [0, 0];
  const supposeUpTo = (end: PartEnd) => {
    const form = captureForm();
    const known = { knownChecksum, knownBytes, end };
    suppose({
      isOpen: end.kind === 'block',
      text: () => writeMemberPart({ form: form(), ...known }),
    });
  };
  const count = (chunk: Uint8Array) => {
    knownChecksum = addToChecksum(knownChecksum, chunk);
    knownBytes += chunk.length;
    sink(chunk);
  };
  const hasEnded = await inflate(cursor, count, {
    preserveOutputFrom: Number.POSITIVE_INFINITY,
    likelySmall: false,
    entry: { bit },
    end,
    onBlock({ at, bit, window }) {
      supposeUpTo({ kind: 'block', bit, window });
      return pass({ at, decoderState: String(bit) });
    },
  });
  if (!hasEnded) return false;
  supposeUpTo({ kind: 'trailer', ...(await readTrailer(cursor)) });
  return true;
}

async function reachNextMember(cursor: ByteCursor, { reach }: Decoding): Promise<boolean> {
  await skipPadding(cursor);
  return (await startsMember(cursor)) && reach({ at: cursor.position });
}

/** Its state is only made if it is asked for, which nobody does for most of them. */
function positionOf(at: number, member: MemberState): Position {
  let state: string | undefined;
  return {
    at,
    get decoderState() {
      state ??= writeMemberState(member);
      return state;
    },
  };
}

interface Trailer {
  readonly checksum: number;
  /** Modulo 2^32. */
  readonly length: number;
}

async function readTrailer(cursor: ByteCursor): Promise<Trailer> {
  await needBytes(cursor, TRAILER_BYTES, 'a gzip trailer');
  const trailer = new DataView(cursor.buffered.buffer, cursor.buffered.byteOffset, TRAILER_BYTES);
  const read = { checksum: trailer.getUint32(0, true), length: trailer.getUint32(4, true) };
  cursor.advance(TRAILER_BYTES);
  return read;
}

function verifyTrailer(
  { position }: ByteCursor,
  trailer: Trailer,
  checksum: number,
  length: number,
): void {
  if (trailer.checksum === checksum && trailer.length === length % 2 ** 32) return;
  throw new DecodeError(
    'bad-checksum',
    `the member that ends at byte ${position} has checksum ${checksum} and length ${length}, ` +
      `its trailer says ${trailer.checksum} and ${trailer.length}`,
  );
}

/** Tapes and block devices pad with zeros, which gzip itself passes over in silence too. */
async function skipPadding(cursor: ByteCursor): Promise<void> {
  while (await cursor.fill()) {
    const text = cursor.buffered.findIndex((byte) => byte !== 0);
    cursor.advance(text < 0 ? cursor.buffered.length : text);
    if (text >= 0) return;
  }
}
