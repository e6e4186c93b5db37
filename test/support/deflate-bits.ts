// Makes raw deflate data by RFC 1951, bit by bit.

const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const PRECODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

export type Token = number | { readonly length: number; readonly distance: number };

export class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  /** Writes a number, the lowest bit first. */
  number(value: number, bits: number): this {
    for (let bit = 0; bit < bits; bit += 1) {
      if (this.#bits % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] =
        (this.#bytes[last] as number) | (((value >> bit) & 1) << (this.#bits % 8));
      this.#bits += 1;
    }
    return this;
  }

  /** Writes a code, the highest bit first. */
  code(value: number, bits: number): this {
    for (let bit = bits - 1; bit >= 0; bit -= 1) this.number((value >> bit) & 1, 1);
    return this;
  }

  header(isLast: boolean, type: number): this {
    return this.number(isLast ? 1 : 0, 1).number(type, 2);
  }

  stored(bytes: Uint8Array, isLast = false, complement = ~bytes.length): this {
    this.header(isLast, 0);
    this.number(0, -this.#bits & 7);
    this.number(bytes.length, 16).number(complement & 0xffff, 16);
    for (const byte of bytes) this.#bytes.push(byte);
    this.#bits += 8 * bytes.length;
    return this;
  }

  /** Writes a block with the fixed codes, and its end. */
  fixed(tokens: Iterable<Token>, isLast = false): this {
    this.header(isLast, 1);
    for (const token of tokens) {
      if (typeof token === 'number') this.fixedSymbol(token);
      else this.fixedMatch(token.length, token.distance);
    }
    return this.fixedSymbol(256);
  }

  fixedSymbol(symbol: number): this {
    if (symbol < 144) return this.code(0x30 + symbol, 8);
    if (symbol < 256) return this.code(0x190 + symbol - 144, 9);
    return symbol < 280 ? this.code(symbol - 256, 7) : this.code(0xc0 + symbol - 280, 8);
  }

  fixedMatch(length: number, distance: number): this {
    const index = LENGTH_BASES.findLastIndex((base) => base <= length);
    const lengthBits = index < 8 || index === 28 ? 0 : (index >> 2) - 1;
    this.fixedSymbol(257 + index).number(length - (LENGTH_BASES[index] as number), lengthBits);
    const above = distance - 1;
    const high = above < 4 ? 0 : 30 - Math.clz32(above);
    return this.code(above < 4 ? above : 2 * high + (above >> high), 5).number(above, high);
  }

  /** Writes the header of a dynamic block, with its code lengths one by one. */
  dynamic(literals: readonly number[], distances: readonly number[], isLast = false): this {
    this.header(isLast, 2);
    this.number(literals.length - 257, 5)
      .number(distances.length - 1, 5)
      .number(15, 4);
    // Sixteen code lengths have four bits each; the repetitions have no code.
    for (const symbol of PRECODE_ORDER) this.number(symbol < 16 ? 4 : 0, 3);
    for (const length of [...literals, ...distances]) this.code(length, 4);
    return this;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
