// Feeds the inflater mutated streams, and compares it with Node's zlib and with the slow reference:
// the same end, the same bytes up to there. With a window before them streams are decoded with and
// without knowing it too, and must come to the same.
//
//     npx tsx test/fuzz/inflate.ts [inputs] [seed]

import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { WC_WORD_BYTES } from '../../src/counting/byte-class-counter.ts';
import { joinCounts } from '../../src/counting/count.ts';
import { createScalarCounter } from '../../src/counting/create-counter.ts';
import { joinChecksums } from '../../src/formats/gzip/checksum.ts';
import { createFormCounter } from '../../src/formats/gzip/form-counter.ts';
import { createInflater, type Inflater } from '../../src/formats/gzip/inflater.ts';
import { getInflateKernel, type InflateKernel } from '../../src/formats/gzip/kernel.ts';
import { evaluateForm } from '../../src/formats/gzip/slice-form.ts';
import { WINDOW_BYTES } from '../../src/formats/gzip/window.ts';
import { inChunks } from '../fixtures/byte-sources.ts';
import { inflateInPieces, newInflater } from '../support/inflate-in-pieces.ts';
import { seededBytes, seededRandom, seededText } from '../support/seeded.ts';
import { slowInflate } from '../support/slow-inflate.ts';

const TELL_EVERY = 100_000;
/** The slow reference, and the decoding without a window, take part in one of so many each. */
const SLOW_EVERY = 16;
const FORM_EVERY = 8;

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

const kernel = getInflateKernel() as InflateKernel;
const forms = createFormCounter(kernel, WC_WORD_BYTES);
const formInflater = createInflater(kernel, forms);

/** Whether a stream comes to the same with a window as by its form, which does not know it. */
function isSameByForm(bytes: Buffer, inflater: Inflater): boolean {
  const bit = below(8);
  const window = seededText(pick([0, 100, WINDOW_BYTES - 1, WINDOW_BYTES, WINDOW_BYTES]), below(9));
  const { bytes: known, end } = inflateInPieces(inflater, [bytes], { bit, window });
  const rest: Buffer[] = [];
  formInflater.begin({ bit });
  formInflater.push(bytes, (chunk) => rest.push(Buffer.from(chunk)));
  forms.close();
  const form = forms.form();
  const formEnd = formInflater.isEnded ? 'ended' : formInflater.damage ? 'corrupt' : 'truncated';
  if (!form) return false;
  const evaluated = evaluateForm(form, window, WC_WORD_BYTES);
  if (!evaluated) return end === 'corrupt' && window.length < WINDOW_BYTES;
  const counter = createScalarCounter('wc');
  counter.update(known);
  const behind = createScalarCounter('wc');
  behind.update(Buffer.concat(rest));
  const checksum = joinChecksums(
    evaluated.checksum,
    crc32(Buffer.concat(rest)),
    behind.count().bytes,
  );
  return (
    end === formEnd &&
    crc32(known) === checksum &&
    JSON.stringify(counter.count()) === JSON.stringify(joinCounts(evaluated.count, behind.count()))
  );
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
    if (input % FORM_EVERY === 1) isSame &&= isSameByForm(bytes, inflater);
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
