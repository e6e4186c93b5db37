// What precedes a block's symbols: its checksum, the bytes that occur in it, and its prefix codes.
//
// Limits and order are those of libbzip2 1.0.8 (decompress.c).

import { DecodeError } from '../../errors/decode-error.ts';
import type { BitReader } from './bit-reader.ts';
import { LONGEST_CODE_BITS, MOST_SYMBOLS, PrefixCode } from './prefix-code.ts';

const FEWEST_CODES = 2;
const MOST_CODES = 6;

/** More than the largest block needs may be listed, and are passed over. */
const MOST_SELECTORS = 18_002;

/** Reads headers, one at a time: what it has read is overwritten by the next. */
export class BlockHeader {
  /** Of the bytes that the block decodes to. */
  checksum = 0;
  /** Which of the sorted rotations is the text. */
  origin = 0;
  /** The byte values that occur, in ascending order; as many as `byteCount` says. */
  readonly bytes = new Uint8Array(256);
  byteCount = 0;
  readonly codes = Array.from({ length: MOST_CODES }, () => new PrefixCode());
  /** Which code each group of 50 symbols is written in; as many as `selectorCount` says. */
  readonly selectors = new Uint8Array(MOST_SELECTORS);
  selectorCount = 0;
  readonly #lengths = new Uint8Array(MOST_SYMBOLS);

  /** @throws {DecodeError} `truncated` or `corrupt`. */
  read(reader: BitReader): void {
    this.checksum = reader.readChecksum();
    const isRandomised = reader.read(1) === 1;
    if (isRandomised) {
      throw new DecodeError('corrupt', 'it is randomised, as none have been since bzip2 0.9.5');
    }
    this.origin = reader.read(24);
    this.#readBytes(reader);
    const codeCount = reader.read(3);
    if (codeCount < FEWEST_CODES || codeCount > MOST_CODES) {
      throw new DecodeError('corrupt', `it has ${codeCount} codes`);
    }
    this.#readSelectors(reader, codeCount);
    for (const code of this.codes.slice(0, codeCount)) this.#readCode(reader, code);
  }

  /** Two levels of bit maps: which sixteens of the byte values occur, and which of each. */
  #readBytes(reader: BitReader): void {
    this.byteCount = 0;
    const sixteens = reader.read(16);
    for (let high = 0; high < 16; high += 1) {
      if ((sixteens & (0x8000 >> high)) === 0) continue;
      const sixteen = reader.read(16);
      for (let low = 0; low < 16; low += 1) {
        if ((sixteen & (0x8000 >> low)) === 0) continue;
        this.bytes[this.byteCount] = high * 16 + low;
        this.byteCount += 1;
      }
    }
    if (this.byteCount === 0) throw new DecodeError('corrupt', 'no bytes occur in it');
  }

  /** Each is written as its place, in unary, in a list of those used last. */
  #readSelectors(reader: BitReader, codeCount: number): void {
    const lastUsed = Array.from({ length: codeCount }, (_, code) => code);
    const listed = reader.read(15);
    for (let index = 0; index < listed; index += 1) {
      let place = 0;
      while (place < codeCount && reader.read(1) === 1) place += 1;
      if (place === codeCount) throw new DecodeError('corrupt', 'it selects a code it has not');
      const [code] = lastUsed.splice(place, 1) as [number];
      lastUsed.unshift(code);
      if (index < MOST_SELECTORS) this.selectors[index] = code;
    }
    this.selectorCount = Math.min(listed, MOST_SELECTORS);
  }

  /** Each length is written as its difference to the one before. */
  #readCode(reader: BitReader, code: PrefixCode): void {
    const symbolCount = this.byteCount + 2;
    let length = reader.read(5);
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      while (isLength(length) && reader.read(1) === 1) length += reader.read(1) === 0 ? 1 : -1;
      if (!isLength(length)) throw new DecodeError('corrupt', `a code word has ${length} bits`);
      this.#lengths[symbol] = length;
    }
    code.build(this.#lengths.subarray(0, symbolCount));
  }
}

function isLength(length: number): boolean {
  return length >= 1 && length <= LONGEST_CODE_BITS;
}
