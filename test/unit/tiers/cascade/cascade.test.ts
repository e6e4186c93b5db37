import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import { type CascadeFrame, parseCascadeFrame } from '../../../../src/protocol/frame.ts';
import { PROTOCOL_VERSION } from '../../../../src/protocol/request.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import {
  finishCascade,
  soundWorker,
  startCascade,
  workerByNumber,
} from '../../../support/cascading.ts';
import { countFrame, countOf, END, HELLO, tallyOf } from '../../../support/frames.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { listObjects, wordsOf } from '../../../support/running.ts';
import { seededText } from '../../../support/seeded.ts';

const OBJECTS = listObjects(10);

function isAboutInvocation({ type }: CascadeFrame): boolean {
  return ['launched', 'refused', 'worker-billed'].includes(type);
}

describe('cascade', () => {
  it('answers with hello, every object and end', async () => {
    const { frames, settled } = await finishCascade(startCascade(OBJECTS, soundWorker));
    expect(frames[0]).toMatchObject({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      requestId: 'c-1',
    });
    expect(frames.at(-1)).toEqual({ type: 'end' });
    expect(settled).toEqual(
      OBJECTS.map(({ sizeBytes }, object) => ({
        type: 'object',
        object,
        count: tallyOf(sizeBytes),
        ms: 5,
        pieces: 1,
      })),
    );
    for (const frame of frames) expect(parseCascadeFrame(frame)).toEqual(frame);
  });

  it('answers a request for nothing', async () => {
    const { frames, settled } = await finishCascade(startCascade([], soundWorker));
    expect(settled).toEqual([]);
    expect(frames.at(-1)).toEqual({ type: 'end' });
  });

  it('sums up where no single object is asked for', async () => {
    const cascade = startCascade(OBJECTS, soundWorker, { perObject: false });
    const { settled, sums } = await finishCascade(cascade);
    expect(settled).toEqual([]);
    expect(sums.flatMap(({ ranges }) => ranges)).toEqual([[0, 9]]);
    expect(sums[0]?.count).toEqual(tallyOf(wordsOf(OBJECTS)));
    expect(sums[0]?.slowest).toHaveLength(3);
  });

  it('tells of an object with a remark by itself all the same', async () => {
    const worker = async function* () {
      yield countFrame(0, 10);
      yield { ...countFrame(1, 9), remark: 'not-as-named' };
      yield END;
    };
    const cascade = startCascade(listObjects(2), worker, { perObject: false });
    const { settled, sums } = await finishCascade(cascade);
    expect(settled).toMatchObject([{ type: 'object', object: 0, remark: 'not-as-named' }]);
    expect(sums).toMatchObject([{ ranges: [[1, 1]], count: tallyOf(10) }]);
  });

  it('asks workers for slices as the request says', async () => {
    const worker = workerByNumber(soundWorker);
    const objects = OBJECTS.map((object) => ({ ...object, etag: 'tag' }));
    await finishCascade(startCascade(objects, worker, { words: 'identifier', maxTaskSlices: 4 }));
    expect(worker.requests.map(({ slices }) => slices.length)).toEqual([4, 4, 2]);
    expect(worker.requests[0]).toEqual({
      protocol: PROTOCOL_VERSION,
      source: { kind: 'directory', path: '/data' },
      words: 'identifier',
      reportEveryMs: 200,
      inFlight: 4,
      slices: [9, 8, 7, 6].map((index) => ({
        key: `k${index}`,
        sizeBytes: index + 1,
        etag: 'tag',
        start: 0,
        end: index + 1,
      })),
    });
  });

  it('gives a worker as many slices of a divided object as it has threads', async () => {
    const worker = workerByNumber(async function* ({ slices }, number) {
      yield { ...HELLO, threads: 2 };
      if (number === 0) yield { type: 'split', slice: 0, starts: [200, 400, 600], format: 'plain' };
      for (const [index, { start }] of slices.entries()) {
        yield countFrame(index, 1, { start, end: start + 200 });
      }
      yield END;
    });
    const { settled } = await finishCascade(
      startCascade([{ key: 'a', sizeBytes: 800 }], worker, { sliceBytes: 200, workers: 1 }),
    );
    expect(settled).toMatchObject([{ type: 'object', count: { words: 4 } }]);
    const starts = worker.requests.map(({ slices }) => slices.map(({ start }) => start));
    expect(starts).toEqual([[0], [200, 400], [600]]);
  });

  it('runs as many workers at a time as it may, and not more', async () => {
    let running = 0;
    let most = 0;
    const worker = workerByNumber(async function* (request) {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      yield* soundWorker(request);
      running -= 1;
    });
    await finishCascade(startCascade(OBJECTS, worker, { maxTaskSlices: 1, workers: 3 }));
    expect(worker.requests).toHaveLength(10);
    expect(most).toBe(3);
  });

  it('passes on what its workers cost, also of those that broke off', async () => {
    const worker = workerByNumber(async function* (request, number) {
      if (number > 0) yield* soundWorker(request);
      yield { type: 'billed', billedMs: 10 + number };
    });
    const { frames } = await finishCascade(startCascade(OBJECTS, worker));
    expect(frames.filter(isAboutInvocation)).toEqual([
      { type: 'launched', invocation: 0 },
      { type: 'worker-billed', invocation: 0, billedMs: 10 },
      { type: 'launched', invocation: 1, isRetry: true },
      { type: 'worker-billed', invocation: 1, billedMs: 11 },
    ]);
  });

  it('tells an invocation that was refused from one that broke off', async () => {
    const worker = workerByNumber(async function* (request, number) {
      const refused = new InvocationError('lambda-fault', 'm', { retryable: true });
      if (number === 0) throw refused;
      yield* soundWorker(request);
      yield { type: 'billed' };
    });
    const { frames } = await finishCascade(startCascade(OBJECTS, worker));
    expect(frames.filter(isAboutInvocation)).toEqual([
      { type: 'launched', invocation: 0 },
      { type: 'refused', invocation: 0 },
      { type: 'launched', invocation: 1 },
      { type: 'worker-billed', invocation: 1 },
    ]);
  });

  it('says regularly what is done and how much is being read', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = workerByNumber(async function* ({ slices }, number) {
      yield HELLO;
      yield { type: 'heartbeat', readingBytes: 100 * (number + 1) };
      yield countFrame(0, slices[0]?.sizeBytes ?? 0);
      await released;
      for (let index = 1; index < slices.length; index += 1) {
        yield countFrame(index, slices[index]?.sizeBytes ?? 0);
      }
      yield END;
    });
    const objects = 8;
    const cascade = startCascade(listObjects(objects), worker, {
      perObject: false,
      maxTaskSlices: 4,
    });
    const reading: number[] = [];
    const summed: number[] = [];
    for await (const frame of cascade) {
      if (frame.type === 'heartbeat') reading.push(frame.readingBytes);
      if (frame.type === 'sum') summed.push(frame.count.words);
      if (reading.length === 4) release();
    }
    // 100 and 200, without the slices that are counted since.
    expect(reading).toContain(288);
    expect(reading.at(-1)).toBe(0);
    expect(summed.length).toBeGreaterThanOrEqual(2);
    expect(summed.reduce((sum, words) => sum + words, 0)).toBe(wordsOf(listObjects(objects)));
  });

  it('goes on with a slice where a worker had to stop', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }, number) {
      if (!slice) return;
      const { start, end } = slice;
      const count = { ...countOf(10), bytes: 10, startsInWord: true, endsInWord: true };
      const about = { slice: 0, start: { at: start }, count, ms: 2 };
      const next = { at: start + 10 };
      if (number < 3) yield { type: 'checkpoint', ...about, next, format: 'plain' };
      else {
        const bytes = end - start;
        yield { type: 'count', ...about, next: { at: end }, count: { ...count, bytes } };
      }
      yield END;
    });
    const { settled, retried } = await finishCascade(
      startCascade([{ key: 'a', sizeBytes: 45 }], worker),
    );
    expect(settled).toMatchObject([
      { type: 'object', object: 0, pieces: 4, ms: 8, count: { bytes: 45, words: 4 * 10 - 3 } },
    ]);
    expect(worker.requests.map(({ slices }) => slices[0]?.start)).toEqual([0, 10, 20, 30]);
    expect(retried).toEqual([]);
  });

  it('ends without what is not counted yet when it is aborted', async () => {
    const abort = new AbortController();
    const worker = workerByNumber(async function* (request) {
      yield countFrame(0, request.slices[0]?.sizeBytes ?? 0);
      abort.abort();
    });
    const { settled } = await finishCascade(
      startCascade(OBJECTS, worker, { signal: abort.signal, workers: 1 }),
    );
    expect(settled).toMatchObject([{ type: 'object', object: 9 }]);
    expect(worker.requests).toHaveLength(1);
  });

  it('lets go of its workers when its answer is no longer wanted', async () => {
    let open = 0;
    const worker = async function* (_: unknown, signal: AbortSignal) {
      open += 1;
      yield countFrame(0, 10);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      open -= 1;
    };
    for await (const frame of startCascade(OBJECTS, worker)) if (frame.type === 'object') break;
    expect(open).toBe(0);
  });

  it('counts real bytes through real workers', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => seededText(index * 700, index));
    const store = createMemoryStore(
      Object.fromEntries(texts.map((text, index) => [`${index}`, text])),
    );
    const clock = createVirtualClock();
    const { settled } = await finishCascade(
      startCascade(store.refs(), (request) => work(request, { store, clock, requestId: 'w' }), {
        maxTaskSlices: 5,
      }),
    );
    expect(settled.map(({ count }) => count)).toEqual(texts.map(wcReference));
  });
});
