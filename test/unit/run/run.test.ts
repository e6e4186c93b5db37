import { describe, expect, it } from 'vitest';
import type { InvokeCascade } from '../../../src/protocol/ports.ts';
import { END, HELLO, sumFrame } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
  wordsOf,
} from '../../support/running.ts';

const OBJECTS = listObjects(50);

describe('run', () => {
  it('tells of its start, its listing, every object and its end', async () => {
    const { events, totals } = await finishRun(startRun(OBJECTS, soundCascade));
    expect(events[0]).toEqual({
      type: 'run-started',
      schema: 1,
      source: { dir: '/data', prefix: '' },
      engine: 'local',
      words: 'wc',
    });
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'complete' });
    expect(totals.listed).toMatchObject({
      objects: 50,
      sizeBytes: wordsOf(OBJECTS),
      complete: true,
    });
    expect(totals.objects).toEqual({ counted: 50, partial: 0, failed: 0, skipped: 0 });
    expect(totals.tally.words).toBe(wordsOf(OBJECTS));
    expect(totals.warnings).toEqual([]);
  });

  it('takes sums as it takes objects', async () => {
    const cascade = cascadeByNumber(async function* ({ objects }) {
      yield HELLO;
      yield sumFrame([[0, objects.length - 1]], wordsOf(objects));
      yield END;
    });
    const { totals } = await finishRun(startRun(OBJECTS, cascade));
    expect(totals).toMatchObject({ status: 'complete', objects: { counted: 50 } });
    expect(totals.tally.words).toBe(wordsOf(OBJECTS));
  });

  it('sends of an object only key, size and tag', async () => {
    const cascade = cascadeByNumber(soundCascade);
    const found = { key: 'k', sizeBytes: 3, etag: 'tag', modifiedMs: 5, storageClass: 'STANDARD' };
    const seen: unknown[] = [];
    const matches = (object: object) => seen.push(object) > 0;
    await finishRun(startRun([found], cascade, { matches }));
    expect(seen).toEqual([found]);
    expect(cascade.requests[0]?.objects).toEqual([{ key: 'k', sizeBytes: 3, etag: 'tag' }]);
  });

  it('asks cascades for what the request says, in batches', async () => {
    const cascade = cascadeByNumber(soundCascade);
    const objects = OBJECTS.map((object) => ({ ...object, etag: 'tag' }));
    const matches = ({ key }: { key: string }) => key !== 'k0';
    await finishRun(startRun(objects, cascade, { perObject: true, words: 'article', matches }));
    const sizes = cascade.requests.map((request) => request.objects.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(49);
    expect(Math.max(...sizes)).toBe(16);
    expect(cascade.requests[0]).toMatchObject({
      source: { kind: 'directory', path: '/data' },
      words: 'article',
      perObject: true,
      workers: 1,
      maxTaskSlices: 10,
      inFlight: 2,
      reportEveryMs: 200,
    });
    expect(cascade.requests[0]?.objects[0]).toEqual({ key: 'k1', sizeBytes: 2, etag: 'tag' });
  });

  it('gives cascades workers by their work, together never more than it has', async () => {
    const GIB = 2 ** 30;
    const sizes = [1, 1, GIB, GIB, 1, GIB, 1, 1];
    const objects = sizes.map((sizeBytes, index) => ({ key: `k${index}`, sizeBytes }));
    let inUse = 0;
    const asked: number[] = [];
    let most = 0;
    const cascade: InvokeCascade = async function* (request) {
      asked.push(request.workers);
      inUse += request.workers;
      most = Math.max(most, inUse);
      await new Promise(setImmediate);
      inUse -= request.workers;
      yield* soundCascade(request);
    };
    const limits = { maxWorkers: 900, lookAheadMs: 0, maxWaiting: 1_000 };
    const batches = { maxObjects: 1, maxNameBytes: 1e6, ...limits };
    const workers = { cascades: 4, workers: 10 };
    const { totals } = await finishRun(startRun(objects, cascade, { batches, ...workers }));
    expect(totals.status).toBe('complete');
    // At most half of all, and at least an equal part of all.
    expect(asked.filter((count) => count > 1)).toHaveLength(3);
    for (const count of asked) expect(count === 1 || (count >= 2 && count <= 5)).toBe(true);
    expect(most).toBeLessThanOrEqual(10);
    expect(most).toBeGreaterThan(5);
  });

  it('gives others the workers that a cascade leaves before it ends', async () => {
    const GIB = 2 ** 30;
    const objects = [2 * GIB, GIB].map((sizeBytes, index) => ({ key: `k${index}`, sizeBytes }));
    let leavesWorkers: boolean | undefined;
    let endFirst = () => {};
    let list = () => {};
    const firstMayEnd = new Promise<void>((resolve) => {
      endFirst = resolve;
    });
    const firstBegan = new Promise<void>((resolve) => {
      list = resolve;
    });
    const begun: number[] = [];
    const cascade = cascadeByNumber(async function* (request, number) {
      begun.push(request.workers);
      if (number === 0) {
        list();
        leavesWorkers = request.leavesWorkers;
        yield { type: 'heartbeat', readingBytes: 0, workers: 3 };
        await firstMayEnd;
      } else {
        endFirst();
      }
      yield* soundCascade(request);
    });
    const limits = { maxWorkers: 900, lookAheadMs: 0, maxWaiting: 1_000 };
    const batches = { maxObjects: 1, maxNameBytes: 1e6, ...limits };
    const store = {
      list: async function* () {
        yield objects.slice(0, 1);
        await firstBegan;
        yield objects.slice(1);
      },
    };
    const changes = { batches, cascades: 2, workers: 10 };
    const { totals } = await finishRun(startRun(store, cascade, changes));
    expect(totals.status).toBe('complete');
    expect(begun).toEqual([10, 7]);
    expect(leavesWorkers).toBe(true);
  });

  it('passes on what cascades say of invocations, retries and reading', async () => {
    const cascade = cascadeByNumber(async function* (request, number) {
      yield { type: 'heartbeat', readingBytes: 4 + number };
      yield { type: 'retried', code: 'worker-died', message: 'm', ranges: [[0, 2]] };
      yield { type: 'launched', invocation: 0 };
      yield { type: 'worker-billed', invocation: 0, billedMs: 12, memoryMb: 512 };
      yield* soundCascade(request);
      yield { type: 'billed', durationMs: 5 };
    });
    const { events, totals } = await finishRun(startRun(listObjects(3), cascade));
    expect(events).toContainEqual(expect.objectContaining({ type: 'reading', bytes: 4 }));
    expect(events).toContainEqual({
      type: 'warning',
      code: 'worker-died',
      message: 'm',
      keys: 3,
      example: 'k0',
    });
    expect(totals.billing).toMatchObject({
      worker: { invocations: 1, billedMs: 12 },
      cascade: { invocations: 1, computeMs: 5 },
    });
    expect(totals.reading.bytes).toBe(0);
  });
});
