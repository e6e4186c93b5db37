// The canonical prefix codes of a block, built from the lengths of their code words.

import { wordAt } from './bit-reader.ts';

/** 255 indices other than 0 in the list of recent bytes, two symbols for runs, and the end of the block. */
export const MAX_SYMBOLS = 258;
export const MAX_CODE_BITS = 20;

/** Code words up to this length, which are the most frequent, are looked up in a table. */
export const TABLE_BITS = 10;
const LENGTH_BITS = 5;
export const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

export class PrefixCode {
  /** By the next bits: a symbol and, in the low bits, the length of its code word; 0 if that is longer. */
  readonly table = new Uint16Array(1 << TABLE_BITS);
  /** By length: the smallest 20 bits that begin with no code word up to this length. */
  readonly #limits = new Int32Array(MAX_CODE_BITS + 1);
  /** By length: the difference between a symbol's index and its code word. */
  readonly #shifts = new Int32Array(MAX_CODE_BITS + 1);
  /** The symbols in the order of their code words. */
  readonly #symbols = new Uint16Array(MAX_SYMBOLS);

  /** `lengths` gives each symbol's code word a length of 1 to 20 bits. */
  build(lengths: Uint8Array): void {
    this.table.fill(0);
    let placed = 0;
    let code = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
      this.#shifts[length] = placed - code;
      for (let symbol = 0; symbol < lengths.length; symbol += 1) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[placed] = symbol;
        placed += 1;
        if (length <= TABLE_BITS) this.#enter(symbol, code, length);
        code += 1;
      }
      this.#limits[length] = code << (MAX_CODE_BITS - length);
      code <<= 1;
    }
  }

  #enter(symbol: number, code: number, length: number): void {
    const unused = TABLE_BITS - length;
    this.table.fill((symbol << LENGTH_BITS) | length, code << unused, (code + 1) << unused);
  }

  /** The table entry for a longer code word at `bit`; 0 if there is none. */
  findLong(input: Uint8Array, bit: number): number {
    const bits = wordAt(input, bit) >>> (32 - MAX_CODE_BITS);
    for (let length = TABLE_BITS + 1; length <= MAX_CODE_BITS; length += 1) {
      if (bits >= (this.#limits[length] as number)) continue;
      const code = bits >>> (MAX_CODE_BITS - length);
      const symbol = this.#symbols[code + (this.#shifts[length] as number)] as number;
      return (symbol << LENGTH_BITS) | length;
    }
    return 0;
  }
}

export function symbolOf(entry: number): number {
  return entry >>> LENGTH_BITS;
}
