// Searches for the next independent block of an LZ4 frame, or for the next frame.
//
// A block has no magic number, only its size before it. But after a real block another size follows, and
// the bytes between the two can be decoded. In random bytes, a word looks like a size with a probability
// of 2^-15 if blocks decode to at most 64 KiB, and of 2^-9 if they decode to at most 4 MiB. So a chain of
// several sizes is hardly a coincidence.

import type { XXHashAPI } from 'xxhash-wasm';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { tryToDecode } from './decode-block.ts';
import {
  type BlockRules,
  blockBytes,
  END_MARK,
  isFrameMagic,
  isPosition,
  isStored,
  LEGACY_ENCODED_BYTES,
  LEGACY_MAGIC,
  MAGIC,
  MAX_HEADER_BYTES,
  rulesOfState,
  verifyHeader,
  WORD_BYTES,
  wholeBlockBytes,
  wordAt,
} from './frame-header.ts';
import { loadXxhash } from './load-xxhash.ts';

/** The blocks of a chain are decoded only if the chance of its sizes is at most 2 to the minus this. */
const CHANCE_BITS = 27;

const WORD_BITS = 32;

/**
 * The evidence that each block of a chain adds; a chain is accepted at `wanted`. An encoded block that
 * decodes to exactly the maximum size is strong evidence. A block that is not full is weak evidence: it
 * comes only at the end of a frame or after a flush, and other data is full of small numbers.
 */
const EVIDENCE = { wanted: 12, fullEncoded: 12, fullStored: 6, short: 1 } as const;

/** A chain of this length is accepted too; with another block it might be 16 MiB long. */
const ACCEPTED_BYTES = 12 * 1024 * 1024;

/** The maximum number of bytes that are read beyond the needed ones. */
const READ_MORE_BYTES = 4 * 1024 * 1024;

/**
 * The budget for false candidates, in decoded bytes. Each byte that is scanned adds one. The search stops
 * when the budget is spent, so that data made to look like blocks costs little more time than a read.
 */
const BUDGET = 64 * 1024 * 1024;

/** The work of examining one candidate, and of copying one byte, in decoded bytes. */
const EXAMINE_WORK = 1024;
const COPY_WORK = 1 / 8;

interface Search {
  readonly cursor: ByteCursor;
  readonly xxhash: XXHashAPI;
  /** The rules of the blocks to find; without them only frames are found. */
  readonly rules: BlockRules | undefined;
  budget: number;
}

/** `hint` is the decoder state of the blocks to find; if it fits no blocks, only frames are found. */
export async function seekBlock(
  cursor: ByteCursor,
  before: number,
  hint: string,
): Promise<Position | undefined> {
  const xxhash = await loadXxhash();
  const search: Search = { cursor, xxhash, rules: rulesOfState(hint), budget: BUDGET };
  while (cursor.position < before && search.budget > 0 && (await peek(cursor, WORD_BYTES))) {
    const words = cursor.buffered.length - WORD_BYTES + 1;
    const length = Math.min(words, before - cursor.position);
    const scanned = findCandidate(cursor.buffered, length, search.rules);
    cursor.advance(scanned);
    search.budget += scanned;
    if (scanned === length) continue;
    const found = (await frameAt(search)) ?? (await blockAt(search));
    if (found && found.at < before) {
      cursor.advance(found.at - cursor.position);
      return found;
    }
    cursor.advance(1);
  }
  return undefined;
}

/**
 * The first offset below `length` with a frame's magic number, or with a block's size that may lead to
 * another size; `length` if there is none.
 */
function findCandidate(bytes: Uint8Array, length: number, rules: BlockRules | undefined): number {
  const maxBytes = rules?.maxBlockBytes ?? 0;
  for (let at = 0; at < length; at += 1) {
    // The highest byte alone rules out nearly all words.
    const highest = bytes[at + WORD_BYTES - 1] as number;
    if ((highest & 0x7f) !== 0 && highest !== MAGIC >>> 24) continue;
    const word = wordAt(bytes, at);
    if (blockBytes(word) > maxBytes) {
      if (word === MAGIC || word === LEGACY_MAGIC) return at;
    } else if (rules && isPosition(word, rules) && mayBeginChain(bytes, at, word, rules)) return at;
  }
  return length;
}

/** Rules out nearly all candidates at almost no cost, by buffered bytes only. */
function mayBeginChain(bytes: Uint8Array, at: number, word: number, rules: BlockRules): boolean {
  const start = at + WORD_BYTES;
  if (!isStored(word) && !mayBeEncoded(bytes, start, start + blockBytes(word))) return false;
  const next = at + wholeBlockBytes(word, rules);
  if (next + WORD_BYTES > bytes.length) return true;
  const nextWord = wordAt(bytes, next);
  return nextWord === END_MARK || isBlockSize(nextWord, rules);
}

/** Whether the first match refers to bytes before it, as it must in an independent block. */
function mayBeEncoded(bytes: Uint8Array, start: number, end: number): boolean {
  const literals = (bytes[start] as number) >>> 4;
  const offsetAt = start + 1 + literals;
  // More literals than that are rare, and then the offset rules out less.
  if (literals === 15 || offsetAt + 1 >= bytes.length) return true;
  const offset = (bytes[offsetAt] as number) | ((bytes[offsetAt + 1] as number) << 8);
  return offsetAt === end || (offset > 0 && offset <= literals);
}

