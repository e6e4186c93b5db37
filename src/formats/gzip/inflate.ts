// One deflate stream (RFC 1951) out of a cursor, leaving the cursor right behind it.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Sink } from '../format.ts';
import { type InflateHints, inflateByZlib } from './inflate-by-zlib.ts';
import { createInflater, type Inflater } from './inflater.ts';
import { getInflateKernel } from './kernel.ts';

/**
 * How many bytes are fed to the kernel at first: what follows a stream that ends sooner is copied
 * in vain. Each piece may be four times as long as the one before.
 */
const FIRST_PIECE_BYTES = 4 * 1024;

/** @throws {DecodeError} `truncated` or `corrupt`. */
export type Inflate = (cursor: ByteCursor, sink: Sink, hints: InflateHints) => Promise<void>;

/** Decodes one stream after the other. */
export function createInflate(): Inflate {
  const kernel = getInflateKernel();
  if (!kernel) return inflateByZlib;
  const inflater = createInflater(kernel);
  return (cursor, sink) => inflateByKernel(inflater, cursor, sink);
}

async function inflateByKernel(inflater: Inflater, cursor: ByteCursor, sink: Sink): Promise<void> {
  inflater.begin();
  for (let pieceBytes = FIRST_PIECE_BYTES; ; pieceBytes *= 4) {
    if (cursor.buffered.length === 0 && !(await cursor.fill())) {
      throw new DecodeError('truncated', 'the deflate data ends too early');
    }
    cursor.advance(inflater.push(cursor.buffered.subarray(0, pieceBytes), sink));
    if (inflater.isEnded) return;
    if (inflater.damage !== undefined) {
      throw new DecodeError(
        'corrupt',
        `damaged deflate data near byte ${cursor.position}: ${inflater.damage}`,
      );
    }
  }
}
