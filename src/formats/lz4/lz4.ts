// LZ4 frames (LZ4 frame format description 1.6.4), one after the other as the lz4 command decodes
// them, with skippable and legacy ones between them.

import type { XXHashAPI } from 'xxhash-wasm';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Format } from '../format.ts';
import { needBytes } from '../need-bytes.ts';
import { passSkippable } from '../skippable-frame.ts';
import { type BlockDecoding, decodeBlocks, decodeLegacyBlocks } from './decode-blocks.ts';
import {
  type BlockRules,
  type FrameHeader,
  hasMagic,
  headerLength,
  isFrameMagic,
  LEAST_HEADER_BYTES,
  LEGACY_MAGIC,
  parseHeader,
  rulesOfState,
  startsLikeMagic,
  verifyHeader,
  WORD_BYTES,
  wordAt,
} from './frame-header.ts';
import { loadXxhash } from './load-xxhash.ts';
import { seekBlock } from './seek-block.ts';

export const lz4: Format = {
  name: 'lz4',
  extensions: ['.lz4'],
  costPerByte: 1,
  recognises: hasMagic,
  async decode(cursor, { sink, reach, remark }, decoderState) {
    const start = cursor.position;
    let isNoted = false;
    const decoding: BlockDecoding = {
      cursor,
      xxhash: await loadXxhash(),
      sink,
      // Where decoding begins is a place too, but nothing was decoded on the way to it.
      reach: (position) => position.at === start || reach(position),
      noteUnverified: () => {
        if (!isNoted) remark('checksum-unverified');
        isNoted = true;
      },
    };
    let goesOn =
      decoderState === undefined || (await decodeBlocks(decoding, rulesFor(decoderState)));
    while (goesOn && (await passToFrame(cursor))) goesOn = await decodeFrame(decoding);
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

/** Passes over skippable frames; says whether another one follows. */
async function passToFrame(cursor: ByteCursor): Promise<boolean> {
  await passSkippable(cursor);
  if (!(await cursor.fill())) return false;
  const isWhole = await cursor.fill(WORD_BYTES);
  if (isWhole && isFrameMagic(wordAt(cursor.buffered))) return true;
  throw notFrame(cursor);
}

function notFrame({ buffered, position, ended }: ByteCursor): DecodeError {
  if (ended && buffered.length < WORD_BYTES && startsLikeMagic(buffered)) {
    return new DecodeError('truncated', 'the data ends within a frame header');
  }
  return new DecodeError(
    'trailing-garbage',
    `from byte ${position} on there is no LZ4 data any more`,
  );
}

/** The frame that the cursor stands at; says whether to go on behind it. */
async function decodeFrame(decoding: BlockDecoding): Promise<boolean> {
  const { cursor, reach, xxhash } = decoding;
  const isLegacy = wordAt(cursor.buffered) === LEGACY_MAGIC;
  const header = isLegacy ? undefined : await readHeader(cursor, xxhash);
  // Each frame is a place, be its blocks independent: there may be none in it at which to begin.
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
  await needBytes(cursor, LEAST_HEADER_BYTES, 'a frame header');
  await needBytes(cursor, headerLength(cursor.buffered), 'a frame header');
  const header = verifyHeader(cursor.buffered, xxhash);
  if (header) return header;
  throw new DecodeError('corrupt', `the frame header at byte ${cursor.position} is damaged`);
}
