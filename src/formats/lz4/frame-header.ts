// Parses the headers of LZ4 frames and blocks (LZ4 frame format description 1.6.4,
// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md).

import type { XXHashAPI } from 'xxhash-wasm';
import { agreesWith, type UnitStart } from '../next-unit.ts';
import { isSkippableMagic, mayBeSkippable } from '../skippable-frame.ts';

export const MAGIC = 0x184d2204;
export const LEGACY_MAGIC = 0x184c2102;

/** The maximum decoded and encoded size of a block in a legacy frame. */
export const LEGACY_BLOCK_BYTES = 8 * 1024 * 1024;
export const LEGACY_ENCODED_BYTES = LEGACY_BLOCK_BYTES + Math.trunc(LEGACY_BLOCK_BYTES / 255) + 16;

/** The smallest header has a magic, FLG, BD and checksum; others have a content size or dictionary too. */
export const MIN_HEADER_BYTES = 7;
export const MAX_HEADER_BYTES = MIN_HEADER_BYTES + 8 + 4;

export const WORD_BYTES = 4;

/** This word follows the last block, in place of a size. */
export const END_MARK = 0;

/** The bits of FLG. */
const FLAG = {
  version: 0b1100_0000,
  independent: 0b10_0000,
  blockChecksum: 0b1_0000,
  contentSize: 0b1000,
  contentChecksum: 0b100,
  reserved: 0b10,
  dictionary: 0b1,
} as const;
const VERSION_1 = 0b0100_0000;

/** Bits 4 to 6 of BD select one of four sizes, from 64 KiB to 4 MiB. The other bits are reserved. */
const BLOCK_SIZE_BITS = 0b0111_0000;
const MIN_BLOCK_SIZE = 4;

/** The rules by which a frame's blocks are decoded. */
export interface BlockRules {
  readonly isIndependent: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  /** The maximum size of a block, decoded or encoded. */
  readonly maxBlockBytes: number;
  /** The decoder state from which {@link rulesOfState} makes the same rules. */
  readonly decoderState: string;
}

export interface FrameHeader extends BlockRules {
  readonly headerBytes: number;
  /** The decoded size of the frame; 0 if it is unknown, as in the reference decoder. */
  readonly contentBytes: number;
}

/** The length of the header that begins with these bytes. There must be at least five. */
export function headerLength(head: Uint8Array): number {
  const flags = head[4] as number;
  const contentSize = flags & FLAG.contentSize ? 8 : 0;
  return MIN_HEADER_BYTES + contentSize + (flags & FLAG.dictionary ? 4 : 0);
}

/** Parses the header with which these bytes begin; nothing if they are no header. */
export function parseHeader(head: Uint8Array): FrameHeader | undefined {
  if (head.length < MIN_HEADER_BYTES || wordAt(head) !== MAGIC) return undefined;
  const headerBytes = headerLength(head);
  const flags = head[4] as number;
  const rules = rulesOf(flags, head[5] as number);
  if (!rules || head.length < headerBytes) return undefined;
  const contentBytes = flags & FLAG.contentSize ? wordAt(head, 6) + wordAt(head, 10) * 2 ** 32 : 0;
  return { ...rules, headerBytes, contentBytes };
}

/** Like {@link parseHeader}, but nothing if the header's checksum is wrong. */
export function verifyHeader(head: Uint8Array, xxhash: XXHashAPI): FrameHeader | undefined {
  const header = parseHeader(head);
  if (!header) return undefined;
  const checksumAt = header.headerBytes - 1;
  const checksum = (xxhash.h32Raw(head.subarray(WORD_BYTES, checksumAt)) >>> 8) & 0xff;
  return checksum === head[checksumAt] ? header : undefined;
}

/** The rules with this {@link BlockRules.decoderState}; nothing unless they are of independent blocks. */
export function rulesOfState(decoderState: string): BlockRules | undefined {
  if (!/^[0-9a-f]{4}$/.test(decoderState)) return undefined;
  const bytes = Number.parseInt(decoderState, 16);
  const rules = rulesOf(bytes >> 8, bytes & 0xff);
  return rules?.isIndependent && rules.decoderState === decoderState ? rules : undefined;
}

function rulesOf(flags: number, descriptor: number): BlockRules | undefined {
  const blockSize = (descriptor & BLOCK_SIZE_BITS) >> 4;
  const isValid =
    (flags & FLAG.version) === VERSION_1 &&
    (flags & FLAG.reserved) === 0 &&
    (descriptor & ~BLOCK_SIZE_BITS) === 0 &&
    blockSize >= MIN_BLOCK_SIZE;
  if (!isValid) return undefined;
  // A content size or a dictionary ID in the header does not matter to the blocks.
  const relevant = flags & ~(FLAG.contentSize | FLAG.dictionary);
  return {
    isIndependent: (flags & FLAG.independent) !== 0,
    hasBlockChecksums: (flags & FLAG.blockChecksum) !== 0,
    hasContentChecksum: (flags & FLAG.contentChecksum) !== 0,
    maxBlockBytes: 2 ** (8 + 2 * blockSize),
    decoderState: ((relevant << 8) | descriptor).toString(16).padStart(4, '0'),
  };
}

/** The size of a block from the word before it. It excludes that word and the checksum. */
export function blockBytes(word: number): number {
  return word & 0x7fffffff;
}

/** Whether a block is stored uncompressed. */
export function isStored(word: number): boolean {
  return word >>> 31 === 1;
}

/**
 * Whether decoding can begin at an independent block. It cannot at a stored block that is not full, which
 * a search cannot tell from other bytes, nor at one that decodes to nothing.
 */
export function isPosition(word: number, { maxBlockBytes }: BlockRules): boolean {
  const size = blockBytes(word);
  return isStored(word) ? size === maxBlockBytes : size > 1 && size <= maxBlockBytes;
}

/** The size of a block with the word before it and the checksum after it. */
export function wholeBlockBytes(word: number, rules: BlockRules): number {
  return WORD_BYTES + blockBytes(word) + (rules.hasBlockChecksums ? WORD_BYTES : 0);
}

export function isFrameMagic(word: number): boolean {
  return word === MAGIC || word === LEGACY_MAGIC || isSkippableMagic(word);
}

const MAGICS = [MAGIC, LEGACY_MAGIC].map((magic) =>
  Array.from({ length: WORD_BYTES }, (_, index) => (magic >>> (8 * index)) & 0xff),
);

export const FRAME: UnitStart = {
  format: 'LZ4',
  part: 'a frame header',
  markBytes: WORD_BYTES,
  mayBegin: (head) => MAGICS.some((magic) => agreesWith(head, magic)) || mayBeSkippable(head),
};

/** Whether a frame that is not skippable begins with these bytes. */
export function hasMagic(head: Uint8Array): boolean {
  if (head.length < WORD_BYTES) return false;
  const word = wordAt(head);
  return word === MAGIC || word === LEGACY_MAGIC;
}

/** The little-endian 32-bit word at an offset within the bytes. */
export function wordAt(bytes: Uint8Array, at = 0): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
  return (low | (high << 16)) >>> 0;
}
