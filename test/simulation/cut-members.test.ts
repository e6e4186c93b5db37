// Members of gzip that are cut anywhere, through the real cascade and worker: the totals are always those of
// the whole, and damage ends the count where it ends it in one piece.

import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { WordRule } from '../../src/counting/word-rule.ts';
import type { WorkerFrame } from '../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../src/protocol/request.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../support/cascading.ts';
import { gzipMember } from '../support/gzip-bytes.ts';
import { inParts } from '../support/in-parts.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { randomCopies } from '../support/random-copies.ts';
import { identifierReference, wcReference } from '../support/reference-counts.ts';
import { seededBytes, seededRandom, seededText } from '../support/seeded.ts';

const LINES = seededText(160_000);

/** The gzip file made from it has fixed blocks, and stored ones, and others. */
const MIXED = Buffer.concat([
  seededText(70_000),
  seededBytes(60_000),
  Buffer.alloc(90_000, 'ab c\n'),
  seededText(70_000, 2),
]);

/** Deflate data within stored blocks: its blocks are found, and must not be believed. */
const PLANTED = Buffer.concat([
  deflateRawSync(LINES, { memLevel: 2 }),
  gzipSync(LINES.subarray(0, 90_000), { memLevel: 2 }),
  seededText(20_000, 3),
]);

interface CutObject {
  readonly encoded: Buffer;
  readonly text: Buffer;
}

function members(texts: readonly Buffer[], options = {}): CutObject {
  const encoded = Buffer.concat(texts.map((text) => gzipSync(text, { memLevel: 3, ...options })));
  return { encoded, text: Buffer.concat(texts) };
}

/** Blocks that say nothing, between those of a member, as a flush leaves them. */
function withEmptyBlocks(text: Buffer): CutObject {
  const parts = inParts(text, 7_000).map((part, index) => {
    // The streams of the parts have nothing in common: they are as good as one that was flushed.
    const deflated = deflateRawSync(part, { finishFlush: constants.Z_FULL_FLUSH, memLevel: 3 });
    return index % 3 === 0 ? Buffer.concat([deflated, Buffer.of(0, 0, 0, 0xff, 0xff)]) : deflated;
  });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length, 4);
  const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  const last = Buffer.of(3, 0);
  return { encoded: Buffer.concat([header, ...parts, last, trailer]), text };
}

const OBJECTS: Readonly<Record<string, CutObject>> = {
  'one member of lines': members([LINES]),
  'one member of many kinds of blocks': members([MIXED]),
  'one member of fixed blocks': members([LINES], { strategy: constants.Z_FIXED }),
  'one member of flushed blocks': withEmptyBlocks(LINES),
  'one member of short copies': members([randomCopies(200_000)]),
  'members that end inside of slices': members(inParts(LINES, 45_000)),
  'small members': members(inParts(LINES, 6_000), { memLevel: 8 }),
  'blocks within stored blocks': {
    encoded: Buffer.concat([
      gzipSync(LINES, { memLevel: 3 }),
      gzipMember(PLANTED, { level: 0 }),
      gzipSync(LINES, { memLevel: 3 }),
    ]),
    text: Buffer.concat([LINES, PLANTED, LINES]),
  },
};

async function count(encoded: Buffer, sliceBytes: number | undefined, words: WordRule = 'wc') {
  const store = createMemoryStore({ object: encoded });
  const clock = createVirtualClock();
  const frames: WorkerFrame[] = [];
  async function* worker(request: WorkerRequest) {
    for await (const frame of work(request, { store, clock, requestId: 'w' })) {
      frames.push(frame);
      yield frame;
    }
  }
  const changes = { ...(sliceBytes !== undefined && { sliceBytes }), workers: 3, words };
  const { settled } = await finishCascade(startCascade(store.refs(), worker, changes));
  const conditional = frames.filter((frame) => 'conditional' in frame);
  return { settled: settled[0], conditional: conditional.length };
}

/** A slice of gzip has half as many bytes as are asked for. */
const SLICE_BYTES = [3_001, 7_001, 20_011, 50_003, 120_001];

describe.each(Object.entries(OBJECTS))('%s', (name, { encoded, text }) => {
  it.each(SLICE_BYTES)('has the total of the whole in slices of %d bytes', async (sliceBytes) => {
    const { settled, conditional } = await count(encoded, sliceBytes);
    expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
    if (name === 'one member of lines' && 3 * sliceBytes < encoded.length) {
      expect(conditional).toBeGreaterThan(1);
    }
  });

  it('has the same identifiers', async () => {
    const { settled } = await count(encoded, 30_000, 'identifier');
    expect(settled).toMatchObject({ type: 'object', count: identifierReference(text) });
  });
});

describe('damage in a member that is cut', () => {
  const { encoded } = OBJECTS['one member of lines'] as CutObject;
  const behind = gzipSync(seededText(3_000, 5));

  async function expectAsInOnePiece(damaged: Buffer): Promise<void> {
    const whole = await count(damaged, undefined);
    expect(whole.settled).toMatchObject({ type: 'failed' });
    for (const sliceBytes of [9_001, 30_011]) {
      const cut = await count(damaged, sliceBytes);
      const { type, ...rest } = whole.settled ?? {};
      expect({ ...cut.settled, ms: 0 }).toMatchObject({ type, ...rest, ms: 0 });
    }
  }

  it.each([
    ['the checksum', 8],
    ['the length', 4],
  ])('is found if it is in %s of its trailer', async (_, fromEnd) => {
    const damaged = Buffer.from(encoded);
    const at = damaged.length - fromEnd;
    damaged[at] = (damaged[at] as number) ^ 1;
    await expectAsInOnePiece(damaged);
    await expectAsInOnePiece(Buffer.concat([damaged, behind]));
  });

  it('ends it where it ends in one piece', async () => {
    const random = seededRandom();
    for (let n = 0; n < 5; n += 1) {
      const damaged = Buffer.from(encoded);
      const at = 20 + Math.floor(random() * (encoded.length - 40));
      damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      await expectAsInOnePiece(damaged);
    }
  });

  it('ends it where it is cut off', async () => {
    const random = seededRandom(2);
    for (let n = 0; n < 4; n += 1) {
      await expectAsInOnePiece(encoded.subarray(0, Math.floor(random() * encoded.length)));
    }
    await expectAsInOnePiece(Buffer.concat([encoded, Buffer.from('garbage')]));
  });
});
