// Zstandard (RFC 8878): every frame of a file, with its checksum verified where it has one.

import pLimit from 'p-limit';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding, Format } from '../format.ts';
import { mayBeSkippable, passSkippable } from '../skippable-frame.ts';
import { decodeFrame, readFrameHeader } from './decode-frame.ts';
import { type OpenDecoder, openDecoder } from './decoder.ts';
import { type FrameHeader, hasMagic, MAGIC } from './frame-header.ts';
import { seekFrame } from './seek-frame.ts';
import { readSeekTable } from './seek-table.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

/** Levels up to 19 keep within this; it is held for each of the slices that a worker decodes at once. */
const ORDINARY_WINDOW_BYTES = 8 * 1024 * 1024;

/** Frames that take more memory are decoded one at a time in each thread. */
const takeTurns = pLimit(1);

/** `open` gives what decodes the frames. */
export function createZstd(open: OpenDecoder): Format {
  return {
    name: 'zstd',
    extensions: ['.zst', '.tzst'],
    costPerByte: 1.5,
    recognises: hasMagic,
    async decode(cursor, decoding) {
      let ordinary: ZstdDecoder | undefined;
      try {
        if (!(await passToFrame(cursor))) return;
        do {
          const header = await readFrameHeader(cursor);
          if (windowBytes(header) <= ORDINARY_WINDOW_BYTES) {
            ordinary ??= await open();
            await decodeFrame(cursor, header, ordinary, decoding);
          } else {
            await takeTurns(decodeAlone, open, cursor, header, decoding);
          }
        } while ((await passToFrame(cursor)) && decoding.reach({ at: cursor.position }));
      } finally {
        ordinary?.close();
      }
    },
    // Files of pzstd have many frames, each behind a skippable one that tells its size. All others
    // have only one, if they have no index.
    splitHint: (_, isBehindSkippable) => (isBehindSkippable ? '' : undefined),
    seek: seekFrame,
    readIndex: readSeekTable,
  };
}

export const zstd: Format = createZstd(openDecoder);

/** Memory for a window is taken as far as it can be filled. */
function windowBytes({ windowBytes, contentBytes }: FrameHeader): number {
  return Math.min(windowBytes, contentBytes ?? windowBytes);
}

async function decodeAlone(
  open: OpenDecoder,
  cursor: ByteCursor,
  header: FrameHeader,
  decoding: Decoding,
): Promise<void> {
  const decoder = await open();
  try {
    await decodeFrame(cursor, header, decoder, decoding);
  } finally {
    decoder.close();
  }
}

/**
 * Passes over skippable frames; says whether another frame follows.
 * @throws {DecodeError} `truncated` or `trailing-garbage`.
 */
async function passToFrame(cursor: ByteCursor): Promise<boolean> {
  await passSkippable(cursor);
  const isWhole = await cursor.fill(MAGIC.length);
  const head = cursor.buffered;
  if (head.length === 0) return false;
  if (hasMagic(head)) return true;
  if (!isWhole && (mayBeSkippable(head) || head.every((byte, index) => byte === MAGIC[index]))) {
    throw new DecodeError('truncated', 'the data ends within a zstd frame');
  }
  throw new DecodeError(
    'trailing-garbage',
    `from byte ${cursor.position} on there is no zstd data any more`,
  );
}
