// Decodes one zstd frame in pieces of whole blocks. It parses the block headers itself, so that the
// frame's end and missing bytes are known exactly.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ReasonCode } from '../../errors/reasons.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import {
  BLOCK_HEADER_BYTES,
  CHECKSUM_BYTES,
  DESCRIPTOR_END,
  type FrameHeader,
  frameHeaderBytes,
  parseBlock,
  parseFrameHeader,
} from './frame-header.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

/** The default limit of the zstd command too. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/** A larger piece would save little. This many blocks decode to at most 8 MiB. */
const MAX_PIECE_BYTES = 256 * 1024;
const MAX_PIECE_BLOCKS = 64;

/** Members of `ZSTD_ErrorCode` (zstd_errors.h). */
const FAULTS: Readonly<Record<number, { code: ReasonCode; problem: string }>> = {
  16: { code: 'too-much-memory', problem: 'its window is too large' },
  22: { code: 'bad-checksum', problem: 'it does not have the checksum at its end' },
  64: { code: 'too-much-memory', problem: 'there is not enough memory for its window' },
};

/** `dstSize_tooSmall`. */
const TOO_LONG = 70;

const PART = 'a zstd frame';

/** @throws {DecodeError} if no frame begins at the cursor, or one that can't be decoded. */
export async function readFrameHeader(cursor: ByteCursor): Promise<FrameHeader> {
  const { position } = cursor;
  await needBytes(cursor, DESCRIPTOR_END, PART);
  await needBytes(cursor, frameHeaderBytes(cursor.buffered) ?? DESCRIPTOR_END, PART);
  const header = parseFrameHeader(cursor.buffered);
  if (!header) throw new DecodeError('corrupt', `no zstd frame begins as at byte ${position}`);
  if (header.dictionary !== 0) {
    const message = `the frame at byte ${position} needs dictionary ${header.dictionary}`;
    throw new DecodeError('needs-dictionary', message);
  }
  if (header.windowBytes > MAX_WINDOW_BYTES) {
    const message = `the frame at byte ${position} has a window of ${header.windowBytes} bytes`;
    throw new DecodeError('too-much-memory', message);
  }
  return header;
}

/**
 * Decodes the frame at the cursor, and leaves the cursor at its end.
 * @throws {DecodeError} `truncated`, `corrupt`, `bad-checksum` or `too-much-memory`.
 */
export async function decodeFrame(
  cursor: ByteCursor,
  header: FrameHeader,
  decoder: ZstdDecoder,
  { sink, preserveOutputFrom }: Pick<Decoding, 'sink' | 'preserveOutputFrom'>,
): Promise<void> {
  const startedAt = cursor.position;
  const { contentBytes = Number.POSITIVE_INFINITY } = header;
  let decodedBytes = 0;

  /** When libzstd finds a frame too long depends on the pieces that it comes in. */
  function sinkContent(chunk: Uint8Array): void {
    decodedBytes += chunk.length;
    if (decodedBytes <= contentBytes) sink(chunk);
  }

  async function write(bytes: number, parts: number, endsFrame = false): Promise<void> {
    const isWhole = endsFrame && cursor.position === startedAt;
    const wholeBytes = isWhole ? header.contentBytes : undefined;
    const error = await decoder.write(cursor.buffered.subarray(0, bytes), sinkContent, wholeBytes);
    const isTooLong = decodedBytes > contentBytes;
    if (error !== 0 || isTooLong) {
      throw toDecodeError(isTooLong ? TOO_LONG : error, startedAt, cursor.position, parts);
    }
    cursor.advance(bytes);
  }

  let piece = await measurePiece(cursor, header, header.headerBytes, preserveOutputFrom);
  for (; !piece.hasLast; piece = await measurePiece(cursor, header, 0, preserveOutputFrom)) {
    await write(piece.bytes, piece.parts);
  }
  if (!header.hasChecksum) return await write(piece.bytes, piece.parts, true);
  // A whole frame is decoded without a copy.
  const bytes = piece.bytes + CHECKSUM_BYTES;
  if (bytes <= cursor.buffered.length && cursor.position + bytes <= preserveOutputFrom) {
    return await write(bytes, piece.parts + 1, true);
  }
  await write(piece.bytes, piece.parts);
  await needBytes(cursor, CHECKSUM_BYTES, PART);
  await write(CHECKSUM_BYTES, 1);
}

interface Piece {
  readonly bytes: number;
  /** The number of blocks and checksums. A fault in one of them may lose the output of the others. */
  readonly parts: number;
  readonly hasLast: boolean;
}

/**
 * Measures the next piece: one block, and as many buffered blocks after it as a piece may have. A further
 * block must end before `preserveOutputFrom`, so that no output after that can be lost.
 */
async function measurePiece(
  cursor: ByteCursor,
  header: FrameHeader,
  headerBytes: number,
  preserveOutputFrom: number,
): Promise<Piece> {
  await needBytes(cursor, headerBytes + BLOCK_HEADER_BYTES, PART);
  let block = parseBlock(cursor.buffered, headerBytes, header);
  if (!block) {
    const at = cursor.position + headerBytes;
    throw new DecodeError('corrupt', `no zstd block begins as at byte ${at}`);
  }
  let bytes = headerBytes + block.encodedBytes;
  await needBytes(cursor, bytes, PART);
  const { buffered, position } = cursor;
  const limit = Math.min(MAX_PIECE_BYTES, buffered.length, preserveOutputFrom - position);
  let parts = 1;
  while (!block.isLast && parts < MAX_PIECE_BLOCKS && bytes + BLOCK_HEADER_BYTES <= limit) {
    const next = parseBlock(buffered, bytes, header);
    if (!next || bytes + next.encodedBytes > limit) break;
    block = next;
    bytes += block.encodedBytes;
    parts += 1;
  }
  return { bytes, parts, hasLast: block.isLast };
}

function toDecodeError(
  error: number,
  startedAt: number,
  position: number,
  parts: number,
): DecodeError {
  const { code, problem } = FAULTS[error] ?? {
    code: 'corrupt',
    problem: `it is damaged near byte ${position} (libzstd's error ${error})`,
  };
  return new DecodeError(
    code,
    `the frame at byte ${startedAt} can't be decoded: ${problem}`,
    parts > 1 ? { preserveOutputFrom: position } : {},
  );
}
