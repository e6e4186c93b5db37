// The reports of cascade and worker on unfinished objects, through the real ones: they are no more than was read, and
// it grows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { HeartbeatFrame } from '../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../src/protocol/request.ts';
import { work } from '../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { THREE_BLOCKS } from '../../support/bzip2-samples.ts';
import { soundWorker, startCascade } from '../../support/cascading.ts';
import { HELLO } from '../../support/frames.ts';
import { wcReference } from '../../support/reference-counts.ts';
import { checkProperty, seededText } from '../../support/seeded.ts';

interface Settings {
  readonly chunkBytes: number;
  readonly chunkMs: number;
  readonly sliceBytes: number;
  readonly workers: number;
  readonly reportEveryMs: number;
}

/** How much of each object was handed out when a heartbeat came, and what it said. */
interface Seen {
  readonly heartbeat: HeartbeatFrame;
  readonly handedBytes: number;
  readonly settled: number;
}

/** Counts objects from a store that takes its time over each chunk. */
async function follow(contents: Readonly<Record<string, Buffer>>, settings: Settings) {
  const { chunkBytes, chunkMs, sliceBytes, workers, reportEveryMs } = settings;
  const clock = createVirtualClock();
  const handed = new Map(
    Object.entries(contents).map(([key, { length }]) => [key, new Uint8Array(length)]),
  );
  const store = {
    async *read({ key }: { key: string }, start: number, end: number, signal: AbortSignal) {
      const content = contents[key] as Buffer;
      for (let at = start; at < Math.min(end, content.length); at += chunkBytes) {
        await clock.sleep(chunkMs, signal);
        const to = Math.min(at + chunkBytes, end);
        handed.get(key)?.fill(1, at, to);
        yield content.subarray(at, to);
      }
    },
  };
  const refs = Object.entries(contents).map(([key, { length }]) => ({ key, sizeBytes: length }));
  const invokeWorker = (request: WorkerRequest) => work(request, { store, clock, requestId: 'w' });
  const changes = { clock, sliceBytes, workers, reportEveryMs, maxTaskSlices: 3 };
  const seen: Seen[] = [];
  let settled = 0;
  for await (const frame of startCascade(refs, invokeWorker, changes)) {
    if (frame.type === 'object') settled += 1;
    if (frame.type !== 'heartbeat') continue;
    let handedBytes = 0;
    for (const bytes of handed.values()) for (const byte of bytes) handedBytes += byte;
    seen.push({ heartbeat: frame, handedBytes, settled });
  }
  expect(settled).toBe(refs.length);
  return seen;
}

const FIGURES = ['readingBytes', 'decodedBytes', 'lines', 'words'] as const;

function checkGrowth(seen: readonly Seen[]): void {
  const open = seen.filter(({ settled }) => settled === 0).map(({ heartbeat }) => heartbeat);
  for (const [index, heartbeat] of open.entries()) {
    for (const figure of FIGURES) {
      expect(heartbeat[figure] ?? 0).toBeGreaterThanOrEqual(open[index - 1]?.[figure] ?? 0);
    }
  }
}

const TEXT = seededText(3_000);
const WORDS = wcReference(TEXT).words;

describe('the figures of a text in slices', () => {
  const settings = fc.record({
    chunkBytes: fc.integer({ min: 30, max: 900 }),
    chunkMs: fc.integer({ min: 1, max: 90 }),
    sliceBytes: fc.integer({ min: 200, max: 4_000 }),
    workers: fc.integer({ min: 1, max: 5 }),
    reportEveryMs: fc.integer({ min: 20, max: 300 }),
  });

  it('are at most what was read, and grow until the object is settled', async () => {
    await checkProperty(
      fc.asyncProperty(settings, async (drawn) => {
        const seen = await follow({ 'a.txt': TEXT }, drawn);
        for (const { heartbeat, handedBytes } of seen) {
          expect(heartbeat.readingBytes).toBeLessThanOrEqual(handedBytes);
          expect(heartbeat.decodedBytes).toBeLessThanOrEqual(handedBytes);
          expect(heartbeat.words).toBeLessThanOrEqual(WORDS);
          for (const [object, readBytes] of heartbeat.reading ?? []) {
            expect(object).toBe(0);
            expect(readBytes).toBeLessThanOrEqual(handedBytes);
          }
        }
        checkGrowth(seen);
        expect(seen.at(-1)?.heartbeat).toMatchObject({ readingBytes: 0, decodedBytes: 0 });
      }),
      40,
    );
  });

  it('are at most what was read also where workers read several objects', async () => {
    await checkProperty(
      fc.asyncProperty(settings, async (drawn) => {
        const contents = { 'a.txt': TEXT, 'b.txt': TEXT.subarray(100), 'c.txt': TEXT.subarray(5) };
        for (const { heartbeat, handedBytes } of await follow(contents, drawn)) {
          expect(heartbeat.readingBytes).toBeLessThanOrEqual(handedBytes);
          expect(heartbeat.decodedBytes).toBeLessThanOrEqual(handedBytes);
        }
      }),
      20,
    );
  });
});

it('come to nearly all of a text before it is settled', async () => {
  const settings = { chunkBytes: 100, chunkMs: 50, sliceBytes: 1_000, workers: 2 };
  const seen = await follow({ 'a.txt': TEXT }, { ...settings, reportEveryMs: 60 });
  const last = seen.findLast(({ settled }) => settled === 0)?.heartbeat;
  expect(last?.decodedBytes).toBeGreaterThan(TEXT.length * 0.9);
  expect(last?.words).toBeGreaterThan(WORDS * 0.9);
});

it('grow in a compressed object whose slices are sought', async () => {
  const { encoded, text } = THREE_BLOCKS;
  const settings = { chunkBytes: 300, chunkMs: 40, workers: 3, reportEveryMs: 50 };
  const sliceBytes = 16 * Math.ceil(encoded.length / 3);
  const seen = await follow({ 'a.bz2': encoded }, { ...settings, sliceBytes });
  checkGrowth(seen);
  const open = seen.filter(({ settled }) => settled === 0);
  expect(open.length).toBeGreaterThan(3);
  expect(Math.max(...open.map(({ heartbeat }) => heartbeat.decodedBytes ?? 0))).toBeGreaterThan(0);
  for (const { heartbeat, handedBytes } of open) {
    expect(heartbeat.readingBytes).toBeLessThanOrEqual(handedBytes);
    expect(heartbeat.words).toBeLessThanOrEqual(wcReference(text).words);
  }
});

it('say that launches wait while Lambda throttles, and no longer', async () => {
  const clock = createVirtualClock();
  let asked = 0;
  const invokeWorker = async function* (request: WorkerRequest) {
    asked += 1;
    const error = new InvocationError('throttled', 'm', {
      retryable: true,
      patience: 'throttling',
    });
    if (asked <= 6) throw error;
    yield HELLO;
    await clock.sleep(1_000, new AbortController().signal);
    yield* soundWorker(request);
  };
  const waits: (string | undefined)[] = [];
  const refs = [{ key: 'a', sizeBytes: 3 }];
  for await (const frame of startCascade(refs, invokeWorker, { clock, reportEveryMs: 30 })) {
    if (frame.type === 'heartbeat') waits.push(frame.waiting);
  }
  expect(waits).toContain('throttled');
  // The worker that runs in the end does so for longer than a few reports.
  expect(waits.slice(-5)).toEqual(Array.from({ length: 5 }));
});
