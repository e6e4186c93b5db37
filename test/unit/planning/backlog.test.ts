import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../../src/planning/backlog.ts';
import { checkProperty } from '../../support/seeded.ts';

const OPENING = 100;

const create = () => createBacklog<number>((cost) => cost, OPENING);

describe('createBacklog', () => {
  it('knows how much waits', () => {
    const backlog = create();
    expect([backlog.objects(), backlog.cost()]).toEqual([0, 0]);
    backlog.add([5, 1_000]);
    expect([backlog.objects(), backlog.cost()]).toEqual([2, 1_005 + 2 * OPENING]);
    backlog.take(1, 1);
    expect([backlog.objects(), backlog.cost()]).toEqual([1, 5 + OPENING]);
  });

  it('gives the costliest first, until their cost or number is reached', () => {
    const backlog = create();
    backlog.add([5, 10_000, 300, 80_000]);
    expect(backlog.take(80_000, 10)).toEqual([80_000]);
    expect(backlog.take(1e9, 2)).toEqual([10_000, 300]);
    expect(backlog.take(1e9, 2)).toEqual([5]);
    expect(backlog.take(1e9, 2)).toEqual([]);
  });

  it('gives small objects in the order of their listing', () => {
    const backlog = create();
    backlog.add([3, 1, 20]);
    backlog.add([2]);
    expect(backlog.take(1e9, 10)).toEqual([3, 1, 20, 2]);
  });

  it('gives one object whatever it costs', () => {
    const backlog = create();
    backlog.add([1e15]);
    expect(backlog.take(0, 0)).toEqual([1e15]);
  });

  it('loses nothing, and gives no object that costs more than twice as much as an earlier one', () =>
    checkProperty(
      fc.property(
        fc.array(fc.array(fc.nat(1e6))),
        fc.array(fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 20 }))),
        (pages, takes) => {
          const backlog = create();
          for (const page of pages) backlog.add(page);
          const taken = takes.flatMap(([cost, objects]) => backlog.take(cost, objects));
          taken.push(...backlog.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY));
          expect([...taken].sort()).toEqual(pages.flat().sort());
          for (const [index, cost] of taken.entries()) {
            const next = taken[index + 1] ?? 0;
            expect(next + OPENING).toBeLessThanOrEqual(2 * (cost + OPENING));
          }
          expect(backlog.objects()).toBe(0);
          expect(backlog.cost()).toBe(0);
        },
      ),
      300,
    ));
});
