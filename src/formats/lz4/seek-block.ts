// Where the next independent block of an LZ4 frame seems to begin, or the next frame.
//
// A block has no mark of its own, only its size before it. But where a size is right, another one
// follows the block, and the bytes between them can be decoded. At an offset of random bytes a
// number passes for a size with a probability of 2^-15 where blocks decode to 64 KiB at the most,
// and of 2^-9 where they do to 4 MiB; so a few of them in a chain are no chance.

import type { XXHashAPI } from 'xxhash-wasm';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { tryToDecode } from './decode-block.ts';
import {
  type BlockRules,
  blockBytes,
  END_MARK,
  isFrameMagic,
  isPlace,
  isStored,
  LEGACY_ENCODED_BYTES,
  LEGACY_MAGIC,
  MAGIC,
  MOST_HEADER_BYTES,
  rulesOfState,
  verifyHeader,
  WORD_BYTES,
  wholeBlockBytes,
  wordAt,
} from './frame-header.ts';
import { loadXxhash } from './load-xxhash.ts';

/** How unlikely a chain of sizes must be by chance, in bits, before what they enclose is decoded. */
const CHANCE_BITS = 27;

const WORD_BITS = 32;

/**
 * What each block of a chain adds to the belief in it, of which it needs so much. That an encoded one
 * decodes to just the most bytes is no chance. Those that are not full come at the end of a frame, or
 * from a writer that was told to flush; but data of other kinds is full of small numbers.
 */
const BELIEF = { wanted: 12, fullEncoded: 12, fullStored: 6, short: 1 } as const;

/** A chain that has led so far is believed too; another block on would be 16 MiB ahead. */
const BELIEVED_BYTES = 12 * 1024 * 1024;

/** How many bytes more are read than are needed at the moment, if there are as many already. */
const READ_MORE_BYTES = 4 * 1024 * 1024;

/**
 * How much work may be in vain, in bytes to decode, besides as much as there are bytes passed over.
 * What was made to look like blocks everywhere costs so little more time than to read it; the search
 * is given up then.
 */
const SPARE_WORK = 64 * 1024 * 1024;

/** The work of looking at one place more closely, and of copying one byte. */
const LOOK_WORK = 1024;
const COPY_WORK = 1 / 8;

interface Search {
  readonly cursor: ByteCursor;
  readonly xxhash: XXHashAPI;
  /** Of the blocks to look for; with none only frames are found. */
  readonly rules: BlockRules | undefined;
  spareWork: number;
}

/** `hint` is the decoderState of the blocks to look for; with none of them only frames are found. */
export async function seekBlock(
  cursor: ByteCursor,
  before: number,
  hint: string,
): Promise<Position | undefined> {
  const xxhash = await loadXxhash();
  const search: Search = { cursor, xxhash, rules: rulesOfState(hint), spareWork: SPARE_WORK };
  while (cursor.position < before && search.spareWork > 0 && (await see(cursor, WORD_BYTES))) {
    const seen = cursor.buffered.length - WORD_BYTES + 1;
    const length = Math.min(seen, before - cursor.position);
    const passed = findCandidate(cursor.buffered, length, search.rules);
    cursor.advance(passed);
    search.spareWork += passed;
    if (passed === length) continue;
    const place = (await frameAt(search)) ?? (await blockAt(search));
    if (place && place.at < before) {
      cursor.advance(place.at - cursor.position);
      return place;
    }
    cursor.advance(1);
  }
  return undefined;
}

/**
 * The first offset below `length` at which there is a frame's magic number, or a block's size that
 * may lead to another one; `length` if there is none.
 */
function findCandidate(bytes: Uint8Array, length: number, rules: BlockRules | undefined): number {
  const maxBytes = rules?.maxBlockBytes ?? 0;
  for (let at = 0; at < length; at += 1) {
    // Of nearly all numbers their highest byte alone tells that they are none of these.
    const highest = bytes[at + WORD_BYTES - 1] as number;
    if ((highest & 0x7f) !== 0 && highest !== MAGIC >>> 24) continue;
    const word = wordAt(bytes, at);
    if (blockBytes(word) > maxBytes) {
      if (word === MAGIC || word === LEGACY_MAGIC) return at;
    } else if (rules && isPlace(word, rules) && mayLeadOn(bytes, at, word, rules)) return at;
  }
  return length;
}

/** Tells of nearly every place that there is no block, at next to no cost, by what is in sight. */
function mayLeadOn(bytes: Uint8Array, at: number, word: number, rules: BlockRules): boolean {
  const start = at + WORD_BYTES;
  if (!isStored(word) && !mayBeEncoded(bytes, start, start + blockBytes(word))) return false;
  const next = at + wholeBlockBytes(word, rules);
  if (next + WORD_BYTES > bytes.length) return true;
  const nextWord = wordAt(bytes, next);
  return nextWord === END_MARK || isBlockSize(nextWord, rules);
}

