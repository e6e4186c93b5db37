// Decodes the blocks of one LZ4 frame and verifies their checksums.

import type { XXHashAPI } from 'xxhash-wasm';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import { decodeBlock, History } from './decode-block.ts';
import {
  type BlockRules,
  blockBytes,
  END_MARK,
  type FrameHeader,
  isPosition,
  isStored,
  LEGACY_BLOCK_BYTES,
  LEGACY_ENCODED_BYTES,
  WORD_BYTES,
  wholeBlockBytes,
  wordAt,
} from './frame-header.ts';

export interface BlockDecoding extends Pick<Decoding, 'sink' | 'reach'> {
  readonly cursor: ByteCursor;
  readonly xxhash: XXHashAPI;
  /** Called if a frame's content checksum cannot be verified and its blocks have none. */
  readonly noteUnverified: () => void;
}

/**
 * Decodes a frame's blocks from the cursor on. If `header` is given, the cursor stands at the first block,
 * and the frame's content size and checksum are verified. Says whether decoding goes on after the frame.
 * @throws {DecodeError} `truncated`, `corrupt` or `bad-checksum`.
 */
export async function decodeBlocks(
  decoding: BlockDecoding,
  rules: BlockRules,
  header?: FrameHeader,
): Promise<boolean> {
  const { cursor, sink, reach, xxhash } = decoding;
  const { decoderState, isIndependent, hasContentChecksum, hasBlockChecksums } = rules;
  const noteUnverified = () => {
    if (hasContentChecksum && !hasBlockChecksums) decoding.noteUnverified();
  };
  const checksum = header && hasContentChecksum ? xxhash.create32() : undefined;
  const history = isIndependent ? undefined : new History();
  let contentBytes = 0;

  for (;;) {
    await needBytes(cursor, WORD_BYTES, 'a frame');
    const word = wordAt(cursor.buffered);
    if (word === END_MARK) break;
    if (blockBytes(word) > rules.maxBlockBytes) throw damagedBlock(cursor);
    if (isIndependent && isPosition(word, rules) && !reach({ at: cursor.position, decoderState })) {
      if (!header || contentBytes > 0) noteUnverified();
      return false;
    }
    await needBytes(cursor, wholeBlockBytes(word, rules), 'a block');
    // Nothing may await between here and the sink, because other decodings use the same memory.
    const decoded = readBlock(decoding, word, rules, history);
    checksum?.update(decoded);
    history?.push(decoded);
    contentBytes += decoded.length;
    sink(decoded);
    cursor.advance(wholeBlockBytes(word, rules));
  }

  const endBytes = WORD_BYTES + (hasContentChecksum ? WORD_BYTES : 0);
  await needBytes(cursor, endBytes, 'a frame');
  const expected = hasContentChecksum ? wordAt(cursor.buffered, WORD_BYTES) : undefined;
  cursor.advance(endBytes);
  if (header) verifyContent(cursor, header, contentBytes, expected, checksum?.digest());
  else noteUnverified();
  return true;
}

/** Decodes the block at the cursor. The result is valid until another block is decoded. */
function readBlock(
  { cursor, xxhash }: BlockDecoding,
  word: number,
  rules: BlockRules,
  history: History | undefined,
): Uint8Array {
  const checksumAt = WORD_BYTES + blockBytes(word);
  const block = cursor.buffered.subarray(WORD_BYTES, checksumAt);
  if (rules.hasBlockChecksums && xxhash.h32Raw(block) !== wordAt(cursor.buffered, checksumAt)) {
    throw new DecodeError(
      'bad-checksum',
      `the block at byte ${cursor.position} does not have the checksum that follows it`,
    );
  }
  const decoded = isStored(word) ? block : decodeBlock(block, rules.maxBlockBytes, history?.bytes);
  if (!decoded) throw damagedBlock(cursor);
  return decoded;
}

function verifyContent(
  { position }: ByteCursor,
  header: FrameHeader,
  contentBytes: number,
  expected: number | undefined,
  checksum: number | undefined,
): void {
  if (header.contentBytes > 0 && contentBytes !== header.contentBytes) {
    throw new DecodeError(
      'bad-checksum',
      `the frame that ends at byte ${position} has ${contentBytes} bytes, its header says ${header.contentBytes}`,
    );
  }
  if (expected !== checksum) {
    throw new DecodeError(
      'bad-checksum',
      `the frame that ends at byte ${position} has checksum ${checksum}, its end says ${expected}`,
    );
  }
}

/**
 * Decodes the blocks of a legacy frame. They have no checksums, and end where the data ends or where the
 * size of a block would be too large.
 * @throws {DecodeError} `truncated` or `corrupt`.
 */
export async function decodeLegacyBlocks({ cursor, sink }: BlockDecoding): Promise<void> {
  while (await cursor.fill()) {
    await needBytes(cursor, WORD_BYTES, 'a frame');
    const size = wordAt(cursor.buffered);
    if (size > LEGACY_ENCODED_BYTES) return;
    await needBytes(cursor, WORD_BYTES + size, 'a block');
    const block = cursor.buffered.subarray(WORD_BYTES, WORD_BYTES + size);
    const decoded = decodeBlock(block, LEGACY_BLOCK_BYTES);
    if (!decoded) throw damagedBlock(cursor);
    sink(decoded);
    cursor.advance(WORD_BYTES + size);
  }
}

function damagedBlock(cursor: ByteCursor): DecodeError {
  return new DecodeError(
    'corrupt',
    `the block at byte ${cursor.position} is damaged, or needs a dictionary`,
  );
}
