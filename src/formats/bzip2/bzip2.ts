// Decodes bzip2 as libbzip2 1.0.8 does: every stream of a concatenated file, block by block, with all
// checksums verified. That library is the only specification.
//
// A block can be decoded alone, given the bit at which it begins. The level of its stream is unknown
// then, so any block may be as large as level 9 allows.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding, Format, Sink } from '../format.ts';
import { startsUnit, type UnitStart } from '../next-unit.ts';
import { BitReader, PADDING_BYTES } from './bit-reader.ts';
import { combineChecksums } from './checksum.ts';
import { decodeBlock } from './decode-block.ts';
import {
  BLOCK_MAGIC,
  beginsFile,
  END_MAGIC,
  MAGIC_BITS,
  mayBeStreamHeader,
  STREAM_HEADER_BYTES,
} from './magic.ts';
import { positionOf, seekBlock } from './seek-block.ts';

/** Both magic numbers are followed by a checksum of 32 bits. */
const MARK_BITS = MAGIC_BITS + 32;

/** Text at level 9 rarely takes more. A larger block is decoded again with more bytes buffered. */
const LIKELY_BLOCK_BYTES = 256 * 1024;

/** Enough for 900,001 symbols of 20 bits, 32,767 selectors of 6 bits, and codes in their shortest form. */
const MAX_ENCODED_BLOCK_BYTES = 2_300_000;

const STREAM: UnitStart = {
  format: 'bzip2',
  part: 'a bzip2 header',
  markBytes: STREAM_HEADER_BYTES,
  mayBegin: mayBeStreamHeader,
};

export const bzip2: Format = {
  name: 'bzip2',
  extensions: ['.bz2', '.tbz2', '.tbz'],
  costPerByte: 60,
  recognises: beginsFile,
  async decode(cursor, decoding, decoderState) {
    if (decoderState !== undefined && !(await decodeBlocks(cursor, decoding, Number(decoderState))))
      return;
    while (await startsUnit(cursor, STREAM)) {
      cursor.advance(STREAM_HEADER_BYTES);
      if (!(await decodeBlocks(cursor, decoding))) return;
    }
  },
  splitHint: () => '',
  seek: seekBlock,
};

/**
 * Decodes up to the stream's end, from its first block or from the block at `startBit`.
 * @returns whether decoding goes on after the stream.
 */
async function decodeBlocks(
  cursor: ByteCursor,
  { sink, reach }: Decoding,
  startBit?: number,
): Promise<boolean> {
  const isWhole = startBit === undefined;
  let isFirst = !isWhole;
  let bit = startBit ?? 0;
  let checksum = 0;
  let likelyBytes = LIKELY_BLOCK_BYTES;
  for (;;) {
    const mark = await peekMark(cursor, bit);
    if (mark.magic === END_MAGIC) {
      cursor.advance(Math.ceil((bit + MARK_BITS) / 8));
      if (isWhole && mark.checksum !== checksum) throw badChecksum(cursor, mark.checksum, checksum);
      return true;
    }
    if (mark.magic !== BLOCK_MAGIC) {
      throw new DecodeError(
        'corrupt',
        `there is no block where one must be, ${where(cursor, bit)}`,
      );
    }
    if (!isFirst && !reach(positionOf(cursor, bit))) return false;
    isFirst = false;
    const end = await decodeNextBlock(cursor, bit, likelyBytes, sink);
    checksum = combineChecksums(checksum, mark.checksum);
    const endByte = Math.trunc(end / 8);
    likelyBytes = Math.max(likelyBytes, 2 * endByte);
    cursor.advance(endByte);
    bit = end % 8;
  }
}

async function peekMark(
  cursor: ByteCursor,
  bit: number,
): Promise<{ magic: number; checksum: number }> {
  const bytes = Math.ceil((bit + MARK_BITS) / 8);
  if (!(await cursor.fill(bytes))) {
    throw new DecodeError('truncated', `the data ends between two blocks, ${where(cursor, bit)}`);
  }
  const reader = new BitReader(pad(cursor.buffered.subarray(0, bytes)), bit);
  return { magic: reader.readMagic(), checksum: reader.readChecksum() };
}

/** @returns the offset in bits, from the cursor, of the end of the block. */
async function decodeNextBlock(
  cursor: ByteCursor,
  bit: number,
  likelyBytes: number,
  sink: Sink,
): Promise<number> {
  for (let ahead = likelyBytes; ; ahead *= 2) {
    await cursor.lookAhead(ahead);
    const { buffered, ended } = cursor;
    const isAll = ended && buffered.length <= ahead;
    try {
      const reader = new BitReader(isAll ? pad(buffered) : buffered, bit + MAGIC_BITS);
      decodeBlock(reader, sink);
      return reader.bit;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const isTooLarge = buffered.length > MAX_ENCODED_BLOCK_BYTES + PADDING_BYTES;
      if (error.code !== 'truncated' || isAll || isTooLarge) {
        const code = isTooLarge ? 'corrupt' : error.code;
        throw new DecodeError(code, `the block ${where(cursor, bit)}: ${error.message}`, {
          cause: error,
        });
      }
    }
    // If the source has failed, this throws its error.
    if (!ended) await cursor.fill(buffered.length + 1);
  }
}

function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(bytes.length + PADDING_BYTES);
  padded.set(bytes);
  return padded;
}

function where({ position }: ByteCursor, bit: number): string {
  return `at bit ${bit} of byte ${position}`;
}

function badChecksum({ position }: ByteCursor, expected: number, actual: number): DecodeError {
  return new DecodeError(
    'bad-checksum',
    `the stream that ends at byte ${position} has checksum ${actual}, its end says ${expected}`,
  );
}
