// What an LZ4 frame begins with (LZ4 frame format description 1.6.4,
// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), and what a block does.

import type { XXHashAPI } from 'xxhash-wasm';
import { isSkippableMagic, mayBeSkippable } from '../skippable-frame.ts';

export const MAGIC = 0x184d2204;
export const LEGACY_MAGIC = 0x184c2102;

/** What a block of a legacy frame decodes to at the most, and how large it can be for that. */
export const LEGACY_BLOCK_BYTES = 8 * 1024 * 1024;
export const LEGACY_ENCODED_BYTES = LEGACY_BLOCK_BYTES + Math.trunc(LEGACY_BLOCK_BYTES / 255) + 16;

/** The smallest header has a magic, FLG, BD and header checksum; others a size and a dictionary. */
export const LEAST_HEADER_BYTES = 7;
export const MOST_HEADER_BYTES = LEAST_HEADER_BYTES + 8 + 4;

export const WORD_BYTES = 4;

/** A block's size when none follows. */
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

/** All but bits 4 to 6 of BD are reserved; those tell of four sizes, from 64 KiB to 4 MiB. */
const BLOCK_SIZE_BITS = 0b0111_0000;
const LEAST_BLOCK_SIZE = 4;

/** How a frame's blocks are to be decoded. */
export interface BlockRules {
  readonly isIndependent: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  /** What a block decodes to at the most; encoded it is no larger either. */
  readonly maxBlockBytes: number;
  /** The decoderState from which {@link rulesOfState} makes the same rules. */
  readonly decoderState: string;
}

export interface FrameHeader extends BlockRules {
  readonly headerBytes: number;
  /** What the whole frame decodes to; 0 if that is not told, as the reference decoder has it. */
  readonly contentBytes: number;
}

/** The length of the header that begins with these bytes, of which there are five at least. */
export function headerLength(head: Uint8Array): number {
  const flags = head[4] as number;
  const contentSize = flags & FLAG.contentSize ? 8 : 0;
  return LEAST_HEADER_BYTES + contentSize + (flags & FLAG.dictionary ? 4 : 0);
}

/** The header that these bytes are, or begin with; nothing if they can't be. */
export function parseHeader(head: Uint8Array): FrameHeader | undefined {
  if (head.length < LEAST_HEADER_BYTES || wordAt(head) !== MAGIC) return undefined;
  const headerBytes = headerLength(head);
  const flags = head[4] as number;
  const rules = rulesOf(flags, head[5] as number);
  if (!rules || head.length < headerBytes) return undefined;
  const contentBytes = flags & FLAG.contentSize ? wordAt(head, 6) + wordAt(head, 10) * 2 ** 32 : 0;
  return { ...rules, headerBytes, contentBytes };
}

/** {@link parseHeader}, but for headers whose checksum is wrong. */
export function verifyHeader(head: Uint8Array, xxhash: XXHashAPI): FrameHeader | undefined {
  const header = parseHeader(head);
  if (!header) return undefined;
  const checksumAt = header.headerBytes - 1;
  const checksum = (xxhash.h32Raw(head.subarray(WORD_BYTES, checksumAt)) >>> 8) & 0xff;
  return checksum === head[checksumAt] ? header : undefined;
}

/** The rules of independent blocks that have this {@link BlockRules.decoderState}, if there can be any. */
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
    blockSize >= LEAST_BLOCK_SIZE;
  if (!isValid) return undefined;
  // Whether a size or a dictionary is told makes no difference behind the header.
  const relevant = flags & ~(FLAG.contentSize | FLAG.dictionary);
  return {
    isIndependent: (flags & FLAG.independent) !== 0,
    hasBlockChecksums: (flags & FLAG.blockChecksum) !== 0,
    hasContentChecksum: (flags & FLAG.contentChecksum) !== 0,
    maxBlockBytes: 2 ** (8 + 2 * blockSize),
    decoderState: ((relevant << 8) | descriptor).toString(16).padStart(4, '0'),
  };
}

/** The size of a block by the number before it, which leaves out that number and the checksum. */
export function blockBytes(word: number): number {
  return word & 0x7fffffff;
}

/** Whether the bytes of a block are as they were, not encoded. */
export function isStored(word: number): boolean {
  return word >>> 31 === 1;
}

/**
 * Whether an independent block is one to begin at. Those left out are stored ones that are not full,
 * which could be any bytes to a search, and those that decode to nothing.
 */
export function isPlace(word: number, { maxBlockBytes }: BlockRules): boolean {
  const size = blockBytes(word);
  return isStored(word) ? size === maxBlockBytes : size > 1 && size <= maxBlockBytes;
}

/** The size of a block with the number before it and the checksum behind it. */
export function wholeBlockBytes(word: number, rules: BlockRules): number {
  return WORD_BYTES + blockBytes(word) + (rules.hasBlockChecksums ? WORD_BYTES : 0);
}

export function isFrameMagic(word: number): boolean {
  return word === MAGIC || word === LEGACY_MAGIC || isSkippableMagic(word);
}

/** Whether these bytes, too few for a magic number, are the beginning of one. */
export function startsLikeMagic(bytes: Uint8Array): boolean {
  const starts = [MAGIC, LEGACY_MAGIC].some((magic) =>
    bytes.every((byte, index) => byte === ((magic >>> (8 * index)) & 0xff)),
  );
  return starts || mayBeSkippable(bytes);
}

/** Whether a frame that is not skippable begins so. */
export function hasMagic(head: Uint8Array): boolean {
  if (head.length < WORD_BYTES) return false;
  const word = wordAt(head);
  return word === MAGIC || word === LEGACY_MAGIC;
}

/** The little-endian 32-bit number at an offset, which is within the bytes. */
export function wordAt(bytes: Uint8Array, at = 0): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
  return (low | (high << 16)) >>> 0;
}
