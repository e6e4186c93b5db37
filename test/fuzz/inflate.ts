// Feeds the inflater mutated streams, and compares it with Node's zlib and with the slow reference:
// the same end, the same bytes up to there.
//
//     npx tsx test/fuzz/inflate.ts [inputs] [seed]

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { inChunks } from '../support/byte-sources.ts';
import { inflateInPieces, newInflater } from '../support/inflate-in-pieces.ts';
import { seededBytes, seededRandom, seededText } from '../support/seeded.ts';
import { slowInflate } from '../support/slow-inflate.ts';

const TELL_EVERY = 100_000;
/** The slow reference takes part in one of so many. */
const SLOW_EVERY = 16;

const inputs = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);

function pick<Value>(values: readonly Value[]): Value {
  return values[below(values.length)] as Value;
}

/** Sound streams of all kinds, small enough to try many of. */
function makeStreams(): Buffer[] {
  const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
  const texts = [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.alloc(700, 'ab'),
    seededText(60, seed),
    seededText(400, seed + 1),
    seededText(1_500, seed + 2),
    seededBytes(100, seed + 3),
    Buffer.from(seededBytes(600, seed + 4).map((byte) => byte & 3)),
    Buffer.concat([seededText(300, seed), seededBytes(100, seed), seededText(300, seed)]),
  ];
  return texts.flatMap((text) =>
    [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE].flatMap((strategy) =>
      [0, 1, 6, 9].map((level) =>
        deflateRawSync(text, { strategy, level, memLevel: 1 + below(9) }),
      ),
    ),
  );
}

function mutate(stream: Buffer, other: Buffer): Buffer {
  let bytes = Buffer.from(stream);
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const at = below(bytes.length);
    switch (below(8)) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), seededBytes(1 + below(8), below(1e9))]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(4))]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length))]);
        break;
      case 4:
        if (bytes.length > 0) bytes[at] = below(256);
        break;
      default:
        // Most damage that is worth trying is in the first bytes: it makes another code.
        for (let bits = 1 + below(3); bits > 0 && bytes.length > 0; bits -= 1) {
          const place = below(2) === 0 ? below(Math.min(bytes.length, 70)) : below(bytes.length);
          bytes[place] = (bytes[place] as number) ^ (1 << below(8));
        }
    }
  }
  return bytes;
}

function zlibInflate(bytes: Buffer): { end: string; bytes?: Buffer } {
  try {
    return { end: 'ended', bytes: inflateRawSync(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      end: code === 'Z_BUF_ERROR' ? 'truncated' : code === 'Z_DATA_ERROR' ? 'corrupt' : `${code}`,
    };
  }
}

function main(): void {
  const inflater = newInflater();
  const streams = makeStreams();
  const ends: Record<string, number> = {};
  for (let input = 0; input < inputs; input += 1) {
    const bytes = mutate(pick(streams), pick(streams));
    const pieceBytes = input % 4 === 0 ? 1 + below(40) : bytes.length + 1;
    const ours = inflateInPieces(inflater, inChunks(bytes, pieceBytes));
    const theirs = zlibInflate(bytes);
    let isSame = ours.end === theirs.end && (!theirs.bytes || theirs.bytes.equals(ours.bytes));
    if (input % SLOW_EVERY === 0) {
      const slow = slowInflate(bytes);
      isSame &&= slow.end === ours.end && slow.bytes.equals(ours.bytes);
      isSame &&= slow.end !== 'ended' || slow.length === ours.length;
    }
    if (!isSame) {
      throw new Error(
        `input ${input} of seed ${seed}: ${ours.end} after ${ours.bytes.length} bytes, zlib says ` +
          `${theirs.end}, in pieces of ${pieceBytes}: ${bytes.toString('base64')}`,
      );
    }
    ends[ours.end] = (ends[ours.end] ?? 0) + 1;
    if ((input + 1) % TELL_EVERY === 0)
      process.stdout.write(`${input + 1}: ${JSON.stringify(ends)}\n`);
  }
  process.stdout.write(`${inputs} inputs of seed ${seed}, all the same: ${JSON.stringify(ends)}\n`);
}

main();
