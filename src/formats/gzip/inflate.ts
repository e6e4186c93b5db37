// One deflate stream (RFC 1951) out of a cursor, leaving the cursor right behind it.

import type { WordRule } from '../../counting/word-rule.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Sink } from '../format.ts';
import { createFormCounter, type FormCounter } from './form-counter.ts';
import { type InflateHints, inflateByZlib } from './inflate-by-zlib.ts';
import { type BlockEntry, createInflater, type Inflater } from './inflater.ts';
import { getInflateKernel } from './kernel.ts';
import { mayBeFound } from './seek-block.ts';
import type { SliceForm } from './slice-form.ts';

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

/** A form has a megabyte to copy: as long as one is open, blocks are told more and more seldom. */
const OPEN_BLOCK_EVERY_PART = 1 / 2;

/** A block in the middle of a stream. */
export interface ReachedBlock {
  /** The offset in the object of the byte in which it begins. */
  readonly at: number;
  /** In which bit of that byte. */
  readonly bit: number;
  /**
   * The last 32 KiB before it, or all if that is less; symbols as long as a form is open. Valid until two more blocks
   * have been told.
   */
  readonly window: Uint8Array | Uint16Array;
}

export interface InflateOptions extends InflateHints {
  /** Where the cursor stands at a block in the middle of a stream: what is known of it. */
  readonly entry?: BlockEntry | undefined;
  /** Told of every block that begins behind it, unless nobody could find it. */
  readonly end: () => number;
  /**
   * Told of others now and then: of a block at which the stream could be entered, when all that comes before
   * it is in the sink or in the form. If it returns false, decoding ends there. Without the kernel there is
   * none.
   */
  readonly onBlock: (block: ReachedBlock) => boolean;
}

export interface Inflate {
  /**
   * Says whether the stream has ended, or was left at a block.
   * @throws {DecodeError} `truncated` or `corrupt`.
   */
  inflate(cursor: ByteCursor, sink: Sink, options: InflateOptions): Promise<boolean>;
  /**
   * The form that was counted in place of bytes of a stream that was entered without its window, to be made when it is
   * needed. To be called when a block is told, or when the stream has ended. Only the last two are valid.
   */
  captureForm(): () => SliceForm | undefined;
}

/**
 * Decodes one stream after the other. The rule for words is needed where one is entered without its window.
 */
export function createInflate(words?: WordRule): Inflate {
  const kernel = getInflateKernel();
  if (!kernel) return { inflate: inflateWithoutKernel, captureForm: () => () => undefined };
  const counter = words && createFormCounter(kernel, words);
  const inflater = createInflater(kernel, counter);
  return {
    inflate: (cursor, sink, options) => inflateByKernel(inflater, counter, cursor, sink, options),
    captureForm: () => counter?.capture() ?? (() => undefined),
  };
}

async function inflateWithoutKernel(
  cursor: ByteCursor,
  sink: Sink,
  { entry, ...hints }: InflateOptions,
): Promise<boolean> {
  if (entry) throw new Error('a gzip member can be entered by WebAssembly only');
  await inflateByZlib(cursor, sink, hints);
  return true;
}

async function inflateByKernel(
  inflater: Inflater,
  counter: FormCounter | undefined,
  cursor: ByteCursor,
  sink: Sink,
  { entry, end, onBlock }: InflateOptions,
): Promise<boolean> {
  const start = cursor.position;
  let lastBlockAt = start;
  let piece = cursor.buffered;
  let isDue = false;
  let isLeft = false;
  // A block that was only found is believed once it has ended, and the next one too.
  let isBelieved = !entry || entry.window !== undefined;
  const tellBlock = (bits: number) => {
    const at = start + Math.floor(bits / 8);
    const bit = bits % 8;
    const isBehind = at >= end();
    if (isBehind && !mayBeFound(piece, at - cursor.position, bit)) return true;
    if (!isBehind && !(isDue && isBelieved)) {
      isBelieved = true;
      return true;
    }
    lastBlockAt = at;
    isDue = false;
    isLeft = !onBlock({ at, bit, window: inflater.window() });
    return !isLeft && (isBehind || cursor.position + piece.length > end() || 'untold');
  };
  const isBlockDue = () => {
    const before = lastBlockAt - start;
    const since = cursor.position - lastBlockAt;
    if (counter?.isOpen) return since >= OPEN_BLOCK_EVERY_PART * before;
    return since >= Math.min(BLOCK_EVERY_BYTES, BLOCK_EVERY_PART * before);
  };
  inflater.begin(entry);
  // Only a long stream is entered.
  for (let pieceBytes = entry ? LONGEST_PIECE_BYTES : FIRST_PIECE_BYTES; ; ) {
    if (cursor.buffered.length === 0 && !(await cursor.fill())) {
      throw new DecodeError('truncated', 'the deflate data ends too early');
    }
    piece = cursor.buffered.subarray(0, pieceBytes);
    isDue = pieceBytes === LONGEST_PIECE_BYTES && isBlockDue();
    const isTold = isDue || cursor.position + piece.length > end();
    cursor.advance(inflater.push(piece, sink, isTold ? tellBlock : undefined));
    pieceBytes = Math.min(4 * pieceBytes, LONGEST_PIECE_BYTES);
    if (inflater.isEnded) return true;
    if (isLeft) return false;
    if (inflater.damage !== undefined) {
      throw new DecodeError(
        'corrupt',
        `damaged deflate data near byte ${cursor.position}: ${inflater.damage}`,
      );
    }
    if (counter?.isTooLarge) {
      throw new DecodeError('corrupt', 'too much depends on what comes before it');
    }
  }
}
