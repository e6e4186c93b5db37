// The inflater of gzip, held to Node's zlib and to the slow reference: the same end, the same bytes up to
// there. With a window before them streams are decoded with and without knowing it too, and must come to
// the same.

import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { WC_WORD_BYTES } from '../../../src/counting/byte-class-counter.ts';
import { joinCounts } from '../../../src/counting/count.ts';
import { createScalarCounter } from '../../../src/counting/create-counter.ts';
import { joinChecksums } from '../../../src/formats/gzip/checksum.ts';
import { createFormCounter } from '../../../src/formats/gzip/form-counter.ts';
import { createInflater, type Inflater } from '../../../src/formats/gzip/inflater.ts';
import { getInflateKernel, type InflateKernel } from '../../../src/formats/gzip/kernel.ts';
import { evaluateForm } from '../../../src/formats/gzip/slice-form.ts';
import { WINDOW_BYTES } from '../../../src/formats/gzip/window.ts';
import { inChunks } from '../../fixtures/byte-sources.ts';
import { inflateInPieces, newInflater } from '../../support/inflate-in-pieces.ts';
import { seededBytes, seededText } from '../../support/seeded.ts';
import { slowInflate } from '../../support/slow-inflate.ts';
import { sizeClass } from '../decoder-target.ts';
import { type FuzzTarget, hold } from '../fuzz-target.ts';
import { below, pick, type Random } from '../mutate.ts';

/** The slow reference, and the decoding without a window, take part in one of so many each. */
const SLOW_EVERY = 16;
const FORM_EVERY = 8;

const kernel = getInflateKernel() as InflateKernel;
const forms = createFormCounter(kernel, 'wc');
const formInflater = createInflater(kernel, forms);

const inflater = newInflater();

export const inflateTarget: FuzzTarget = {
  name: 'inflate',
  seeds: makeStreams,
  tokens: [Buffer.alloc(4), Buffer.alloc(4, 0xff), Buffer.of(0, 0, 0xff, 0xff)],
  async run(bytes, random) {
    const pieceBytes = random() < 0.25 ? 1 + below(random, 40) : bytes.length + 1;
    const ours = inflateInPieces(inflater, inChunks(bytes, pieceBytes));
    const theirs = zlibInflate(bytes);
    hold(ours.end === theirs.end, `${ours.end}, zlib has ${theirs.end}`);
    hold(!theirs.bytes || theirs.bytes.equals(ours.bytes), 'zlib gives other bytes');
    if (below(random, SLOW_EVERY) === 0) {
      const slow = slowInflate(bytes);
      hold(slow.end === ours.end, `${ours.end}, the slow reference has ${slow.end}`);
      hold(slow.bytes.equals(ours.bytes), 'the slow reference gives other bytes');
      hold(slow.end !== 'ended' || slow.length === ours.length, 'it ends elsewhere');
    }
    if (below(random, FORM_EVERY) === 0) {
      hold(isSameByForm(bytes, inflater, random), 'without the window it comes to something else');
    }
    return `${ours.end} ${sizeClass(ours.bytes.length)} ${sizeClass(ours.length)}`;
  },
};

/** Sound streams of all kinds, small enough to try many of. */
function makeStreams(): Buffer[] {
  const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
  const texts = [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.alloc(700, 'ab'),
    seededText(60),
    seededText(400, 1),
    seededText(1_500, 2),
    seededBytes(100, 3),
    Buffer.from(seededBytes(600, 4).map((byte) => byte & 3)),
    Buffer.concat([seededText(300), seededBytes(100), seededText(300)]),
  ];
  return texts.flatMap((text) =>
    [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE].flatMap((strategy) =>
      [0, 1, 6, 9].map((level) =>
        deflateRawSync(text, { strategy, level, memLevel: 1 + ((level + strategy) % 9) }),
      ),
    ),
  );
}

function zlibInflate(bytes: Uint8Array): { end: string; bytes?: Buffer } {
  try {
    return { end: 'ended', bytes: inflateRawSync(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      end: code === 'Z_BUF_ERROR' ? 'truncated' : code === 'Z_DATA_ERROR' ? 'corrupt' : `${code}`,
    };
  }
}

/** Whether a stream comes to the same with a window as by its form, which does not know it. */
function isSameByForm(bytes: Uint8Array, inflater: Inflater, random: Random): boolean {
  const bit = below(random, 8);
  const window = seededText(
    pick(random, [0, 100, WINDOW_BYTES - 1, WINDOW_BYTES, WINDOW_BYTES]),
    below(random, 9),
  );
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
