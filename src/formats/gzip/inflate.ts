// One deflate stream (RFC 1951) out of a cursor, leaving the cursor right behind it.

import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Sink } from '../format.ts';
import { type InflateHints, inflateByZlib } from './inflate-by-zlib.ts';
import { type BlockEntry, createInflater, type Inflater } from './inflater.ts';
import { getInflateKernel } from './kernel.ts';

/**
 * How many bytes are fed to the kernel at first: what follows a stream that ends sooner is copied
 * in vain. Each piece may be four times as long as the one before.
 */
const FIRST_PIECE_BYTES = 4 * 1024;

/** The most bytes that are fed at once. */
const LONGEST_PIECE_BYTES = 64 * 1024;

/**
 * To tell of a block takes a copy of the window, some twenty microseconds. So there are so many encoded
 * bytes between two that are told, or a part of what came before if that is less.
 */
const BLOCK_EVERY_BYTES = 256 * 1024;
const BLOCK_EVERY_PART = 1 / 4;

/** A block in the middle of a stream. */
export interface ReachedBlock extends Required<BlockEntry> {
  /** The offset in the object of the byte in which it begins. */
  readonly at: number;
}

export interface InflateOptions extends InflateHints {
  /** Where the cursor stands at a block in the middle of a stream: what came before it. */
  readonly entry?: Required<BlockEntry> | undefined;
  /**
   * Told now and then of a block at which the stream could be entered, when all that comes before it
   * is in the sink. Without the kernel there is none.
   */
  readonly onBlock: (block: ReachedBlock) => void;
}

/** @throws {DecodeError} `truncated` or `corrupt`. */
export type Inflate = (cursor: ByteCursor, sink: Sink, options: InflateOptions) => Promise<void>;

/** Decodes one stream after the other. */
export function createInflate(): Inflate {
  const kernel = getInflateKernel();
  if (!kernel) return inflateWithoutKernel;
  const inflater = createInflater(kernel);
  return (cursor, sink, options) => inflateByKernel(inflater, cursor, sink, options);
}

async function inflateWithoutKernel(
  cursor: ByteCursor,
  sink: Sink,
  { entry, ...hints }: InflateOptions,
): Promise<void> {
  if (entry) throw new Error('a gzip member can be entered by WebAssembly only');
  await inflateByZlib(cursor, sink, hints);
}

async function inflateByKernel(
  inflater: Inflater,
  cursor: ByteCursor,
  sink: Sink,
  { entry, onBlock }: InflateOptions,
): Promise<void> {
  const start = cursor.position;
  let lastBlockAt = start;
  const tellBlock = (bits: number) => {
    const at = start + Math.floor(bits / 8);
    if (at === lastBlockAt) return true;
    lastBlockAt = at;
    // A window of symbols is only that of a stream that was entered without one.
    onBlock({ at, bit: bits % 8, window: inflater.window() as Uint8Array });
    return 'untold';
  };
  const isBlockDue = () => {
    const part = BLOCK_EVERY_PART * (lastBlockAt - start);
    return cursor.position - lastBlockAt >= Math.min(BLOCK_EVERY_BYTES, part);
  };
  inflater.begin(entry);
  // Only a long stream is entered.
  for (let pieceBytes = entry ? LONGEST_PIECE_BYTES : FIRST_PIECE_BYTES; ; ) {
    if (cursor.buffered.length === 0 && !(await cursor.fill())) {
      throw new DecodeError('truncated', 'the deflate data ends too early');
    }
    const piece = cursor.buffered.subarray(0, pieceBytes);
    const isLong = pieceBytes === LONGEST_PIECE_BYTES;
    cursor.advance(inflater.push(piece, sink, isLong && isBlockDue() ? tellBlock : undefined));
    pieceBytes = Math.min(4 * pieceBytes, LONGEST_PIECE_BYTES);
    if (inflater.isEnded) return;
    if (inflater.damage !== undefined) {
      throw new DecodeError(
        'corrupt',
        `damaged deflate data near byte ${cursor.position}: ${inflater.damage}`,
      );
    }
  }
}
