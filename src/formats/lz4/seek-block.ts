// Where the next independent block of an LZ4 frame seems to begin, or the next frame.
//
// A block has no mark of its own, only its size before it. But where a size is right, another one
// follows the block, and the bytes between them can be decoded. At an offset of random bytes a
// number passes for a size with a probability of 2^-15 where blocks decode to 64 KiB at the most,
// and of 2^-9 where they do to 4 MiB; so a few of them in a chain are no chance.

import type { XXHashAPI } from 'xxhash-wasm';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Position } from '../position.ts';
import { decodeBlock } from './decode-block.ts';
import {
  type BlockRules,
  blockBytes,
  END_MARK,
  isFrameMagic,
  isStored,
  LEGACY_ENCODED_BYTES,
  LEGACY_MAGIC,
  MAGIC,
  MOST_HEADER_BYTES,
  rulesOfEntry,
  verifyHeader,
  WORD_BYTES,
  wholeBlockBytes,
  wordAt,
} from './frame-header.ts';
import { loadXxhash } from './load-xxhash.ts';

/**
 * How unlikely a chain of sizes must be by chance, in bits: one that begins with a block that can be
 * decoded, which other bytes hardly ever can, and one that begins with a stored block. Of blocks of
 * 4 MiB, 9 bits each, those are three and five: four of them, 16 MiB, are the farthest look ahead.
 */
const ENCODED_BITS = 27;
const STORED_BITS = 45;

/** The bits of a number of which only one value will do. */
const WORD_BITS = 32;

/**
 * How many bytes' worth of work may be in vain besides one for each byte that is passed over. What
 * was made to look like blocks everywhere costs little more time so than to read it.
 */
const SPARE_WORK = 64 * 1024 * 1024;

/** What following a chain costs, in bytes' worth of work. */
const CHAIN_WORK = 512;

interface Search {
  readonly cursor: ByteCursor;
  readonly xxhash: XXHashAPI;
  /** Of the blocks to look for; with none only frames are found. */
  readonly rules: BlockRules | undefined;
  spareWork: number;
}

/** `hint` is the entry of the blocks to look for; with none of them only frames are found. */
export async function seekBlock(
  cursor: ByteCursor,
  before: number,
  hint: string,
): Promise<Position | undefined> {
  const xxhash = await loadXxhash();
  const search: Search = { cursor, xxhash, rules: rulesOfEntry(hint), spareWork: SPARE_WORK };
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
 * leads to another one or out of sight; `length` if there is none.
 */
function findCandidate(bytes: Uint8Array, length: number, rules: BlockRules | undefined): number {
  const maxBytes = rules?.maxBlockBytes ?? 0;
  let word = wordAt(bytes) << 8;
  for (let at = 0; at < length; at += 1) {
    word = (word >>> 8) | ((bytes[at + WORD_BYTES - 1] as number) << 24);
    const size = blockBytes(word);
    if (size > maxBytes || size === 0) {
      if (word === MAGIC || word === LEGACY_MAGIC) return at;
    } else if (rules) {
      const next = at + wholeBlockBytes(word, rules);
      if (next + WORD_BYTES > bytes.length) return at;
      const nextWord = wordAt(bytes, next);
      if (nextWord === END_MARK || isBlockSize(nextWord, rules)) return at;
    }
  }
  return length;
}

/** The frame that begins where the cursor stands, or the first block of it. */
async function frameAt({ cursor, xxhash }: Search): Promise<Position | undefined> {
  if (!isFrameMagic(wordAt(cursor.buffered))) return undefined;
  await see(cursor, MOST_HEADER_BYTES + WORD_BYTES);
  const { buffered, position } = cursor;
  if (wordAt(buffered) === LEGACY_MAGIC) {
    const size = buffered.length < 2 * WORD_BYTES ? 0 : wordAt(buffered, WORD_BYTES);
    return size > 0 && size <= LEGACY_ENCODED_BYTES ? { at: position } : undefined;
  }
  const header = verifyHeader(buffered, xxhash);
  if (!header?.isIndependent) return header && { at: position };
  const { headerBytes, entry } = header;
  const hasBlock =
    buffered.length >= headerBytes + WORD_BYTES &&
    isBlockSize(wordAt(buffered, headerBytes), header);
  return hasBlock ? { at: position + headerBytes, entry } : undefined;
}

/** The block that seems to begin where the cursor stands. */
async function blockAt(search: Search): Promise<Position | undefined> {
  const { cursor, xxhash, rules } = search;
  search.spareWork -= CHAIN_WORK;
  if (!rules || !(await followsChain(cursor, rules))) return undefined;
  const word = wordAt(cursor.buffered);
  const checksumAt = WORD_BYTES + blockBytes(word);
  const block = cursor.buffered.subarray(WORD_BYTES, checksumAt);
  search.spareWork -= rules.maxBlockBytes;
  const isBlock =
    (!rules.hasBlockChecksums || xxhash.h32Raw(block) === wordAt(cursor.buffered, checksumAt)) &&
    (isStored(word) || decodeBlock(block, rules.maxBlockBytes) !== undefined);
  return isBlock ? { at: cursor.position, entry: rules.entry } : undefined;
}

/** Whether sizes lead on from where the cursor stands as far as chance does not, or to an end. */
async function followsChain(cursor: ByteCursor, rules: BlockRules): Promise<boolean> {
  const { maxBlockBytes } = rules;
  let wantedBits: number | undefined;
  let at = 0;
  do {
    if (!(await see(cursor, at + WORD_BYTES))) return false;
    const word = wordAt(cursor.buffered, at);
    if (word === END_MARK) return at > 0 && endsFrame(cursor, at, rules);
    if (!isBlockSize(word, rules)) return false;
    wantedBits ??= isStored(word) ? STORED_BITS : ENCODED_BITS;
    const isFull = isStored(word) && blockBytes(word) === maxBlockBytes;
    wantedBits -= isFull ? WORD_BITS : WORD_BITS - 1 - Math.log2(maxBlockBytes);
    at += wholeBlockBytes(word, rules);
  } while (wantedBits > 0);
  return true;
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

/**
 * Whether there are so many bytes. More are buffered than were asked for, since each time all that is
 * buffered may be copied.
 */
async function see(cursor: ByteCursor, bytes: number): Promise<boolean> {
  if (cursor.buffered.length >= bytes) return true;
  await cursor.fill(Math.max(bytes, 2 * cursor.buffered.length));
  return cursor.buffered.length >= bytes;
}
