// Decodes a block's symbols: first the prefix codes, then the runs, then the "move to front" list, in
// which a symbol is the index of a recent byte.

import { DecodeError } from '../../errors/decode-error.ts';
import { type BitReader, wordAt } from './bit-reader.ts';
import type { BlockHeader } from './block-header.ts';
import { type LastColumn, MAX_BLOCK_BYTES } from './last-column.ts';
import {
  LENGTH_MASK,
  MAX_CODE_BITS,
  type PrefixCode,
  symbolOf,
  TABLE_BITS,
} from './prefix-code.ts';

const TOO_LONG = `more than ${MAX_BLOCK_BYTES} bytes`;

const GROUP_SYMBOLS = 50;
const RUN_SYMBOLS = 2;

/** A shorter move is faster byte by byte than with a call. */
const SHORT_MOVE = 24;

/**
 * Reads all symbols up to the block's end into `column`.
 * @throws {DecodeError} `truncated` or `corrupt`.
 */
export function readSymbols(reader: BitReader, header: BlockHeader, column: LastColumn): void {
  const { bytes, counts } = column;
  counts.fill(0);
  const { input } = reader;
  const recent = header.bytes.slice(0, header.byteCount);
  const endSymbol = header.byteCount + RUN_SYMBOLS - 1;
  let length = 0;
  // A run's length is coded in digits of 1 and 2 to base 2, the least significant first.
  let run = 0;
  let digitWorth = 1;

  for (let group = 0; group < header.selectorCount; group += 1) {
    const code = header.codes[header.selectors[group] as number] as PrefixCode;
    const { table } = code;
    let { bit } = reader;
    for (let index = 0; index < GROUP_SYMBOLS; index += 1) {
      let entry = table[wordAt(input, bit) >>> (32 - TABLE_BITS)] as number;
      if (entry === 0) entry = code.findLong(input, bit);
      bit += entry & LENGTH_MASK;
      if (entry === 0) throw damaged(reader, bit + MAX_CODE_BITS, 'a code that stands for nothing');
      const symbol = symbolOf(entry);
      if (symbol < RUN_SYMBOLS) {
        run += digitWorth << symbol;
        digitWorth <<= 1;
        if (run > MAX_BLOCK_BYTES - length) throw damaged(reader, bit, TOO_LONG);
        continue;
      }
      if (run > 0) {
        const byte = recent[0] as number;
        counts[byte] = (counts[byte] as number) + run;
        for (const end = length + run; length < end; length += 1) bytes[length] = byte;
        run = 0;
        digitWorth = 1;
      }
      if (symbol === endSymbol) {
        reader.bit = bit;
        reader.checkEnd();
        column.length = length;
        return;
      }
      if (length === MAX_BLOCK_BYTES) throw damaged(reader, bit, TOO_LONG);
      const byte = moveToFront(recent, symbol - 1);
      counts[byte] = (counts[byte] as number) + 1;
      bytes[length] = byte;
      length += 1;
    }
    reader.bit = bit;
    reader.checkEnd();
  }
  throw new DecodeError('corrupt', 'it has no end');
}

function moveToFront(recent: Uint8Array, from: number): number {
  const byte = recent[from] as number;
  if (from < SHORT_MOVE) {
    for (let index = from; index > 0; index -= 1) recent[index] = recent[index - 1] as number;
  } else {
    recent.copyWithin(1, 0, from);
  }
  recent[0] = byte;
  return byte;
}

/** If the data ends before `bit`, it is truncated, and not damaged. */
function damaged(reader: BitReader, bit: number, what: string): DecodeError {
  reader.bit = bit;
  reader.checkEnd();
  return new DecodeError('corrupt', `it has ${what}`);
}
