// Inflates raw deflate data bit by bit, as RFC 1951 describes it, and accepts exactly the streams that zlib
// accepts. It is the reference for the kernel, also for the bytes that can be decoded before an error.

export interface SlowInflated {
  readonly bytes: Buffer;
  readonly end: 'ended' | 'truncated' | 'corrupt';
  /** The length of the stream, if it ended. */
  readonly length: number;
  /** The bits of the input at which all blocks but the first begin. */
  readonly blocks: readonly { readonly bits: number; readonly decoded: number }[];
}

const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const LENGTH_EXTRAS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const PRECODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const WINDOW_BYTES = 32_768;

class Truncated extends Error {}
class Corrupt extends Error {}

interface Code {
  /** Symbols in the order of their codes, and the number of codes of each length. */
  readonly symbols: readonly number[];
  readonly counts: readonly number[];
  readonly longest: number;
}

/** An incomplete code must have one symbol of one bit, or none. */
function makeCode(lengths: readonly number[], isPrecode = false): Code {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] as number) + 1;
  const longest = Math.max(0, ...lengths);
  let free = 1;
  for (let length = 1; length <= 15; length += 1) {
    free = free * 2 - (counts[length] as number);
    if (free < 0) throw new Corrupt();
  }
  if (free > 0 && longest > 0 && (isPrecode || longest > 1)) throw new Corrupt();
  const symbols: number[] = [];
  for (let length = 1; length <= longest; length += 1) {
    for (const [symbol, own] of lengths.entries()) if (own === length) symbols.push(symbol);
  }
  return { symbols, counts, longest };
}

const FIXED_LITERALS = makeCode(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = makeCode(new Array<number>(32).fill(5));

export function slowInflate(
  input: Uint8Array,
  window: Uint8Array = new Uint8Array(0),
  bit = 0,
): SlowInflated {
  const output: number[] = [...window];
  const blocks: { bits: number; decoded: number }[] = [];
  let at = bit;

  function readBits(count: number): number {
    if (at + count > input.length * 8) throw new Truncated();
    let value = 0;
    for (let index = 0; index < count; index += 1, at += 1) {
      value |= (((input[at >> 3] as number) >> (at & 7)) & 1) << index;
    }
    return value;
  }

  /** Returns nothing if the bits are no code. */
  function readSymbol({ symbols, counts, longest }: Code): number | undefined {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= Math.max(1, longest); length += 1) {
      code |= readBits(1);
      const count = counts[length] as number;
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first = (first + count) * 2;
      code *= 2;
    }
    return undefined;
  }

  function readCodes(): [Code, Code] {
    const literals = readBits(5) + 257;
    const distances = readBits(5) + 1;
    const precodeLengths = readBits(4) + 4;
    if (literals > 286 || distances > 30) throw new Corrupt();
    const lengths = new Array<number>(19).fill(0);
    for (const symbol of PRECODE_ORDER.slice(0, precodeLengths)) lengths[symbol] = readBits(3);
    const precode = makeCode(lengths, true);
    const all: number[] = [];
    while (all.length < literals + distances) {
      // zlib treats a precode without symbols as one that gives zero.
      const symbol = readSymbol(precode) ?? 0;
      if (symbol < 16) {
        all.push(symbol);
        continue;
      }
      const times =
        symbol === 16 ? 3 + readBits(2) : symbol === 17 ? 3 + readBits(3) : 11 + readBits(7);
      if (symbol === 16 && all.length === 0) throw new Corrupt();
      const value = symbol === 16 ? (all.at(-1) as number) : 0;
      for (let index = 0; index < times; index += 1) all.push(value);
      if (all.length > literals + distances) throw new Corrupt();
    }
    if (all[256] === 0) throw new Corrupt();
    return [makeCode(all.slice(0, literals)), makeCode(all.slice(literals))];
  }

  function readSymbols([literals, distances]: [Code, Code]): void {
    for (;;) {
      const symbol = readSymbol(literals);
      if (symbol === undefined) throw new Corrupt();
      if (symbol === 256) return;
      if (symbol < 256) {
        output.push(symbol);
        continue;
      }
      const base = LENGTH_BASES[symbol - 257];
      if (base === undefined) throw new Corrupt();
      const length = base + readBits(LENGTH_EXTRAS[symbol - 257] as number);
      const place = readSymbol(distances);
      const distanceBase = place === undefined ? undefined : DISTANCE_BASES[place];
      if (place === undefined || distanceBase === undefined) throw new Corrupt();
      const distance = distanceBase + readBits(place < 4 ? 0 : (place >> 1) - 1);
      if (distance > Math.min(output.length, WINDOW_BYTES)) throw new Corrupt();
      for (let index = 0; index < length; index += 1) {
        output.push(output[output.length - distance] as number);
      }
    }
  }

  function readStored(): void {
    at += -at & 7;
    const length = readBits(16);
    if ((readBits(16) ^ length) !== 0xffff) throw new Corrupt();
    for (let index = 0; index < length; index += 1) output.push(readBits(8));
  }

  function finish(end: SlowInflated['end']): SlowInflated {
    const bytes = Buffer.from(output.slice(window.length));
    return { bytes, end, length: (at + 7) >> 3, blocks };
  }

  try {
    for (;;) {
      const isLast = readBits(1) === 1;
      const type = readBits(2);
      if (type === 0) readStored();
      else if (type === 1) readSymbols([FIXED_LITERALS, FIXED_DISTANCES]);
      else if (type === 2) readSymbols(readCodes());
      else throw new Corrupt();
      if (isLast) return finish('ended');
      blocks.push({ bits: at, decoded: output.length - window.length });
    }
  } catch (error) {
    if (error instanceof Truncated) return finish('truncated');
    if (error instanceof Corrupt) return finish('corrupt');
    throw error;
  }
}
