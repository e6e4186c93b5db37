// Forms of slices that begin in the middle of a stream, against the decoding with the window.

import { constants, crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IDENTIFIER_BYTES, WC_WORD_BYTES } from '../../../../src/counting/byte-class-counter.ts';
import { type Count, EMPTY_COUNT, joinCounts } from '../../../../src/counting/count.ts';
import { createScalarCounter } from '../../../../src/counting/create-counter.ts';
import { joinChecksums } from '../../../../src/formats/gzip/checksum.ts';
import { createFormCounter } from '../../../../src/formats/gzip/form-counter.ts';
import { createInflater } from '../../../../src/formats/gzip/inflater.ts';
import { getInflateKernel, type InflateKernel } from '../../../../src/formats/gzip/kernel.ts';
import {
  evaluateForm,
  resolveWindow,
  type SliceForm,
} from '../../../../src/formats/gzip/slice-form.ts';
import { WINDOW_BYTES } from '../../../../src/formats/gzip/window.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { BitWriter } from '../../../support/deflate-bits.ts';
import { inflateInPieces, newInflater } from '../../../support/inflate-in-pieces.ts';
import { seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const RULES = { wc: WC_WORD_BYTES, identifier: IDENTIFIER_BYTES } as const;
type Rule = keyof typeof RULES;

const TEXT = Buffer.concat([
  seededText(60_000),
  seededBytes(20_000),
  Buffer.alloc(30_000, 'abcdefg\n 12'),
  seededText(150_000, 2),
]);

/** Its middle does not compress, so that nothing refers to what is before. */
const FORGETFUL = Buffer.concat([seededText(200_000), seededBytes(70_000), seededText(200_000, 2)]);

const STREAMS: Record<string, { text: Buffer; encoded: Buffer }> = {
  'dynamic blocks': { text: TEXT, encoded: deflateRawSync(TEXT, { memLevel: 4 }) },
  'fixed blocks': {
    text: TEXT,
    encoded: deflateRawSync(TEXT, { memLevel: 6, strategy: constants.Z_FIXED }),
  },
  'stored blocks': { text: TEXT, encoded: deflateRawSync(TEXT, { level: 0 }) },
  'markers that end': { text: FORGETFUL, encoded: deflateRawSync(FORGETFUL) },
};

function kernel(): InflateKernel {
  return getInflateKernel() as InflateKernel;
}

interface Place {
  readonly bits: number;
  /** How many bytes were decoded before it. */
  readonly decoded: number;
}

/** The blocks of a stream but its first. */
function placesOf(encoded: Uint8Array): Place[] {
  const places: Place[] = [];
  const inflater = newInflater();
  let decoded = 0;
  inflater.begin();
  inflater.push(
    encoded,
    (chunk) => {
      decoded += chunk.length;
    },
    (bits) => places.push({ bits, decoded }) > 0,
  );
  return places;
}

interface Slice {
  readonly form: SliceForm;
  /** The part that came when the window was known. */
  readonly rest: Buffer;
  readonly window: Uint16Array | Uint8Array;
}

function decodeSlice(encoded: Uint8Array, bit: number, rule: Rule, size: number): Slice {
  const counter = createFormCounter(kernel(), rule);
  const inflater = createInflater(kernel(), counter);
  const rest: Buffer[] = [];
  let window: Uint16Array | Uint8Array = new Uint8Array(0);
  inflater.begin({ bit });
  for (const piece of inChunks(encoded, size)) {
    inflater.push(
      piece,
      (chunk) => rest.push(Buffer.from(chunk)),
      () => {
        window = inflater.window();
        return true;
      },
    );
  }
  expect(inflater.isEnded).toBe(true);
  return { form: counter.form() as SliceForm, rest: Buffer.concat(rest), window };
}

function countOf(bytes: Uint8Array, rule: Rule): Count {
  if (bytes.length === 0) return EMPTY_COUNT;
  const counter = createScalarCounter(rule);
  counter.update(bytes);
  return counter.count();
}

/** The slice's count with a window, its end included. */
function evaluate({ form, rest }: Slice, window: Uint8Array, rule: Rule) {
  const evaluated = evaluateForm(form, window, RULES[rule]);
  return (
    evaluated && {
      count: joinCounts(evaluated.count, countOf(rest, rule)),
      checksum: joinChecksums(evaluated.checksum, crc32(rest), rest.length),
    }
  );
}

describe.each(Object.entries(STREAMS))('the form of a slice of %s', (_, { text, encoded }) => {
  const places = placesOf(encoded);
  const some = places.filter((__, index) => index % Math.ceil(places.length / 8) === 0);

  it.each(['wc', 'identifier'] as const)('comes to what the text does, by the rule %s', (rule) => {
    for (const { bits, decoded } of some) {
      for (const size of [1_009, encoded.length]) {
        const slice = decodeSlice(encoded.subarray(bits >> 3), bits & 7, rule, size);
        const before = text.subarray(Math.max(0, decoded - WINDOW_BYTES), decoded);
        const expected = text.subarray(decoded);
        expect(slice.form.bytes + slice.rest.length).toBe(expected.length);
        expect(evaluate(slice, before, rule)).toEqual({
          count: countOf(expected, rule),
          checksum: crc32(expected),
        });
      }
    }
  });

  it('comes to what any other window makes of it', () => {
    const random = seededRandom();
    for (const { bits } of some) {
      const part = encoded.subarray(bits >> 3);
      const slice = decodeSlice(part, bits & 7, 'wc', 5_000);
      for (const length of [WINDOW_BYTES, WINDOW_BYTES, WINDOW_BYTES - 1, 5_000, 0]) {
        const window = Buffer.from(
          seededBytes(length, bits).map((byte) => (byte < 90 ? 32 : byte)),
        );
        window.fill('\n', 0, Math.floor(random() * length));
        const decoded = inflateInPieces(newInflater(), [part], { bit: bits & 7, window });
        const expected =
          decoded.end === 'ended'
            ? { count: countOf(decoded.bytes, 'wc'), checksum: crc32(decoded.bytes) }
            : undefined;
        expect(evaluate(slice, window, 'wc')).toEqual(expected);
      }
    }
  });

  it('gives the window that comes after it', () => {
    for (const { bits, decoded } of some) {
      const { window } = decodeSlice(encoded.subarray(bits >> 3), bits & 7, 'wc', 50_000);
      const { decoded: end } = places.at(-1) as { decoded: number };
      if (window.length === 0) continue;
      const before = text.subarray(Math.max(0, decoded - WINDOW_BYTES), decoded);
      const bytes = window instanceof Uint16Array ? resolveWindow(window, before) : window;
      expect(text.subarray(Math.max(0, end - WINDOW_BYTES), end).equals(bytes)).toBe(true);
    }
  });
});

describe('the form of a slice', () => {
  it('ends where the last 32 KiB are known', () => {
    const { encoded } = STREAMS['markers that end'] as { encoded: Buffer };
    const [{ bits }] = placesOf(encoded) as [Place];
    const { form, rest } = decodeSlice(encoded.subarray(bits >> 3), bits & 7, 'wc', 10_000);
    expect(form.bytes).toBeLessThan(400_000);
    expect(rest.length).toBeGreaterThan(100_000);
  });

  it('is kept while other streams take their turns', () => {
    const { text, encoded } = STREAMS['dynamic blocks'] as { text: Buffer; encoded: Buffer };
    const slices = placesOf(encoded)
      .slice(0, 4)
      .map(({ bits, decoded }) => {
        const counter = createFormCounter(kernel(), 'wc');
        const inflater = createInflater(kernel(), counter);
        inflater.begin({ bit: bits & 7 });
        return { counter, inflater, decoded, at: bits >> 3, rest: [] as Buffer[] };
      });
    let open = slices;
    while (open.length > 0) {
      for (const slice of open) {
        const piece = encoded.subarray(slice.at, slice.at + 3_001);
        slice.at += slice.inflater.push(piece, (chunk) => slice.rest.push(Buffer.from(chunk)));
      }
      open = open.filter(({ inflater }) => !inflater.isEnded);
    }
    for (const { counter, rest, decoded } of slices) {
      const slice = {
        form: counter.form() as SliceForm,
        rest: Buffer.concat(rest),
        window: new Uint8Array(0),
      };
      const before = text.subarray(Math.max(0, decoded - WINDOW_BYTES), decoded);
      const expected = text.subarray(decoded);
      expect(evaluate(slice, before, 'wc')).toEqual({
        count: countOf(expected, 'wc'),
        checksum: crc32(expected),
      });
    }
  });

  it('can be captured after the end, when another stream is in the kernel', () => {
    const encoded = deflateRawSync(seededText(120_000), { memLevel: 4 });
    const [first, other] = placesOf(encoded) as [Place, Place];
    const begin = ({ bits }: Place) => {
      const counter = createFormCounter(kernel(), 'wc');
      const inflater = createInflater(kernel(), counter);
      inflater.begin({ bit: bits & 7 });
      inflater.push(encoded.subarray(bits >> 3), () => {});
      return counter;
    };
    const counter = begin(first);
    expect(counter.isOpen).toBe(true);
    const captured = counter.capture()();
    begin(other);
    expect(counter.capture()()).toEqual(captured);
  });

  it('says when it has too many pairs of places', () => {
    // Each token copies three symbols, most of which have not met their neighbours before.
    const random = seededRandom();
    const tokens = Array.from({ length: 60_000 }, () => {
      return { length: 3, distance: 1 + Math.floor(random() * WINDOW_BYTES) };
    });
    const encoded = new BitWriter().fixed(tokens, true).bytes();
    const counter = createFormCounter(kernel(), 'wc');
    const inflater = createInflater(kernel(), counter);
    inflater.begin({ bit: 0 });
    inflater.push(encoded, () => {});
    expect(counter.isTooLarge).toBe(true);
    expect(counter.form()).toBeUndefined();
  });
});
