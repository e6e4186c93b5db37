// Objects of frames in slices of any size, through the real cascade and worker: skippable frames
// before them, and many in one file.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInSlices } from '../../support/count-in-slices.ts';
import { formatFixture } from '../../support/format-fixture.ts';
import { legacyFrame, lz4Frame } from '../../support/lz4-bytes.ts';
import { wcReference } from '../../support/reference-counts.ts';
import { checkProperty, seededBytes, seededText } from '../../support/seeded.ts';
import { skippableFrame, storedFrame } from '../../support/zstd-bytes.ts';

const TEXT = seededText(6_000);

/** Bytes that do not get smaller, so that their block is stored, and is not full. */
const BASE64 = Buffer.from(seededBytes(9_000).toString('base64').replaceAll(/[+/]/g, '\n'));

/** As pzstd has them: each frame behind its size. */
function sized(frame: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(frame.length);
  return Buffer.concat([skippableFrame(size), frame]);
}

function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

const parts = Array.from({ length: 12 }, (_, index) =>
  TEXT.subarray(index * 500, (index + 1) * 500),
);
const behind = (frames: readonly Buffer[], ...sizes: number[]) =>
  Buffer.concat([...sizes.map((size) => skippableFrame(seededBytes(size), 1)), ...frames]);

interface Frames {
  readonly encoded: Buffer;
  readonly text: Buffer;
  readonly isCut: boolean;
}

const OBJECTS: Readonly<Record<string, Frames>> = {
  'frames of pzstd': {
    encoded: Buffer.concat(parts.map((part) => sized(storedFrame(part)))),
    text: TEXT,
    isCut: true,
  },
  'zstd frames behind others': {
    encoded: behind(
      parts.map((part) => storedFrame(part)),
      0,
      1_500,
      40,
    ),
    text: TEXT,
    isCut: true,
  },
  'lz4 blocks behind a frame': {
    encoded: behind([lz4Frame(parts)], 1_500),
    text: TEXT,
    isCut: true,
  },
  'lz4 frames behind others': {
    encoded: behind(
      parts.map((part) => lz4Frame([part])),
      24,
      900,
    ),
    text: TEXT,
    isCut: true,
  },
  'linked lz4 frames behind one': {
    encoded: behind(
      parts.map((part) => lz4Frame([part], { isLinked: true })),
      100,
    ),
    text: TEXT,
    isCut: true,
  },
  'lz4 frames of a stored block': {
    encoded: Buffer.concat(
      times(4, lz4Frame([BASE64], { blockSize: 7, hasContentChecksum: true })),
    ),
    text: Buffer.concat(times(4, BASE64)),
    isCut: true,
  },
  'lz4 frames of all kinds': {
    encoded: Buffer.concat([
      lz4Frame([BASE64], { blockSize: 7 }),
      lz4Frame([], {}),
      lz4Frame(parts, { hasBlockChecksums: true }),
      skippableFrame(seededBytes(700)),
      lz4Frame([BASE64, ...parts], { isLinked: true }),
      legacyFrame([TEXT]),
      lz4Frame([BASE64], { blockSize: 7, hasContentSize: true }),
    ]),
    text: Buffer.concat([BASE64, TEXT, BASE64, TEXT, TEXT, BASE64]),
    isCut: true,
  },
  // Bytes that look like frames within a frame that is skipped.
  'frames within a skippable one': {
    encoded: Buffer.concat([
      skippableFrame(Buffer.concat(parts.map((part) => storedFrame(part)))),
      storedFrame(TEXT),
      skippableFrame(Buffer.concat(parts.map((part) => storedFrame(part)))),
      storedFrame(TEXT),
    ]),
    text: Buffer.concat([TEXT, TEXT]),
    isCut: true,
  },
  'skippable frames alone': {
    encoded: behind([], 2_000, 0, 3_000),
    text: Buffer.of(),
    isCut: true,
  },
  'text behind a skippable frame': {
    encoded: behind([TEXT], 3_000),
    text: behind([TEXT], 3_000),
    isCut: true,
  },
  'xz streams': {
    encoded: Buffer.concat(times(5, formatFixture('a.log.xz'))),
    text: Buffer.from('one two three\nfour five\n'.repeat(250)),
    isCut: false,
  },
};

describe.each(Object.keys(OBJECTS))('%s in slices', (name) => {
  const { encoded, text, isCut } = OBJECTS[name] as Frames;

  it('have the total of the whole at any size', () =>
    checkProperty(
      fc.asyncProperty(fc.integer({ min: 60, max: 2 * encoded.length }), async (sliceBytes) => {
        const { settled } = await countInSlices(encoded, sliceBytes);
        expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
      }),
      40,
    ));

  it('have the total of the whole at every even part of it', async () => {
    for (const count of [1, 2, 3, 4, 5, 8, 16]) {
      const { settled } = await countInSlices(encoded, Math.ceil(encoded.length / count));
      expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
    }
  });

  it(`are ${isCut ? '' : 'not '}counted by several workers`, async () => {
    const { settled } = await countInSlices(encoded, encoded.length / 4);
    // Pieces without a frame that is decoded are none.
    if (isCut) expect(settled).not.toMatchObject({ pieces: 1 });
    else expect(settled).toMatchObject({ pieces: 1 });
  });
});

describe('many lz4 frames', () => {
  it('are counted by as many workers as there are slices of them', async () => {
    const { encoded, text } = OBJECTS['lz4 frames of a stored block'] as Frames;
    const { settled } = await countInSlices(encoded, encoded.length / 4);
    expect(settled).toMatchObject({ type: 'object', count: wcReference(text), pieces: 4 });
  });
});
