// Bits in the order in which bzip2 writes them: the most significant of a byte first.

import { DecodeError } from '../../errors/decode-error.ts';

/**
 * How many bytes behind the last one that counts must be there to be looked at: as many as a group
 * of 50 symbols of 20 bits may take, for the end is checked between groups only.
 */
export const PADDING_BYTES = 132;

/** The 32 bits that begin at `bit`; only the first 25 of them are sure to be right. */
export function wordAt(input: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const word =
    ((input[at] as number) << 24) |
    ((input[at + 1] as number) << 16) |
    ((input[at + 2] as number) << 8) |
    (input[at + 3] as number);
  return word << (bit & 7);
}

export class BitReader {
  readonly input: Uint8Array;
  /** Where the next bit is, counted from the input's first. */
  bit: number;
  readonly #endBit: number;

  /** The last {@link PADDING_BYTES} of the input are looked at, but not read. */
  constructor(input: Uint8Array, bit: number) {
    this.input = input;
    this.bit = bit;
    this.#endBit = (input.length - PADDING_BYTES) * 8;
    this.checkEnd();
  }

  /** @throws {DecodeError} `truncated` when more was read than there is. */
  checkEnd(): void {
    if (this.bit > this.#endBit) throw new DecodeError('truncated', 'the data ends within it');
  }

  /** The next 1 to 24 bits as a number. */
  read(count: number): number {
    const value = wordAt(this.input, this.bit) >>> (32 - count);
    this.bit += count;
    this.checkEnd();
    return value;
  }

  /** The next 32 bits as an unsigned number. */
  readChecksum(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  /** The next 48 bits as a number. */
  readMagic(): number {
    return this.read(24) * 0x1000000 + this.read(24);
  }
}
