// Makes bzip2 files bit by bit from the symbols of a block, and, slowly and obviously, the text that these
// symbols encode.

const BLOCK_MAGIC = '314159265359';
const END_MAGIC = '177245385090';

/** Bits as a text of `0` and `1`. */
export type Bits = string;

export interface CraftedBlock {
  readonly bits: Bits;
  readonly text: Buffer;
  readonly checksum: number;
}

export interface BlockParts {
  /** The byte values that occur, ascending: two less than a power of two, because all codes have one length. */
  readonly alphabet: readonly number[];
  /** Symbols 0 and 1 are digits of a run; higher ones are indices in the list of recent bytes. */
  readonly symbols: readonly number[];
  readonly origin?: number;
  /** The checksum to write, if not the right one. */
  readonly checksum?: number;
  readonly randomised?: boolean;
}

export function toBits(value: number | bigint, count: number): Bits {
  return value.toString(2).padStart(count, '0');
}

export function magicBits(kind: 'block' | 'end'): Bits {
  return toBits(BigInt(`0x${kind === 'block' ? BLOCK_MAGIC : END_MAGIC}`), 48);
}

/** Zeros fill the last byte. */
export function packBits(bits: Bits): Buffer {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

export function unpackBits(bytes: Uint8Array): Bits {
  return Array.from(bytes, (byte) => toBits(byte, 8)).join('');
}

export function craftBlock(parts: BlockParts): CraftedBlock {
  const { alphabet, symbols, origin = 0, randomised = false } = parts;
  const codeBits = Math.log2(alphabet.length + 2);
  const text = expand(invert(toColumn(alphabet, symbols), origin));
  const checksum = parts.checksum ?? checksumOf(text);
  const selectors = Math.ceil((symbols.length + 1) / 50);
  const sixteens = Array.from({ length: 16 }, (_, high) =>
    Array.from({ length: 16 }, (_, low) => (alphabet.includes(high * 16 + low) ? '1' : '0')).join(
      '',
    ),
  );
  const code = toBits(codeBits, 5) + '0'.repeat(alphabet.length + 2);
  const bits = [
    magicBits('block'),
    toBits(checksum, 32),
    randomised ? '1' : '0',
    toBits(origin, 24),
    sixteens.map((sixteen) => (sixteen.includes('1') ? '1' : '0')).join(''),
    ...sixteens.filter((sixteen) => sixteen.includes('1')),
    toBits(2, 3),
    toBits(selectors, 15),
    '0'.repeat(selectors),
    code,
    code,
    ...[...symbols, alphabet.length + 1].map((symbol) => toBits(symbol, codeBits)),
  ];
  return { bits: bits.join(''), text, checksum };
}

/** A stream with the combined checksum of its blocks, unless another one is given. */
export function craftStream(
  blocks: readonly CraftedBlock[],
  { level = 9, checksum = combine(blocks.map((block) => block.checksum)) } = {},
): Bits {
  const header = unpackBits(Buffer.from(`BZh${level}`));
  const bits = [
    header,
    ...blocks.map((block) => block.bits),
    magicBits('end'),
    toBits(checksum, 32),
  ];
  const stream = bits.join('');
  return stream.padEnd(Math.ceil(stream.length / 8) * 8, '0');
}

function combine(checksums: readonly number[]): number {
  return checksums.reduce((all, one) => (((all << 1) | (all >>> 31)) ^ one) >>> 0, 0);
}

function toColumn(alphabet: readonly number[], symbols: readonly number[]): number[] {
  const recent = [...alphabet];
  const column: number[] = [];
  let digits = 0;
  for (const symbol of symbols) {
    if (symbol < 2) {
      const repeats = (symbol + 1) * 2 ** digits;
      column.push(...Array.from({ length: repeats }, () => recent[0] as number));
      digits += 1;
      continue;
    }
    digits = 0;
    recent.unshift(...recent.splice(symbol - 1, 1));
    column.push(recent[0] as number);
  }
  return column;
}

function invert(column: readonly number[], origin: number): number[] {
  const order = column.map((_, index) => index);
  order.sort((a, b) => (column[a] as number) - (column[b] as number) || a - b);
  let at = origin;
  return column.map(() => {
    at = order[at] as number;
    return column[at] as number;
  });
}

function expand(text: readonly number[]): Buffer {
  const bytes: number[] = [];
  let alike = 0;
  for (const [index, byte] of text.entries()) {
    if (alike === 4) {
      bytes.push(...Array.from({ length: byte }, () => text[index - 1] as number));
      alike = 0;
    } else {
      alike = alike > 0 && byte === text[index - 1] ? alike + 1 : 1;
      bytes.push(byte);
    }
  }
  return Buffer.from(bytes);
}

/** CRC-32 with the most significant bit first, a bit at a time. */
function checksumOf(bytes: Uint8Array): number {
  let checksum = -1;
  for (const byte of bytes) {
    checksum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      checksum = checksum < 0 ? (checksum << 1) ^ 0x04c11db7 : checksum << 1;
    }
  }
  return ~checksum >>> 0;
}
