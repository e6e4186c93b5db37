// Objects in slices whose workers run out of time and die at random, and whose cascades do, through
// the real run, cascade and worker: the totals are always those of the whole.

import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../src/errors/invocation-error.ts';
import { parseCascadeFrame } from '../../src/protocol/frame.ts';
import type { InvokeCascade, InvokeWorker } from '../../src/protocol/ports.ts';
import {
  type CascadeRequest,
  parseCascadeRequest,
  type WorkerRequest,
} from '../../src/protocol/request.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../../src/scatter/scatter.ts';
import { cascade } from '../../src/tiers/cascade/cascade.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { blockedGzip } from '../support/blocked-gzip.ts';
import { finishCascade, startCascade } from '../support/cascading.ts';
import { gzipMember } from '../support/gzip-bytes.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { wcReference } from '../support/reference-counts.ts';
import { finishRun, startRun } from '../support/running.ts';
import { checkProperty, seededRandom, seededText } from '../support/seeded.ts';

const TEXT = seededText(30_000);
const INNER = blockedGzip(TEXT.subarray(0, 9_000), 1_000);

/** For a member that holds gzip data as it is. */
const STORED = Buffer.concat([gzipMember(TEXT), gzipMember(INNER, { level: 0 }), gzipMember(TEXT)]);

/** Its members have many small blocks. */
const LONG_TEXT = seededText(90_000);

function members(text: Buffer, bytes: number): Buffer {
  const count = Math.ceil(text.length / bytes);
  const parts = Array.from({ length: count }, (_, n) => text.subarray(n * bytes, (n + 1) * bytes));
  return Buffer.concat(parts.map((part) => gzipSync(part, { memLevel: 1 })));
}

interface MadeUpObject {
  readonly encoded: Buffer;
  readonly text: Buffer;
  /**
   * The chunks that a worker must be let read for to come further from anywhere: a slice's beginning may have
   * to be sought.
   */
  readonly chunks: number;
  /** A slice that begins within a member takes some milliseconds, so there must not be too many. */
  readonly leastSliceBytes?: number;
}

const OBJECTS: Readonly<Record<string, MadeUpObject>> = {
  'plain text': { encoded: TEXT, text: TEXT, chunks: 1 },
  BGZF: { encoded: blockedGzip(TEXT, 1_500), text: TEXT, chunks: 12 },
  'many gzip members': { encoded: members(TEXT, 2_000), text: TEXT, chunks: 12 },
  'one gzip member': {
    encoded: members(LONG_TEXT, LONG_TEXT.length),
    text: LONG_TEXT,
    chunks: 6,
    leastSliceBytes: 6_000,
  },
  'long gzip members': {
    encoded: members(LONG_TEXT, 25_000),
    text: LONG_TEXT,
    chunks: 12,
    leastSliceBytes: 6_000,
  },
  'members that hold members': {
    encoded: STORED,
    text: Buffer.concat([TEXT, INNER, TEXT]),
    chunks: 40,
  },
};

/** Enough of it for whatever is made up here. */
const PATIENT: RetryPolicy = {
  ...DEFAULT_RETRY,
  maxAttempts: { ...DEFAULT_RETRY.maxAttempts, failure: 30 },
};

/** Stands for the time in which a cascade launches workers. */
const LAUNCHING_MS = 12_345_678;

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
async function* diesAfter<Frame>(frames: AsyncIterable<Frame>, count: number) {
  let left = count;
  for await (const frame of frames) {
    if (left === 0) throw new InvocationError('worker-died', 'killed', { retryable: true });
    left -= 1;
    yield frame;
  }
}

/** Something that was said comes again now and then. */
async function* repeating<Frame>(frames: AsyncIterable<Frame>, random: () => number) {
  const said: Frame[] = [];
  for await (const frame of frames) {
    yield frame;
    said.push(frame);
    const again = said[Math.floor(random() * said.length)];
    if (again && random() < 0.3) yield again;
  }
}

/** Workers that have time for a few chunks, and of which some die. */
function createWorkers(store: MemoryStore, random: () => number, chunks: number) {
  const seen = new Set<number>();
  return (request: WorkerRequest) => {
    const { store: read, ...clock } = createReadingClock(store);
    const limit = chunks + Math.floor(random() * 20);
    const remainingMs = () => limit - clock.now();
    const frames = work(request, { store: read, clock, requestId: 'w', remainingMs });
    // A worker that has begun at a place once will not die there again: patience has its limits.
    const start = request.slices[0]?.start ?? 0;
    const dies = !seen.has(start) && random() < 0.5;
    seen.add(start);
    return dies ? diesAfter(frames, Math.floor(random() * 4)) : frames;
  };
}

/**
 * Cascades that launch at most a few workers, and of which some are killed. What they are asked
 * and say goes over a wire.
 */
