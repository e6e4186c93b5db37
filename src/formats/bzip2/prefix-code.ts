// The canonical prefix codes of a block, made from the lengths of their code words alone.

import { wordAt } from './bit-reader.ts';

/** The 256 byte values less the one that is always nearest, two kinds of runs, and the block's end. */
export const MOST_SYMBOLS = 258;
export const LONGEST_CODE_BITS = 20;

/** Code words up to this length, which most are, are looked up in one table. */
export const TABLE_BITS = 10;
const LENGTH_BITS = 5;
export const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

export class PrefixCode {
  /** What the next bits begin with: a symbol and, in the low bits, its length; 0 if it is longer. */
  readonly table = new Uint16Array(1 << TABLE_BITS);
  /** For each length: the least 20 bits that begin with none of the words up to this length. */
  readonly #limits = new Int32Array(LONGEST_CODE_BITS + 1);
  /** For each length: what to add to a code word to have its place among the symbols. */
  readonly #shifts = new Int32Array(LONGEST_CODE_BITS + 1);
  /** Ordered by their code words. */
  readonly #symbols = new Uint16Array(MOST_SYMBOLS);

  /** Each symbol's code word has a length of 1 to 20 bits. */
  build(lengths: Uint8Array): void {
    this.table.fill(0);
    let placed = 0;
    let code = 0;
    for (let length = 1; length <= LONGEST_CODE_BITS; length += 1) {
      this.#shifts[length] = placed - code;
      for (let symbol = 0; symbol < lengths.length; symbol += 1) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[placed] = symbol;
        placed += 1;
        if (length <= TABLE_BITS) this.#enter(symbol, code, length);
        code += 1;
      }
      this.#limits[length] = code << (LONGEST_CODE_BITS - length);
      code <<= 1;
    }
  }

  #enter(symbol: number, code: number, length: number): void {
    const unused = TABLE_BITS - length;
    this.table.fill((symbol << LENGTH_BITS) | length, code << unused, (code + 1) << unused);
  }

  /** The entry, as the table has them, for a longer code word at `bit`; 0 if there is none. */
  findLong(input: Uint8Array, bit: number): number {
    const bits = wordAt(input, bit) >>> (32 - LONGEST_CODE_BITS);
    for (let length = TABLE_BITS + 1; length <= LONGEST_CODE_BITS; length += 1) {
      if (bits >= (this.#limits[length] as number)) continue;
      const code = bits >>> (LONGEST_CODE_BITS - length);
      const symbol = this.#symbols[code + (this.#shifts[length] as number)] as number;
      return (symbol << LENGTH_BITS) | length;
    }
    return 0;
  }
}

export function symbolOf(entry: number): number {
  return entry >>> LENGTH_BITS;
}
