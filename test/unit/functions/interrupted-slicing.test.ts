// Objects in slices whose workers run out of time and die at random, through the real cascade and
// worker: the totals are always those of the whole.

import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { work } from '../../../functions/worker/worker.ts';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { WorkerFrame } from '../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../src/protocol/request.ts';
import { blockedGzip } from '../../support/blocked-gzip.ts';
import { finishCascade, startCascade } from '../../support/cascading.ts';
import { gzipMember } from '../../support/gzip-bytes.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { wcReference } from '../../support/reference-counts.ts';
import { checkProperty, seededRandom, seededText } from '../../support/seeded.ts';

const TEXT = seededText(30_000);
const INNER = blockedGzip(TEXT.subarray(0, 9_000), 1_000);

/** Of a member that holds gzip data as it is. */
const STORED = Buffer.concat([gzipMember(TEXT), gzipMember(INNER, { level: 0 }), gzipMember(TEXT)]);

function members(bytes: number): Buffer {
  const count = Math.ceil(TEXT.length / bytes);
  const parts = Array.from({ length: count }, (_, n) => TEXT.subarray(n * bytes, (n + 1) * bytes));
  return Buffer.concat(parts.map((part) => gzipSync(part)));
}

/**
 * Of each, the chunks that a worker must be let read for to come further from anywhere: a slice's
 * beginning may have to be sought.
 */
const OBJECTS: Readonly<Record<string, { encoded: Buffer; text: Buffer; chunks: number }>> = {
  'plain text': { encoded: TEXT, text: TEXT, chunks: 1 },
  BGZF: { encoded: blockedGzip(TEXT, 1_500), text: TEXT, chunks: 12 },
  'many gzip members': { encoded: members(2_000), text: TEXT, chunks: 12 },
  'members that hold members': {
    encoded: STORED,
    text: Buffer.concat([TEXT, INNER, TEXT]),
    chunks: 40,
  },
};

/** Its time are the chunks that were read. */
function createReadingClock(store: MemoryStore) {
  let now = 0;
  return {
    now: () => now,
    // Nothing but reading makes it later.
    async sleep(_: number, signal: AbortSignal) {
      if (!signal.aborted) await once(signal, 'abort');
    },
    store: {
      async *read(...[object, start, end, signal]: Parameters<MemoryStore['read']>) {
        for await (const chunk of store.read(object, start, end, signal)) {
          now += 1;
          yield chunk;
        }
      },
    },
  };
}

/** The answer breaks after so many frames. */
async function* diesAfter(frames: AsyncIterable<WorkerFrame>, count: number) {
  let left = count;
  for await (const frame of frames) {
    if (left === 0) throw new InvocationError('worker-died', 'killed', { retryable: true });
    left -= 1;
    yield frame;
  }
}

describe.each(Object.keys(OBJECTS))('%s, by workers that are interrupted', (name) => {
  const { encoded, text, chunks } = OBJECTS[name] as (typeof OBJECTS)[string];

  it('has the total of the whole', () =>
    checkProperty(
      fc.asyncProperty(
        fc.integer({ min: 300, max: 2 * encoded.length }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (sliceBytes, reportEveryMs, seed) => {
          const store = createMemoryStore({ object: encoded });
          const random = seededRandom(seed);
          const seen = new Set<number>();
          const worker = (request: WorkerRequest) => {
            const { store: read, ...clock } = createReadingClock(store);
            const limit = chunks + Math.floor(random() * 20);
            const remainingMs = () => limit - clock.now();
            const frames = work(request, { store: read, clock, requestId: 'w', remainingMs });
            // What has begun at a place once will not die there again: patience has its limits.
            const start = request.slices[0]?.start ?? 0;
            const dies = !seen.has(start) && random() < 0.5;
            seen.add(start);
            return dies ? diesAfter(frames, Math.floor(random() * 4)) : frames;
          };
          const changes = { sliceBytes, reportEveryMs, workers: 3 };
          const { settled } = await finishCascade(startCascade(store.refs(), worker, changes));
          expect(settled).toMatchObject([{ type: 'object', count: wcReference(text) }]);
        },
      ),
      60,
    ));
});