function createCascades(
  worker: InvokeWorker,
  random: () => number,
  killed: number,
): InvokeCascade & { readonly asked: CascadeRequest[] } {
  const asked: CascadeRequest[] = [];
  async function* invoke(request: CascadeRequest, signal: AbortSignal) {
    const wired = parseCascadeRequest(overWire(request));
    asked.push(wired);
    const clock = createVirtualClock();
    let left = 1 + Math.floor(random() * 4);
    const timeUp = new AbortController();
    const invokeWorker: InvokeWorker = (...args) => {
      left -= 1;
      if (left === 0) timeUp.abort();
      return worker(...args);
    };
    const sleep: Clock['sleep'] = async (ms, over) => {
      if (ms !== LAUNCHING_MS) return clock.sleep(ms, over);
      if (!timeUp.signal.aborted && !over.aborted) {
        await Promise.race([once(timeUp.signal, 'abort'), once(over, 'abort')]);
      }
    };
    const deadline = { launchingMs: () => LAUNCHING_MS, answeringMs: () => 1e9 };
    const ports = { clock: { ...clock, sleep }, random, retry: PATIENT, requestId: 'c' };
    const frames = cascade(wired, { ...ports, invokeWorker, deadline, signal });
    const dies = random() < killed;
    yield* mapped(dies ? diesAfter(frames, Math.floor(random() * 30)) : frames, (frame) =>
      parseCascadeFrame(overWire(frame)),
    );
  }
  return Object.assign(invoke, { asked });
}

function overWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

async function* mapped<A, B>(values: AsyncIterable<A>, map: (value: A) => B): AsyncGenerator<B> {
  for await (const value of values) yield map(value);
}

describe.each(Object.keys(OBJECTS))('%s', (name) => {
  const { encoded, text, chunks, leastSliceBytes: min = 300 } = OBJECTS[name] as MadeUpObject;

  it('has the total of the whole by workers that are interrupted', () =>
    checkProperty(
      fc.asyncProperty(
        fc.integer({ min, max: 2 * encoded.length }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (sliceBytes, reportEveryMs, seed) => {
          const store = createMemoryStore({ object: encoded });
          const random = seededRandom(seed);
          const workers = createWorkers(store, random, chunks);
          const worker = (request: WorkerRequest) => repeating(workers(request), random);
          const changes = { sliceBytes, reportEveryMs, workers: 3 };
          const { settled } = await finishCascade(startCascade(store.refs(), worker, changes));
          expect(settled).toMatchObject([{ type: 'object', count: wcReference(text) }]);
        },
      ),
      60,
    ));

  it.each([0, 0.4])(
    'has the total of the whole by cascades that are, %d of them killed',
    (killed) =>
      checkProperty(
        fc.asyncProperty(
          fc.integer({ min, max: 2 * encoded.length }),
          fc.integer({ min: 1, max: 5 }),
          fc.nat(),
          async (sliceBytes, reportEveryMs, seed) => {
            const store = createMemoryStore({ object: encoded });
            const random = seededRandom(seed);
            const cascades = createCascades(createWorkers(store, random, chunks), random, killed);
            const invokeCascade: InvokeCascade = (...args) => repeating(cascades(...args), random);
            const changes = { sliceBytes, reportEveryMs, workers: 3, perObject: true };
            const { objects } = await finishRun(
              startRun(store, invokeCascade, { ...changes, retry: PATIENT }),
            );
            expect(objects).toMatchObject([{ status: 'counted', ...wcReference(text) }]);
          },
        ),
        60,
      ),
  );
});

it('a slice that is counted is not read again by another cascade', () =>
  checkProperty(
    fc.asyncProperty(
      fc.integer({ min: 300, max: TEXT.length }),
      fc.nat(),
      async (sliceBytes, seed) => {
        const store = createMemoryStore({ object: TEXT });
        const random = seededRandom(seed);
        const counted: [start: number, end: number][] = [];
        const workers = createWorkers(store, random, 1);
        async function* worker(request: WorkerRequest) {
          const [slice] = request.slices;
          const { start = 0, end = 0 } = slice ?? {};
          for (const [from, to] of counted) expect(start < to && from < end).toBe(false);
          let [at, until] = [start, end];
          for await (const frame of workers(request)) {
            yield frame;
            if (frame.type === 'split') until = frame.starts[0] ?? until;
            if (frame.type === 'count') counted.push([at, until]);
            if (frame.type === 'checkpoint') {
              counted.push([at, frame.next.at]);
              at = frame.next.at;
            }
          }
        }
        const cascades = createCascades(worker, random, 0);
        const invokeCascade: InvokeCascade = (...args) => repeating(cascades(...args), random);
        const changes = { sliceBytes, reportEveryMs: 1, workers: 3, perObject: true };
        const { objects } = await finishRun(
          startRun(store, invokeCascade, { ...changes, retry: PATIENT }),
        );
        expect(objects).toMatchObject([{ status: 'counted', ...wcReference(TEXT) }]);
        expect(counted.sort(([a], [b]) => a - b).at(-1)?.[1]).toBe(TEXT.length);
      },
    ),
    60,
  ));
