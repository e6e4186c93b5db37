// Inputs made of other inputs: a few changes of the kinds that general fuzzers make.

export type Random = () => number;

/** An input longer than this says nothing that a shorter one would not, but slower. */
export const MOST_INPUT_BYTES = 32 * 1024;

const ODD_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff];
const ODD_WORDS = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

interface Means {
  readonly random: Random;
  readonly corpus: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
}

type Mutation = (input: Buffer, means: Means) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function flipBit(input, { random }) {
    const at = below(random, input.length);
    input[at] = (input[at] as number) ^ (1 << below(random, 8));
    return input;
  },
  function setByte(input, { random }) {
    const byte = random() < 0.5 ? pick(random, ODD_BYTES) : below(random, 256);
    input[below(random, input.length)] = byte;
    return input;
  },
  function setWord(input, { random }) {
    if (input.length < 4) return input;
    const at = below(random, input.length - 3);
    const word = random() < 0.5 ? pick(random, ODD_WORDS) : below(random, 1 << 17);
    if (random() < 0.5) input.writeUInt32LE(word, at);
    else input.writeUInt32BE(word, at);
    return input;
  },
  function addToByte(input, { random }) {
    const at = below(random, input.length);
    input[at] = (input[at] as number) + below(random, 33) - 16;
    return input;
  },
  function remove(input, { random }) {
    const [start, end] = range(random, input.length);
    return Buffer.concat([input.subarray(0, start), input.subarray(end)]);
  },
  function truncate(input, { random }) {
    return input.subarray(0, below(random, input.length));
  },
  function repeat(input, { random }) {
    const [start, end] = range(random, input.length);
    const times = 1 + below(random, 3);
    const piece = input.subarray(start, end);
    const pieces = Array.from({ length: times }, () => piece);
    return Buffer.concat([input.subarray(0, end), ...pieces, input.subarray(end)]);
  },
  function insertNoise(input, { random }) {
    const noise = Buffer.from(Array.from({ length: 1 + below(random, 40) }, () => random() * 256));
    return insert(input, noise, random);
  },
  function insertToken(input, { random, tokens }) {
    return insert(input, pick(random, tokens), random);
  },
  function overwriteWithToken(input, { random, tokens }) {
    input.set(pick(random, tokens).subarray(0, input.length), 0);
    return input;
  },
  function copyWithin(input, { random }) {
    const [start, end] = range(random, input.length);
    return input.copyWithin(below(random, input.length), start, end) as Buffer;
  },
  function append(input, { random, corpus }) {
    return Buffer.concat([input, pick(random, corpus)]);
  },
  function splice(input, { random, corpus }) {
    const other = pick(random, corpus);
    return Buffer.concat([
      input.subarray(0, below(random, input.length)),
      other.subarray(below(random, other.length)),
    ]);
  },
];

/** An input of the corpus with from one to six changes. */
export function mutate(means: Means): Buffer {
  const { random, corpus } = means;
  let input = Buffer.from(pick(random, corpus));
  const changes = 1 + Math.floor(random() ** 3 * 6);
  for (let change = 0; change < changes && input.length > 0; change += 1) {
    input = Buffer.from(pick(random, MUTATIONS)(input, means).subarray(0, MOST_INPUT_BYTES));
  }
  return input;
}

/** A whole number from 0 to `limit` - 1. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)] as T;
}

/** Mostly short, and at least one byte. */
function range(random: Random, length: number): [start: number, end: number] {
  const start = below(random, length);
  return [start, start + 1 + Math.floor(random() ** 3 * (length - start - 1))];
}

function insert(input: Buffer, piece: Uint8Array, random: Random): Buffer {
  const at = below(random, input.length + 1);
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)]);
}
