import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import { settledObjects } from '../../../src/events/totals.ts';
import type { InvokeCascade, ListedObject } from '../../../src/protocol/ports.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { END, HELLO, sumFrame } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  inPages,
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

  it('plans with the whole of a listing that ends within the time to look ahead', async () => {
    const clock = createVirtualClock();
    const store = {
      list: async function* () {
        for (const page of [0, 1, 2]) {
          await clock.sleep(50, new AbortController().signal);
          yield OBJECTS.slice(page * 10, page * 10 + 10);
        }
      },
    };
    const limits = { maxObjects: 100, maxNameBytes: 1e6, maxWorkers: 900, maxWaiting: 1_000 };
    async function batchesWith(lookAheadMs: number): Promise<number[]> {
      const cascade = cascadeByNumber(soundCascade);
      const batches = { ...limits, lookAheadMs };
      await finishRun(startRun(store, cascade, { batches, clock }));
      return cascade.requests.map((request) => request.objects.length);
    }
    expect(await batchesWith(120)).toEqual([30]);
    expect((await batchesWith(70))[0]).toBe(20);
    expect((await batchesWith(0))[0]).toBe(10);
  });

  it('is incomplete when nothing is found, unless that is allowed', async () => {
    for (const [pages, allowEmpty] of [
      [[], false],
      [[[]], false],
      [[], true],
    ] as const) {
      const store = {
        list: async function* () {
          yield* pages;
        },
      };
      const sourceName = { bucket: 'b', prefix: 'logs/' };
      const changes = { sourceName, allowEmpty };
      const { totals, warnings } = await finishRun(startRun(store, soundCascade, changes));
      expect(totals).toMatchObject({ listed: { objects: 0, complete: true } });
      expect(totals.status).toBe(allowEmpty ? 'complete' : 'incomplete');
      const message = 'No keys were found under s3://b/logs/.';
      const warning = { type: 'warning', code: 'nothing-found', message, keys: 0 };
      expect(warnings).toEqual(allowEmpty ? [] : [warning]);
    }
  });

  it('settles what the listing found unreadable without asking anyone', async () => {
    const unread = [
      { key: 'pipe', sizeBytes: 0, unread: { status: 'skipped', code: 'not-a-file' } },
      { key: 'dir/', sizeBytes: 0, unread: { status: 'failed', code: 'unreadable-folder' } },
    ] satisfies ListedObject[];
    const cascade = cascadeByNumber(soundCascade);
    const { totals, objects } = await finishRun(startRun([...unread, ...OBJECTS], cascade));
    expect(objects.slice(0, 2)).toMatchObject([
      { key: 'pipe', status: 'skipped', reason: 'not-a-file' },
      { key: 'dir/', status: 'failed', reason: 'unreadable-folder' },
    ]);
    expect(totals.objects).toEqual({ counted: 50, partial: 0, failed: 1, skipped: 1 });
    expect(totals.status).toBe('incomplete');
    expect(cascade.requests.flatMap(({ objects: asked }) => asked)).toHaveLength(50);
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

  it('does not read the listing far ahead of the counting', async () => {
    let pages = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = {
      list: async function* () {
        for (; pages < 1_000; pages += 1) yield [{ key: `k${pages}`, sizeBytes: 1 }];
      },
    };
    const cascade = cascadeByNumber(async function* (request) {
      await released;
      yield* soundCascade(request);
    });
    const finished = finishRun(startRun(store, cascade));
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    expect(pages).toBeLessThan(500);
    release();
    expect((await finished).totals.objects.counted).toBe(1_000);
  });
});

describe('run whose listing fails', () => {
  it('throws when nothing was listed yet', async () => {
    const store = { list: () => failAfter([], new UserError('no such folder')) };
    await expect(finishRun(startRun(store, soundCascade))).rejects.toThrow('no such folder');
  });

  it('throws an error that nobody foresaw', async () => {
    const store = { list: () => failAfter(OBJECTS, new TypeError('unforeseen')) };
    await expect(finishRun(startRun(store, soundCascade))).rejects.toThrow('unforeseen');
  });

  it('counts what was listed before and is incomplete', async () => {
    const store = { list: () => failAfter(OBJECTS, new UserError('no more')) };
    const { totals, warnings } = await finishRun(startRun(store, soundCascade));
    expect(totals.status).toBe('incomplete');
    expect(totals.objects.counted).toBe(50);
    expect(warnings).toMatchObject([{ code: 'listing-broken', message: 'no more' }]);
  });

  async function* failAfter(objects: readonly ListedObject[], error: Error) {
    yield* inPages(objects);
    throw error;
  }
});

describe('run that is interrupted', () => {
  it.each([0, 1, 2, 5, 20, 40])('settles all it has listed after %i events', async (when) => {
    const abort = new AbortController();
    const cascade = cascadeByNumber(async function* (request, number) {
      for await (const frame of soundCascade(request)) {
        await new Promise(setImmediate);
        if (abort.signal.aborted && number > 0) return;
        yield frame;
      }
    });
    const observed = (async function* () {
      let count = 0;
      for await (const event of startRun(OBJECTS, cascade, { signal: abort.signal })) {
        if (count === when) abort.abort();
        count += 1;
        yield event;
      }
    })();
    const { totals, objects } = await finishRun(observed);
    expect(totals.status).toBe('interrupted');
    expect(settledObjects(totals)).toBe(totals.listed.objects);
    const counted = objects.filter(({ status }) => status === 'counted');
    expect(totals.tally.words).toBe(wordsOf(counted));
    for (const { status, reason } of objects) {
      if (status !== 'counted')
        expect({ status, reason }).toEqual({ status: 'skipped', reason: 'interrupted' });
    }
  });

  it('tells the listing and the cascades of it', async () => {
    const abort = new AbortController();
    const aborted: string[] = [];
    const store = {
      list: async function* (_: string, signal: AbortSignal) {
        yield OBJECTS.slice(0, 20);
        yield OBJECTS.slice(20);
        await onAbort(signal);
        aborted.push('listing');
      },
    };
    const cascade = async function* (_: unknown, signal: AbortSignal) {
      yield HELLO;
      await onAbort(signal);
      aborted.push('cascade');
    };
    const finished = finishRun(startRun(store, cascade, { signal: abort.signal, cascades: 1 }));
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    abort.abort();
    const { totals, warnings } = await finished;
    expect(aborted.sort()).toEqual(['cascade', 'listing']);
    expect(totals.objects.skipped).toBe(50);
    expect(warnings).toEqual([]);
  });

  it('lets go of everything when its events are no longer wanted', async () => {
    let open = 0;
    const cascade = async function* (_: unknown, signal: AbortSignal) {
      open += 1;
      yield { type: 'heartbeat', readingBytes: 1 } as const;
      await onAbort(signal);
      open -= 1;
    };
    for await (const event of startRun(OBJECTS, cascade)) if (event.type === 'reading') break;
    expect(open).toBe(0);
  });
});

function onAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