/** Whether the first match refers to what comes before it. */
function mayBeEncoded(bytes: Uint8Array, start: number, end: number): boolean {
  const literals = (bytes[start] as number) >>> 4;
  const offsetAt = start + 1 + literals;
  // After more of them, which is seldom, it would say less.
  if (literals === 15 || offsetAt + 1 >= bytes.length) return true;
  const offset = (bytes[offsetAt] as number) | ((bytes[offsetAt + 1] as number) << 8);
  return offsetAt === end || (offset > 0 && offset <= literals);
}

/** The frame that begins where the cursor stands. */
async function frameAt({ cursor, xxhash }: Search): Promise<Position | undefined> {
  if (!isFrameMagic(wordAt(cursor.buffered))) return undefined;
  await see(cursor, MOST_HEADER_BYTES);
  const { buffered, position } = cursor;
  if (wordAt(buffered) === LEGACY_MAGIC) {
    const size = buffered.length < 2 * WORD_BYTES ? 0 : wordAt(buffered, WORD_BYTES);
    return size > 0 && size <= LEGACY_ENCODED_BYTES ? { at: position } : undefined;
  }
  return verifyHeader(buffered, xxhash) && { at: position };
}

/** The block that seems to begin where the cursor stands. */
async function blockAt(search: Search): Promise<Position | undefined> {
  const { cursor, rules } = search;
  search.spareWork -= LOOK_WORK;
  if (!rules || !isPlace(wordAt(cursor.buffered), rules)) return undefined;
  const isBlock = (await leadsOn(cursor, rules)) && (await decodesOn(search, rules));
  return isBlock ? { at: cursor.position, decoderState: rules.decoderState } : undefined;
}

/** Whether sizes lead on from where the cursor stands until it is no chance, or to the frame's end. */
async function leadsOn(cursor: ByteCursor, rules: BlockRules): Promise<boolean> {
  const bits = WORD_BITS - 1 - Math.log2(rules.maxBlockBytes);
  let at = 0;
  for (let sizes = 0; sizes * bits < CHANCE_BITS; sizes += 1) {
    const word = await seeWord(cursor, at);
    if (word === END_MARK) return endsFrame(cursor, at, rules);
    if (word === undefined || !isBlockSize(word, rules)) return false;
    at += wholeBlockBytes(word, rules);
  }
  return true;
}

/** Whether blocks can be decoded from where the cursor stands until that is believed. */
async function decodesOn(search: Search, rules: BlockRules): Promise<boolean> {
  const { cursor } = search;
  let at = 0;
  for (let belief = 0; belief < BELIEF.wanted && at < BELIEVED_BYTES; ) {
    const word = await seeWord(cursor, at);
    if (word === END_MARK) return endsFrame(cursor, at, rules);
    if (word === undefined || !isBlockSize(word, rules)) return false;
    const next = at + wholeBlockBytes(word, rules);
    if (!(await see(cursor, next))) return false;
    const decodedBytes = tryBlock(search, rules, at);
    if (decodedBytes === undefined) return false;
    const isFull = decodedBytes === rules.maxBlockBytes;
    const full = isStored(word) ? BELIEF.fullStored : BELIEF.fullEncoded;
    belief += isFull ? full : BELIEF.short;
    at = next;
  }
  return true;
}

/** How many bytes the block decodes to that begins so far behind the cursor, if it is one. */
function tryBlock(search: Search, rules: BlockRules, at: number): number | undefined {
  const { buffered } = search.cursor;
  const word = wordAt(buffered, at);
  const checksumAt = at + WORD_BYTES + blockBytes(word);
  const block = buffered.subarray(at + WORD_BYTES, checksumAt);
  search.spareWork -= COPY_WORK * block.length;
  if (rules.hasBlockChecksums && search.xxhash.h32Raw(block) !== wordAt(buffered, checksumAt)) {
    return undefined;
  }
  if (isStored(word)) return block.length;
  const decodedBytes = tryToDecode(block, rules.maxBlockBytes);
  search.spareWork -= Math.abs(decodedBytes);
  // Writers store what does not get smaller.
  return decodedBytes > block.length ? decodedBytes : undefined;
}

/** Whether behind an end mark the data ends too, or another frame begins. */
async function endsFrame(cursor: ByteCursor, at: number, rules: BlockRules): Promise<boolean> {
  const end = at + WORD_BYTES + (rules.hasContentChecksum ? WORD_BYTES : 0);
  if (await see(cursor, end + WORD_BYTES)) return isFrameMagic(wordAt(cursor.buffered, end));
  return cursor.buffered.length === end;
}

function isBlockSize(word: number, rules: BlockRules): boolean {
  const size = blockBytes(word);
  return size > 0 && size <= rules.maxBlockBytes;
}

/** The number so far behind the cursor, if the data goes on to there. */
async function seeWord(cursor: ByteCursor, at: number): Promise<number | undefined> {
  return (await see(cursor, at + WORD_BYTES)) ? wordAt(cursor.buffered, at) : undefined;
}

/**
 * Whether there are so many bytes. More than that are read, since each time all that is buffered may
 * be copied.
 */
async function see(cursor: ByteCursor, bytes: number): Promise<boolean> {
  if (cursor.buffered.length >= bytes) return true;
  const { length } = cursor.buffered;
  await cursor.fill(Math.max(bytes, length + Math.min(length, READ_MORE_BYTES)));
  return cursor.buffered.length >= bytes;
}
