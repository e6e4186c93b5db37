// Reads a block's header: its checksum, the byte values that occur in it, and its prefix codes.
//
// Limits and order follow libbzip2 1.0.8 (decompress.c).

import { DecodeError } from '../../errors/decode-error.ts';
import type { BitReader } from './bit-reader.ts';
import { MAX_CODE_BITS, MAX_SYMBOLS, PrefixCode } from './prefix-code.ts';

const MIN_CODES = 2;
const MAX_CODES = 6;

/** The largest block needs this many. A header may list more, which are ignored. */
const MAX_SELECTORS = 18_002;

/** Holds one header at a time; the next one overwrites it. */
export class BlockHeader {
  /** The checksum of the decoded bytes. */
  checksum = 0;
  /** The index of the text among the sorted rotations. */
  origin = 0;
  /** The `byteCount` byte values that occur, in ascending order. */
  readonly bytes = new Uint8Array(256);
  byteCount = 0;
  readonly codes = Array.from({ length: MAX_CODES }, () => new PrefixCode());
  /** The code of each group of 50 symbols, for `selectorCount` groups. */
  readonly selectors = new Uint8Array(MAX_SELECTORS);
  selectorCount = 0;
  readonly #lengths = new Uint8Array(MAX_SYMBOLS);

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
    if (codeCount < MIN_CODES || codeCount > MAX_CODES) {
      throw new DecodeError('corrupt', `it has ${codeCount} codes`);
    }
    this.#readSelectors(reader, codeCount);
    for (const code of this.codes.slice(0, codeCount)) this.#readCode(reader, code);
  }

  /** Reads two levels of bit maps: which of 16 ranges of byte values occur, and which values in each. */
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

  /** Each selector is its index, in unary, in a list of the codes ordered by their last use. */
  #readSelectors(reader: BitReader, codeCount: number): void {
    const lastUsed = Array.from({ length: codeCount }, (_, code) => code);
    const listed = reader.read(15);
    for (let index = 0; index < listed; index += 1) {
      let recency = 0;
      while (recency < codeCount && reader.read(1) === 1) recency += 1;
      if (recency === codeCount) throw new DecodeError('corrupt', 'it selects a code it has not');
      const [code] = lastUsed.splice(recency, 1) as [number];
      lastUsed.unshift(code);
      if (index < MAX_SELECTORS) this.selectors[index] = code;
    }
    this.selectorCount = Math.min(listed, MAX_SELECTORS);
  }

  /** Each length is coded as its difference from the one before. */
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
  return length >= 1 && length <= MAX_CODE_BITS;
}
