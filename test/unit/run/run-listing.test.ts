// A run and its listing: how far it reads ahead, and a listing that is empty, odd or broken.

import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import {
  cascadeByNumber,
  finishRun,
  inPages,
  listObjects,
  soundCascade,
  startRun,
} from '../../support/running.ts';

const OBJECTS = listObjects(50);

describe('run', () => {
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