/** The frame at the cursor, if there is one. */
async function frameAt({ cursor, xxhash }: Search): Promise<Position | undefined> {
  if (!isFrameMagic(wordAt(cursor.buffered))) return undefined;
  await peek(cursor, MAX_HEADER_BYTES);
  const { buffered, position } = cursor;
  if (wordAt(buffered) === LEGACY_MAGIC) {
    const size = buffered.length < 2 * WORD_BYTES ? 0 : wordAt(buffered, WORD_BYTES);
    return size > 0 && size <= LEGACY_ENCODED_BYTES ? { at: position } : undefined;
  }
  return verifyHeader(buffered, xxhash) && { at: position };
}

/** The block that seems to begin at the cursor. */
async function blockAt(search: Search): Promise<Position | undefined> {
  const { cursor, rules } = search;
  search.budget -= EXAMINE_WORK;
  if (!rules || !isPosition(wordAt(cursor.buffered), rules)) return undefined;
  const isBlock = (await hasSizes(cursor, rules)) && (await hasBlocks(search, rules));
  return isBlock ? { at: cursor.position, decoderState: rules.decoderState } : undefined;
}

/** Whether a chain of sizes begins at the cursor that is unlikely by chance, or leads to the frame's end. */
async function hasSizes(cursor: ByteCursor, rules: BlockRules): Promise<boolean> {
  const bits = WORD_BITS - 1 - Math.log2(rules.maxBlockBytes);
  let at = 0;
  for (let sizes = 0; sizes * bits < CHANCE_BITS; sizes += 1) {
    const word = await peekWord(cursor, at);
    if (word === END_MARK) return endsFrame(cursor, at, rules);
    if (word === undefined || !isBlockSize(word, rules)) return false;
    at += wholeBlockBytes(word, rules);
  }
  return true;
}

/** Whether enough blocks can be decoded from the cursor on. */
async function hasBlocks(search: Search, rules: BlockRules): Promise<boolean> {
  const { cursor } = search;
  let at = 0;
  for (let evidence = 0; evidence < EVIDENCE.wanted && at < ACCEPTED_BYTES; ) {
    const word = await peekWord(cursor, at);
    if (word === END_MARK) return endsFrame(cursor, at, rules);
    if (word === undefined || !isBlockSize(word, rules)) return false;
    const next = at + wholeBlockBytes(word, rules);
    if (!(await peek(cursor, next))) return false;
    const decodedBytes = tryBlock(search, rules, at);
    if (decodedBytes === undefined) return false;
    const isFull = decodedBytes === rules.maxBlockBytes;
    const full = isStored(word) ? EVIDENCE.fullStored : EVIDENCE.fullEncoded;
    evidence += isFull ? full : EVIDENCE.short;
    at = next;
  }
  return true;
}

/** The decoded size of the block `at` bytes after the cursor; nothing if it is no block. */
function tryBlock(search: Search, rules: BlockRules, at: number): number | undefined {
  const { buffered } = search.cursor;
  const word = wordAt(buffered, at);
  const checksumAt = at + WORD_BYTES + blockBytes(word);
  const block = buffered.subarray(at + WORD_BYTES, checksumAt);
  search.budget -= COPY_WORK * block.length;
  if (rules.hasBlockChecksums && search.xxhash.h32Raw(block) !== wordAt(buffered, checksumAt)) {
    return undefined;
  }
  if (isStored(word)) return block.length;
  const decodedBytes = tryToDecode(block, rules.maxBlockBytes);
  search.budget -= Math.abs(decodedBytes);
  // Writers store a block that compression does not make smaller.
  return decodedBytes > block.length ? decodedBytes : undefined;
}

/** Whether the data ends, or another frame begins, after the end mark at `at`. */
async function endsFrame(cursor: ByteCursor, at: number, rules: BlockRules): Promise<boolean> {
  const end = at + WORD_BYTES + (rules.hasContentChecksum ? WORD_BYTES : 0);
  if (await peek(cursor, end + WORD_BYTES)) return isFrameMagic(wordAt(cursor.buffered, end));
  return cursor.buffered.length === end;
}

function isBlockSize(word: number, rules: BlockRules): boolean {
  const size = blockBytes(word);
  return size > 0 && size <= rules.maxBlockBytes;
}

/** The word `at` bytes after the cursor; nothing if the data ends before. */
async function peekWord(cursor: ByteCursor, at: number): Promise<number | undefined> {
  return (await peek(cursor, at + WORD_BYTES)) ? wordAt(cursor.buffered, at) : undefined;
}

/**
 * Buffers `bytes` bytes, and says whether there are as many. It reads further ahead, because each read
 * may copy all buffered bytes.
 */
async function peek(cursor: ByteCursor, bytes: number): Promise<boolean> {
  if (cursor.buffered.length >= bytes) return true;
  const { length } = cursor.buffered;
  await cursor.fill(Math.max(bytes, length + Math.min(length, READ_MORE_BYTES)));
  return cursor.buffered.length >= bytes;
}
