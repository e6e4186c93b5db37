// Decodes Zstandard (RFC 8878): every frame of a file, and verifies the checksums that frames have.

import pLimit from 'p-limit';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding, Format } from '../format.ts';
import { startsFrame } from '../next-unit.ts';
import { decodeFrame, readFrameHeader } from './decode-frame.ts';
import { type OpenDecoder, openDecoder } from './decoder.ts';
import { FRAME, type FrameHeader, hasMagic } from './frame-header.ts';
import { seekFrame } from './seek-frame.ts';
import { readSeekTable } from './seek-table.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

/** Levels up to 19 need no larger window. A worker holds one for each slice that it decodes at a time. */
const ORDINARY_WINDOW_BYTES = 8 * 1024 * 1024;

/** Frames with a larger window are decoded one at a time in each thread. */
const takeTurns = pLimit(1);

/** `open` opens the decoder of the frames. */
export function createZstd(open: OpenDecoder): Format {
  return {
    name: 'zstd',
    extensions: ['.zst', '.tzst'],
    costPerByte: 5,
    heldBytes: ORDINARY_WINDOW_BYTES,
    recognises: hasMagic,
    async decode(cursor, decoding) {
      let ordinary: ZstdDecoder | undefined;
      try {
        if (!(await startsFrame(cursor, FRAME))) return;
        do {
          const header = await readFrameHeader(cursor);
          if (windowBytes(header) <= ORDINARY_WINDOW_BYTES) {
            ordinary ??= await open();
            await decodeFrame(cursor, header, ordinary, decoding);
          } else {
            await takeTurns(decodeAlone, open, cursor, header, decoding);
          }
        } while ((await startsFrame(cursor, FRAME)) && decoding.reach({ at: cursor.position }));
      } finally {
        ordinary?.close();
      }
    },
    // Files of pzstd have many frames, each after a skippable frame that tells its size. Other files
    // without an index have only one frame.
    splitHint: (_, isBehindSkippable) => (isBehindSkippable ? '' : undefined),
    seek: seekFrame,
    readIndex: readSeekTable,
  };
}

export const zstd: Format = createZstd(openDecoder);

/** A decoder allocates no more of the window than the content can fill. */
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
