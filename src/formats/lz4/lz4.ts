// Decodes LZ4 frames (LZ4 frame format description 1.6.4) one after the other, like the lz4 command. There
// may be skippable and legacy frames between them.

import type { XXHashAPI } from 'xxhash-wasm';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Format } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import { startsFrame } from '../next-unit.ts';
import { type BlockDecoding, decodeBlocks, decodeLegacyBlocks } from './decode-blocks.ts';
import {
  type BlockRules,
  FRAME,
  type FrameHeader,
  hasMagic,
  headerLength,
  LEGACY_BLOCK_BYTES,
  LEGACY_MAGIC,
  MIN_HEADER_BYTES,
  parseHeader,
  rulesOfState,
  verifyHeader,
  WORD_BYTES,
  wordAt,
} from './frame-header.ts';
import { loadXxhash } from './load-xxhash.ts';
import { seekBlock } from './seek-block.ts';

export const lz4: Format = {
  name: 'lz4',
  extensions: ['.lz4'],
  costPerByte: 2,
  heldBytes: LEGACY_BLOCK_BYTES,
  recognises: hasMagic,
  async decode(cursor, { sink, reach, remark }, decoderState) {
    const start = cursor.position;
    let isNoted = false;
    const decoding: BlockDecoding = {
      cursor,
      xxhash: await loadXxhash(),
      sink,
      // The start is a position too, but nothing was decoded before it.
      reach: (position) => position.at === start || reach(position),
      noteUnverified: () => {
        if (!isNoted) remark('checksum-unverified');
        isNoted = true;
      },
    };
    let goesOn =
      decoderState === undefined || (await decodeBlocks(decoding, rulesFor(decoderState)));
    while (goesOn && (await startsFrame(cursor, FRAME))) goesOn = await decodeFrame(decoding);
  },
  splitHint(head) {
    const header = parseHeader(head);
    return header?.isIndependent ? header.decoderState : undefined;
  },
  seek: seekBlock,
};

function rulesFor(decoderState: string): BlockRules {
  const rules = rulesOfState(decoderState);
  if (!rules) throw new DecodeError('corrupt', `there are no blocks such as ${decoderState}`);
  return rules;
}

/** Decodes the frame at the cursor, and says whether decoding goes on after it. */
async function decodeFrame(decoding: BlockDecoding): Promise<boolean> {
  const { cursor, reach, xxhash } = decoding;
  const isLegacy = wordAt(cursor.buffered) === LEGACY_MAGIC;
  const header = isLegacy ? undefined : await readHeader(cursor, xxhash);
  // Each frame is a position, because decoding may not be able to begin at any of its blocks.
  if (!reach({ at: cursor.position })) return false;
  if (!header) {
    cursor.advance(WORD_BYTES);
    await decodeLegacyBlocks(decoding);
    return true;
  }
  cursor.advance(header.headerBytes);
  return decodeBlocks(decoding, header, header);
}

async function readHeader(cursor: ByteCursor, xxhash: XXHashAPI): Promise<FrameHeader> {
  await needBytes(cursor, MIN_HEADER_BYTES, 'a frame header');
  await needBytes(cursor, headerLength(cursor.buffered), 'a frame header');
  const header = verifyHeader(cursor.buffered, xxhash);
  if (header) return header;
  throw new DecodeError('corrupt', `the frame header at byte ${cursor.position} is damaged`);
}
