import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchLimits, packBatches } from '../../../src/planning/pack-batches.ts';
import type { ObjectRef } from '../../../src/protocol/request.ts';
import { asAsync, collect } from '../../support/collect.ts';
import { checkProperty } from '../../support/seeded.ts';

const GENEROUS: BatchLimits = {
  maxObjects: 1_000,
  maxBytes: 1e12,
  maxNameBytes: 1e9,
  firstObjects: 1_000,
};

function objects(count: number, sizeBytes = 1): ObjectRef[] {
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, sizeBytes }));
}

async function pack(pages: Iterable<readonly ObjectRef[]>, limits: Partial<BatchLimits>) {
  const batches = await collect(packBatches(asAsync(pages), { ...GENEROUS, ...limits }));
  const last = batches.length - 1;
  expect(batches.map(({ isLast }) => isLast)).toEqual(batches.map((_, index) => index === last));
  return batches.map(({ objects }) => objects);
}

async function packedSizes(count: number, limits: Partial<BatchLimits>, sizeBytes = 1) {
  const list = objects(count, sizeBytes);
  const batches = await pack([list.slice(0, 1), list.slice(1)], limits);
  return batches.map((batch) => batch.length);
}

describe('packBatches', () => {
  it('makes no empty batch', async () => {
    expect(await pack([], {})).toEqual([]);
    expect(await pack([[], []], {})).toEqual([]);
  });

  it('starts small and doubles up to the maximum number of objects', async () => {
    const limits = { firstObjects: 10, maxObjects: 100 };
    expect(await packedSizes(400, limits)).toEqual([10, 20, 40, 80, 100, 100, 50]);
  });

  it('does not start small with a listing of one page', async () => {
    const limits = { firstObjects: 10, maxObjects: 100 };
    const batches = await pack([objects(250)], limits);
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });

  it('starts small in bytes too', async () => {
    const limits = { firstObjects: 100, maxObjects: 1_000, maxBytes: 1_000 };
    expect(await packedSizes(40, limits, 50)).toEqual([2, 4, 8, 16, 10]);
  });

  it('bounds a batch by its bytes', async () => {
    expect(await packedSizes(10, { maxBytes: 30 }, 10)).toEqual([3, 3, 3, 1]);
  });

  it('bounds a batch by the length of its keys and entity tags', async () => {
    const named = [1, 2, 3, 4].map((index) => ({
      key: `key-${index}`,
      sizeBytes: 1,
      etag: 'abcde',
    }));
    const sizes = (await pack([named], { maxNameBytes: 2 * 10 })).map(({ length }) => length);
    expect(sizes).toEqual([2, 2]);
    for (const batch of await pack([named], { maxNameBytes: 1 })) expect(batch).toHaveLength(1);
  });

  it.each(['\u0001', '\udc80', '"', '€', '😀'])(
    'bounds a request by what JSON makes of %j',
    async (text) => {
      const named = Array.from({ length: 200 }, () => ({ key: text.repeat(100), sizeBytes: 1 }));
      const maxNameBytes = 10_000;
      for (const batch of await pack([named], { maxNameBytes })) {
        const written = batch.map(({ key }) => Buffer.byteLength(JSON.stringify(key)) - 2);
        expect(written.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(maxNameBytes);
      }
    },
  );

  it('gives an object above the maximum number of bytes a batch of its own', async () => {
    const list = [5, 500, 5, 5].map((sizeBytes, index) => ({ key: `${index}`, sizeBytes }));
    const batches = await pack([list], { maxBytes: 100 });
    expect(batches.map((batch) => batch.map(({ key }) => key))).toEqual([['0'], ['1'], ['2', '3']]);
  });

  it('yields a batch as soon as it is full, without reading another page', async () => {
    let pages = 0;
    const endless = (async function* () {
      for (;;) {
        pages += 1;
        yield objects(5);
      }
    })();
    for await (const batch of packBatches(endless, {
      ...GENEROUS,
      maxObjects: 7,
      firstObjects: 7,
    })) {
      expect(batch.objects).toHaveLength(7);
      break;
    }
    expect(pages).toBe(2);
  });

  it('loses nothing, keeps the order and keeps the limits', () => {
    const object = fc.record({
      key: fc.string({ maxLength: 12 }),
      sizeBytes: fc.nat(200),
      etag: fc.constant('tag'),
    });
    const limits = fc.record({
      maxObjects: fc.integer({ min: 1, max: 20 }),
      firstObjects: fc.integer({ min: 1, max: 30 }),
      maxBytes: fc.integer({ min: 1, max: 1_000 }),
      maxNameBytes: fc.integer({ min: 1, max: 300 }),
    });
    return checkProperty(
      fc.asyncProperty(fc.array(fc.array(object)), limits, async (pages, limit) => {
        const batches = await pack(pages, limit);
        expect(batches.flat()).toEqual(pages.flat());
        for (const batch of batches) {
          const bytes = batch.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          const names = batch.reduce(
            (sum, { key, etag }) => sum + Buffer.byteLength(key) + Buffer.byteLength(etag ?? ''),
            0,
          );
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(limit.maxObjects);
          if (batch.length === 1) continue;
          expect(bytes).toBeLessThanOrEqual(limit.maxBytes);
          expect(names).toBeLessThanOrEqual(limit.maxNameBytes);
        }
      }),
      300,
    );
  });
});
