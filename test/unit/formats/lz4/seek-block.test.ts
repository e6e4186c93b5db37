import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { lz4 } from '../../../../src/formats/lz4/lz4.ts';
import type { Position } from '../../../../src/formats/position.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import { decodeInSlices } from '../../../support/decode-in-slices.ts';
import { inParts } from '../../../support/in-parts.ts';
import {
  type FrameParts,
  frameEnd,
  frameHeader,
  legacyFrame,
  lz4Frame,
  skippableFrame,
  storedBlock,
  word,
} from '../../../support/lz4-bytes.ts';
import { hasLz4Command, runLz4 } from '../../../support/lz4-command.ts';
import { splitHintOf } from '../../../support/recognition.ts';
import { checkProperty, seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const BLOCK_BYTES = 65_536;

/** Full blocks of text, of bytes that are stored and of what encodes to next to nothing. */
const MIXED = Buffer.concat([
  seededText(3 * BLOCK_BYTES),
  seededBytes(2 * BLOCK_BYTES),
  Buffer.alloc(2 * BLOCK_BYTES, 'ab\n'),
  seededText(2 * BLOCK_BYTES + 5_000, 2),
]);

interface SeekOptions {
  readonly before?: number;
  readonly hint?: string;
  readonly size?: number;
}

async function seek(
  encoded: Uint8Array,
  from: number,
  { before = encoded.length, hint, size = 50_000 }: SeekOptions = {},
): Promise<Position | undefined> {
  const cursor = new ByteCursor(inChunks(encoded.subarray(from), size), from);
  const place = await lz4.seek?.(cursor, before, hint ?? (await splitHintOf(encoded)) ?? '');
  if (place) expect(cursor.position).toBe(place.at);
  return place;
}

async function placesOf(encoded: Uint8Array): Promise<Position[]> {
  const { reached, error } = await decode(lz4, [encoded]);
  expect(error).toBeUndefined();
  return reached.map(({ at, decoderState }) =>
    decoderState === undefined ? { at } : { at, decoderState },
  );
}

/** From each offset the search must find the place that decoding reaches next. */
async function expectAllFound(encoded: Uint8Array, step: number): Promise<void> {
  const places = await placesOf(encoded);
  const near = places.flatMap(({ at }) => [at - 7, at - 1, at, at + 1]);
  for (let at = 1; at < encoded.length; at += step) near.push(at);
  for (const from of near.filter((at) => at > 0)) {
    const next = places.find(({ at }) => at >= from);
    expect(await seek(encoded, from), `from ${from}`).toEqual(next);
  }
}

describe('seeking a block', () => {
  it.each<FrameParts>([
    {},
    { hasBlockChecksums: true },
    { hasContentChecksum: true, hasContentSize: true },
  ])('finds the next one from anywhere, with %j', async (parts) => {
    await expectAllFound(lz4Frame(inParts(MIXED, BLOCK_BYTES), parts), 4_999);
  });

  it('finds the blocks of a writer that flushes even a few bytes', async () => {
    for (const size of [200, 3_000, 30_000]) {
      await expectAllFound(lz4Frame(inParts(seededText(16 * size), size)), size / 8);
    }
  });

  it('finds them in one frame after another, whatever is between them', async () => {
    const frame = (seed: number, parts: FrameParts) =>
      lz4Frame(inParts(seededText(100_000, seed), BLOCK_BYTES), parts);
    const encoded = Buffer.concat([
      frame(1, {}),
      frame(2, { hasContentSize: true }),
      skippableFrame(seededBytes(5_000)),
      frame(3, {}),
      lz4Frame([]),
      lz4Frame([seededBytes(9_000)]),
      lz4Frame([seededBytes(9_000)]),
      frame(4, {}),
      skippableFrame(seededBytes(10)),
    ]);
    await expectAllFound(encoded, 1_009);
  });

  it('finds frames of other kinds by their headers', async () => {
    const linked = lz4Frame(inParts(seededText(100_000), 30_000), { isLinked: true });
    const legacy = legacyFrame([seededText(50_000)]);
    const other = lz4Frame([seededText(50_000)], { hasBlockChecksums: true, blockSize: 5 });
    const frames = [linked, linked, legacy, other, legacy, linked];
    const encoded = Buffer.concat(frames);
    const places = (await placesOf(encoded)).filter(
      ({ decoderState }) => decoderState === undefined,
    );
    expect(places.length).toBe(frames.length - 1);
    for (const hint of ['', '6040']) {
      for (const [index, place] of places.entries()) {
        const start = Buffer.concat(frames.slice(0, index)).length;
        for (const from of [start + 1, start + 20_000, place.at - 7]) {
          expect(await seek(encoded, from, { hint }), `from ${from}`).toEqual(place);
        }
      }
    }
  });

  it('finds none that begins at its end or behind', async () => {
    const encoded = lz4Frame(inParts(MIXED, BLOCK_BYTES));
    const [, second] = await placesOf(encoded);
    const at = second?.at as number;
    expect(await seek(encoded, 100, { before: at })).toBeUndefined();
    expect(await seek(encoded, 100, { before: at + 1 })).toEqual(second);
    expect(await seek(encoded, at - 3, { before: at + 1 })).toEqual(second);
    expect(await seek(encoded, at, { before: at })).toBeUndefined();
    const twice = Buffer.concat([encoded, encoded]);
    const header = encoded.length;
    expect(await seek(twice, header - 5, { before: header })).toBeUndefined();
    expect(await seek(twice, header - 5, { before: header + 1 })).toEqual({ at: header });
    expect(await seek(twice, header + 1, { before: header + 7 })).toBeUndefined();
    expect(await seek(twice, header + 1, { before: header + 8 })).toMatchObject({ at: header + 7 });
  });

  it('finds none where there is none', async () => {
    const hint = '6470';
    for (const bytes of [
      seededBytes(600_000),
      seededText(300_000),
      Buffer.alloc(300_000),
      Buffer.alloc(300_000, 1),
      Buffer.alloc(300_000, word(4)),
      Buffer.alloc(300_000, word(0x80400000)),
      Buffer.alloc(3),
    ]) {
      expect(await seek(bytes, 0, { hint })).toBeUndefined();
      expect(await seek(bytes, 0, { hint: '6040' })).toBeUndefined();
      expect(await seek(bytes, 0, { hint: '' })).toBeUndefined();
    }
  });

  it('gives up on data that was made to look like blocks everywhere', async () => {
    // From every 32nd byte on sizes lead on for ever, and the first block decodes to a lot.
    const unit = Buffer.concat([word(28), Buffer.of(0x1f, 65, 1, 0), Buffer.alloc(24, 255)]);
    const hostile = Buffer.alloc(8_000_000, unit);
    let read = 0;
    function* source() {
      for (const chunk of inChunks(hostile, 65_536)) {
        read += chunk.length;
        yield chunk;
      }
    }
    expect(await lz4.seek?.(new ByteCursor(source()), hostile.length, '6070')).toBeUndefined();
    expect(read).toBeLessThan(hostile.length);
  });
});

describe('lz4 decoded in slices', () => {
  const blocks = inParts(MIXED, BLOCK_BYTES);
  const encoded = lz4Frame(blocks, { hasContentChecksum: true });
  const checked = lz4Frame(blocks, { hasBlockChecksums: true });

  it('gives the same bytes wherever it is cut', () =>
    checkProperty(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: encoded.length - 1 }), { maxLength: 12 }),
        fc.constantFrom(encoded, checked),
        async (cuts, file) => {
          const ends = cuts.sort((a, b) => a - b);
          const sliced = await decodeInSlices(lz4, file, ends);
          expect(sliced).toMatchObject({ code: undefined, recounts: 0 });
          expect(sliced.bytes.equals(MIXED)).toBe(true);
        },
      ),
      25,
    ));

  it.each([300, 1_000, 20_000, 70_000, 200_000, 1_000_000])(
    'gives the same bytes in slices of %i',
    async (size) => {
      const cuts = sliceEnds(encoded.length, size);
      const sliced = await decodeInSlices(lz4, encoded, cuts);
      expect(sliced).toMatchObject({ code: undefined, recounts: 0 });
      expect(sliced.bytes.equals(MIXED)).toBe(true);
      const isCut = sliced.believed > 1;
      expect(isCut).toBe(size < encoded.length);
      expect(sliced.remarks.length > 0).toBe(isCut);
    },
  );

  it('gives the same bytes where it cannot be cut, or at frames only', async () => {
    const linked = lz4Frame(blocks.slice(0, 3), { isLinked: true });
    const text = Buffer.concat(blocks.slice(0, 3));
    const legacy = legacyFrame([text]);
    for (const [file, expected] of [
      [linked, text],
      [Buffer.concat([linked, linked, linked]), Buffer.concat([text, text, text])],
      [Buffer.concat([legacy, legacy]), Buffer.concat([text, text])],
    ] as const) {
      for (const size of [5_000, 50_000]) {
        const sliced = await decodeInSlices(lz4, file, sliceEnds(file.length, size));
        expect(sliced).toMatchObject({ code: undefined, recounts: 0 });
        expect(sliced.bytes.equals(expected)).toBe(true);
      }
    }
  });

  it('is not misled by planted blocks', async () => {
    const inner = lz4Frame(inParts(seededText(40_000), 2_500));
    const innerLinked = lz4Frame(inParts(seededText(4_000), 2_500), { isLinked: true });
    const sizes = Buffer.concat(
      Array.from({ length: 900 }, (_, index) => Buffer.concat([word(20 + index), seededBytes(20)])),
    );
    const planted = [
      Buffer.concat([seededBytes(7_000), inner, seededBytes(3_000)]),
      Buffer.concat([innerLinked, seededBytes(9_000), frameHeader(0), storedBlock(inner)]),
      Buffer.concat([sizes, legacyFrame([inner]), frameHeader(0, { blockSize: 7 })]),
    ];
    // Stored as they are, among blocks of text.
    const body = planted.flatMap((bytes, index) => [
      storedBlock(bytes),
      lz4Frame([seededText(BLOCK_BYTES, index)]).subarray(7, -4),
    ]);
    const text = Buffer.concat(
      planted.flatMap((bytes, index) => [bytes, seededText(BLOCK_BYTES, index)]),
    );
    const file = Buffer.concat([frameHeader(0), ...body, frameEnd(text)]);
    let recounts = 0;
    for (const size of [1_000, 7_001, 30_000]) {
      const sliced = await decodeInSlices(lz4, file, sliceEnds(file.length, size));
      expect(sliced.code).toBeUndefined();
      expect(sliced.bytes.equals(text)).toBe(true);
      ({ recounts } = sliced);
    }
    expect(recounts).toBeLessThanOrEqual(3);
  });

  it('has the same error as the whole, whichever bit is flipped', async () => {
    const random = seededRandom();
    const cuts = sliceEnds(checked.length, 40_000);
    for (let round = 0; round < 40; round += 1) {
      const damaged = Buffer.from(checked);
      const at = 7 + Math.floor(random() * (damaged.length - 7));
      damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      const whole = await decode(lz4, [damaged]);
      const sliced = await decodeInSlices(lz4, damaged, cuts);
      expect(sliced.code).toBe(whole.code);
      expect(sliced.bytes.equals(whole.bytes)).toBe(true);
    }
  });

  it.skipIf(!hasLz4Command).each(['-B4', '-9 -B4 -BX', '-B5', '-B1000', '-B4 -BD', '-l'])(
    'gives the same bytes of what the command writes with %s',
    async (options) => {
      const file = runLz4(options.split(' '), MIXED);
      const several = Buffer.concat([file, file, file]);
      for (const size of [40_000, 150_000]) {
        const sliced = await decodeInSlices(lz4, several, sliceEnds(several.length, size));
        expect(sliced).toMatchObject({ code: undefined, recounts: 0 });
        expect(sliced.bytes.equals(Buffer.concat([MIXED, MIXED, MIXED]))).toBe(true);
        expect(sliced.believed).toBeGreaterThan(1);
      }
    },
  );
});

function sliceEnds(length: number, size: number): number[] {
  return Array.from({ length: Math.ceil(length / size) - 1 }, (_, index) => (index + 1) * size);
}
