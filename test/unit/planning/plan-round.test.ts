import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../../src/planning/backlog.ts';
import { LAMBDA_OVERHEADS } from '../../../src/planning/fair-share.ts';
import { type BatchLimits, planRound, type RoundState } from '../../../src/planning/plan-round.ts';
import type { ObjectRef } from '../../../src/protocol/request.ts';
import { checkProperty } from '../../support/seeded.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const GENEROUS: BatchLimits = { maxObjects: 10_000, maxNameBytes: 1e9, maxWorkers: 900 };
const STATE: RoundState = { free: 100, cascades: 10, running: [], isAllKnown: true };

const COSTS = {
  costOf: ({ sizeBytes }: ObjectRef) => sizeBytes,
  isDividable: ({ key }: ObjectRef) => !key.startsWith('whole'),
  maxTaskSlices: 500,
  overheads: LAMBDA_OVERHEADS,
};

function objects(count: number, sizeBytes: number, name = 'k'): ObjectRef[] {
  return Array.from({ length: count }, (_, index) => ({ key: `${name}${index}`, sizeBytes }));
}

function plan(
  listed: readonly ObjectRef[],
  state: Partial<RoundState> = {},
  limits: Partial<BatchLimits> = {},
) {
  const backlog = createBacklog(COSTS.costOf, LAMBDA_OVERHEADS.opening);
  backlog.add(listed);
  const batches = planRound(backlog, { ...STATE, ...state }, { ...GENEROUS, ...limits }, COSTS);
  return { batches, backlog };
}

const workersOf = (batches: readonly { workers: number }[]) =>
  batches.reduce((sum, { workers }) => sum + workers, 0);

describe('planRound', () => {
  it('gives little work one worker', () => {
    const { batches } = plan(objects(3, 1_000));
    expect(batches.map(({ objects, workers }) => [objects.length, workers])).toEqual([[3, 1]]);
  });

  it('shares all that is known out among all workers, equally among cascades', () => {
    const { batches, backlog } = plan(objects(1_000, 100 * MIB));
    expect(batches.map(({ objects, workers }) => [objects.length, workers])).toEqual([
      [500, 50],
      [500, 50],
    ]);
    expect(backlog.objects()).toBe(0);
  });

  it('gives each of many tasks of little work a worker', () => {
    const { batches } = plan(objects(5_000, 0), {}, { maxObjects: 50_000 });
    expect(workersOf(batches)).toBeGreaterThanOrEqual(10);
  });

  it('gives the workers of a large object by its work, and others the rest', () => {
    const { batches } = plan([...objects(1, 90 * GIB), ...objects(100, 100 * MIB)]);
    const [large, others] = batches;
    expect(large?.objects).toHaveLength(1);
    expect(large?.workers).toBeGreaterThan(85);
    expect(others?.objects).toHaveLength(100);
    expect(workersOf(batches)).toBe(100);
  });

  it('gives a large object that can not be divided no more workers than can count it', () => {
    const { batches } = plan([...objects(1, 90 * GIB, 'whole'), ...objects(1_000, 100 * MIB)]);
    const large = batches.find(({ objects }) => objects.some(({ key }) => key === 'whole0'));
    // Its share has other objects too: it alone is one worker's.
    expect(large?.workers).toBeLessThanOrEqual(60);
    expect(plan(objects(3, GIB, 'whole')).batches).toMatchObject([{ workers: 3 }]);
  });

  it('gives no cascade more workers than it may have', () => {
    const { batches } = plan(objects(1, 5e12), { free: 1_000 });
    expect(workersOf(batches)).toBe(900);
  });

  it('leaves to running workers what they can do when they are done', () => {
    const running = [{ workers: 50, leftCost: 0 }];
    const { batches, backlog } = plan(objects(1_000, 10 * MIB), { free: 50, running });
    expect(batches.flatMap((batch) => batch.objects).length).toBeCloseTo(500, -1);
    expect(backlog.objects()).toBeCloseTo(500, -1);
  });

  it('holds a part of much work back while the listing goes on', () => {
    const { backlog } = plan(objects(1_000, GIB), { isAllKnown: false });
    expect(backlog.objects()).toBe(500);
    expect(plan(objects(1_000, MIB), { isAllKnown: false }).backlog.objects()).toBe(0);
  });

  it.each(['\u0001', '\udc80', '"', '€', '😀'])(
    'bounds a request by what JSON makes of %j',
    (text) => {
      const named = Array.from({ length: 200 }, () => ({ key: text.repeat(100), sizeBytes: 1 }));
      const maxNameBytes = 10_000;
      const { batches, backlog } = plan(named, {}, { maxNameBytes });
      for (const { objects } of batches) {
        const written = objects.map(({ key }) => Buffer.byteLength(JSON.stringify(key)) - 2);
        expect(written.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(maxNameBytes);
      }
      const planned = batches.flatMap(({ objects }) => objects).length;
      expect(planned + backlog.objects()).toBe(200);
    },
  );

  it('loses nothing, keeps the limits, and never waits with nothing planned', () => {
    const object = fc.record({
      key: fc.stringMatching(/^(whole|k)[0-9a-f]{0,12}$/),
      sizeBytes: fc.oneof(fc.nat(200), fc.nat(GIB), fc.nat(1e13)),
      etag: fc.constant('tag'),
    });
    const limits = fc.record({
      maxObjects: fc.integer({ min: 1, max: 20 }),
      maxNameBytes: fc.integer({ min: 1, max: 300 }),
      maxWorkers: fc.integer({ min: 1, max: 50 }),
    });
    const state = fc.record({
      free: fc.integer({ min: 1, max: 200 }),
      cascades: fc.integer({ min: 1, max: 20 }),
      running: fc.array(fc.record({ workers: fc.nat(50), leftCost: fc.nat(1e9) })),
      isAllKnown: fc.boolean(),
    });
    return checkProperty(
      fc.property(fc.array(object, { minLength: 1 }), limits, state, (listed, limit, given) => {
        const { batches, backlog } = plan(listed, given, limit);
        const left = backlog.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
        const all = [...batches.flatMap(({ objects }) => objects), ...left];
        expect(new Set(all)).toEqual(new Set(listed));
        expect(all).toHaveLength(listed.length);
        expect(batches.length).toBeGreaterThan(0);
        expect(batches.length).toBeLessThanOrEqual(given.cascades);
        expect(workersOf(batches)).toBeLessThanOrEqual(given.free);
        for (const { objects, workers } of batches) {
          expect(workers).toBeGreaterThan(0);
          expect(workers).toBeLessThanOrEqual(limit.maxWorkers);
          expect(objects.length).toBeGreaterThan(0);
          expect(objects.length).toBeLessThanOrEqual(limit.maxObjects);
          const names = objects.reduce((sum, { key, etag }) => {
            return sum + Buffer.byteLength(key) + Buffer.byteLength(etag ?? '');
          }, 0);
          if (objects.length > 1) expect(names).toBeLessThanOrEqual(limit.maxNameBytes);
        }
      }),
      300,
    );
  });
});
