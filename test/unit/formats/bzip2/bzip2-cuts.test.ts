import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { bzip2 } from '../../../../src/formats/bzip2/bzip2.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import {
  type Bzip2Sample,
  craftFalseMagics,
  craftHiddenFile,
  craftManyBlocks,
  STREAMS,
  THREE_BLOCKS,
} from '../../../support/bzip2-samples.ts';
import { decodeInSlices } from '../../../support/decode-in-slices.ts';
import { checkProperty, seededBytes } from '../../../support/seeded.ts';

const MANY = craftManyBlocks(4, 8);
const FALSE_MAGICS = craftFalseMagics();
const HIDDEN = craftHiddenFile();

async function expectSliced({ encoded, text }: Bzip2Sample, cuts: readonly number[]) {
  const sliced = await decodeInSlices(bzip2, encoded, cuts);
  expect(sliced.code).toBeUndefined();
  expect(sliced.bytes.equals(text), `cut at ${cuts}`).toBe(true);
  return sliced;
}

function everyNth(step: number, length: number): number[] {
  return Array.from({ length: Math.ceil(length / step) - 1 }, (_, index) => (index + 1) * step);
}

describe('a bzip2 file in slices', () => {
  it.each([
    ['of many blocks', MANY],
    ['of streams', STREAMS],
    ['with false magics', FALSE_MAGICS],
    ['with a file in its data', HIDDEN],
  ])('%s decodes the same, however it is cut', (_, sample) =>
    checkProperty(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: sample.encoded.length - 1 }), { maxLength: 12 }),
        async (cuts) => {
          await expectSliced(
            sample,
            cuts.toSorted((a, b) => a - b),
          );
        },
      ),
    ),
  );

  it.each([
    ['of many blocks', MANY],
    ['with false magics', FALSE_MAGICS],
    ['with a file in its data', HIDDEN],
  ])('%s decodes the same in slices of every size', async (_, sample) => {
    const { length } = sample.encoded;
    for (const size of [2, 3, 8, 29, 64, 100, 333, length - 1]) {
      await expectSliced(sample, everyNth(size, length));
    }
  });

  it('with large blocks decodes the same in slices of any size', async () => {
    for (const size of [400, 1_000, 2_500]) {
      await expectSliced(THREE_BLOCKS, everyNth(size, THREE_BLOCKS.encoded.length));
    }
  });

  it('decodes the same when cut in two anywhere, with nothing decoded twice', async () => {
    for (let cut = 1; cut < MANY.encoded.length; cut += 7) {
      expect((await expectSliced(MANY, [cut])).recounts).toBe(0);
    }
  });

  it('does not accept the blocks of a file within its data', async () => {
    const sliced = await expectSliced(HIDDEN, [HIDDEN.hiddenAt, HIDDEN.encoded.length - 20]);
    expect(sliced.believed).toBe(1);
  });
});

describe('seekBlock', () => {
  it('finds each position that decoding reaches, with chunks of any size', async () => {
    const { reached } = await decode(bzip2, [MANY.encoded]);
    expect(reached.length).toBe(24);
    for (const size of [1, 2, 7, 64, 10_000]) {
      let from = 0;
      for (const { at, decoderState } of reached) {
        const cursor = new ByteCursor(inReusedMemory(MANY.encoded.subarray(from), size), from);
        expect(await bzip2.seek?.(cursor, Number.POSITIVE_INFINITY, '')).toEqual({
          at,
          decoderState,
        });
        expect(cursor.position).toBe(at);
        from = at + 1;
      }
      const cursor = new ByteCursor(inReusedMemory(MANY.encoded.subarray(from), size), from);
      expect(await bzip2.seek?.(cursor, Number.POSITIVE_INFINITY, '')).toBeUndefined();
    }
  });

  it('finds no block that begins at the end of the slice or after it', async () => {
    for (const size of [1, 50]) {
      for (const before of [1, 2, 3, 4]) {
        const cursor = new ByteCursor(inReusedMemory(MANY.encoded, size));
        expect(await bzip2.seek?.(cursor, before, '')).toBeUndefined();
      }
      const cursor = new ByteCursor(inReusedMemory(MANY.encoded, size));
      expect(await bzip2.seek?.(cursor, 5, '')).toEqual({ at: 4, decoderState: '0' });
    }
  });

  it('finds nothing in other bytes', async () => {
    const cursor = new ByteCursor(inReusedMemory(seededBytes(300_000), 4_096));
    expect(await bzip2.seek?.(cursor, 300_000, '')).toBeUndefined();
  });
});
