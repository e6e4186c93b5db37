// Reads bits in bzip2's order: the most significant bit of a byte first.

import { DecodeError } from '../../errors/decode-error.ts';

/**
 * Padding after the last byte of the data, which may be read in advance. A group of 50 symbols of 20
 * bits takes as many bytes, and the end is checked only between groups.
 */
export const PADDING_BYTES = 132;

/** The 32 bits from `bit` on. Only the first 25 of them are reliable. */
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
  /** The offset of the next bit in the input. */
  bit: number;
  readonly #endBit: number;

  /** The last {@link PADDING_BYTES} of the input are padding. */
  constructor(input: Uint8Array, bit: number) {
    this.input = input;
    this.bit = bit;
    this.#endBit = (input.length - PADDING_BYTES) * 8;
    this.checkEnd();
  }

  /** @throws {DecodeError} `truncated` if the reader has passed the end of the data. */
  checkEnd(): void {
    if (this.bit > this.#endBit) throw new DecodeError('truncated', 'the data ends within it');
  }

  /** Reads 1 to 24 bits as a number. */
  read(count: number): number {
    const value = wordAt(this.input, this.bit) >>> (32 - count);
    this.bit += count;
    this.checkEnd();
    return value;
  }

  /** Reads 32 bits as an unsigned number. */
  readChecksum(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  /** Reads 48 bits as a number. */
  readMagic(): number {
    return this.read(24) * 0x1000000 + this.read(24);
  }
}
