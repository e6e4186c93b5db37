// Parses the headers of zstd frames (RFC 8878, section 3.1.1.1) and blocks (3.1.1.2).

import { agreesWith, type UnitStart } from '../next-unit.ts';
import { mayBeSkippable } from '../skippable-frame.ts';

/** Little-endian 0xFD2FB528. */
export const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;

/** The magic and the descriptor, which tells the length of the header. */
export const DESCRIPTOR_END = MAGIC.length + 1;

/** A header with a window, the longest dictionary ID and the longest content size. */
export const MAX_HEADER_BYTES = DESCRIPTOR_END + 1 + 4 + 8;

export const BLOCK_HEADER_BYTES = 3;

export const CHECKSUM_BYTES = 4;

/** The maximum size of a block, encoded or decoded, unless the window is smaller. */
const MAX_BLOCK_BYTES = 128 * 1024;

/** The sizes of two fields, by the descriptor's two lowest and two highest bits. */
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

const SINGLE_SEGMENT = 0x20;
const RESERVED = 0x08;
const HAS_CHECKSUM = 0x04;

const BLOCK = { repeated: 1, reserved: 3 } as const;

export interface FrameHeader {
  readonly headerBytes: number;
  /** The distance to which a block may refer back. */
  readonly windowBytes: number;
  /** The decoded size of the frame, if it is known. */
  readonly contentBytes: number | undefined;
  /** The ID of the dictionary that the frame needs; 0 for none. */
  readonly dictionary: number;
  readonly hasChecksum: boolean;
}

export interface Block {
  readonly encodedBytes: number;
  readonly isLast: boolean;
}

export function hasMagic(head: Uint8Array): boolean {
  return head[0] === MAGIC[0] && MAGIC.every((byte, index) => head[index] === byte);
}

export const FRAME: UnitStart = {
  format: 'zstd',
  part: 'a zstd frame',
  markBytes: MAGIC.length,
  mayBegin: (head) => agreesWith(head, MAGIC) || mayBeSkippable(head),
};

interface Layout {
  readonly isSingleSegment: boolean;
  readonly dictionaryAt: number;
  readonly contentSizeAt: number;
  readonly headerBytes: number;
}

/** The offsets of a header's fields; nothing if its reserved flag is set. */
function readLayout(head: Uint8Array): Layout | undefined {
  const descriptor = head[MAGIC.length] as number;
  if (descriptor & RESERVED) return undefined;
  const isSingleSegment = (descriptor & SINGLE_SEGMENT) !== 0;
  const dictionaryAt = DESCRIPTOR_END + (isSingleSegment ? 0 : 1);
  const contentSizeAt = dictionaryAt + (DICTIONARY_BYTES[descriptor & 3] as number);
  // Without a window, the content size takes at least one byte.
  const contentSizeBytes = CONTENT_SIZE_BYTES[descriptor >> 6] || (isSingleSegment ? 1 : 0);
  return {
    isSingleSegment,
    dictionaryAt,
    contentSizeAt,
    headerBytes: contentSizeAt + contentSizeBytes,
  };
}

/** The length of the header with this head, of at least {@link DESCRIPTOR_END} bytes. */
export function frameHeaderBytes(head: Uint8Array): number | undefined {
  return readLayout(head)?.headerBytes;
}

/** Parses the whole header with which `head` begins; nothing if it is none. */
export function parseFrameHeader(head: Uint8Array): FrameHeader | undefined {
  const layout = readLayout(head);
  if (!layout || head.length < layout.headerBytes || !hasMagic(head)) return undefined;
  const { isSingleSegment, dictionaryAt, contentSizeAt, headerBytes } = layout;
  const contentBytes = readContentSize(head.subarray(contentSizeAt, headerBytes));
  return {
    headerBytes,
    windowBytes: isSingleSegment
      ? (contentBytes as number)
      : windowBytes(head[DESCRIPTOR_END] as number),
    contentBytes,
    dictionary: readNumber(head.subarray(dictionaryAt, contentSizeAt)),
    hasChecksum: ((head[MAGIC.length] as number) & HAS_CHECKSUM) !== 0,
  };
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function readContentSize(bytes: Uint8Array): number | undefined {
  if (bytes.length === 0) return undefined;
  return readNumber(bytes) + (bytes.length === 2 ? 256 : 0);
}

function readNumber(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

/** Parses the block header at an offset, where there must be at least three bytes; nothing if it is none. */
export function parseBlock(
  bytes: Uint8Array,
  at: number,
  { windowBytes }: FrameHeader,
): Block | undefined {
  const header =
    (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  if (type === BLOCK.reserved || size > Math.min(windowBytes, MAX_BLOCK_BYTES)) return undefined;
  return {
    encodedBytes: BLOCK_HEADER_BYTES + (type === BLOCK.repeated ? 1 : size),
    isLast: (header & 1) !== 0,
  };
}
