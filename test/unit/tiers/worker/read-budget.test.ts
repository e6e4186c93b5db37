import { describe, expect, it } from 'vitest';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { PROTOCOL_VERSION } from '../../../../src/protocol/request.ts';
import {
  createReadBudget,
  heldBytesOf,
  readBudgetFor,
} from '../../../../src/tiers/worker/read-budget.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { collect } from '../../../support/collect.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';

const MIB = 2 ** 20;

const sliceOf = (key: string, sizeBytes: number) => ({ key, sizeBytes, start: 0, end: sizeBytes });

/** How many such slices are opened before the budget is full. */
function openedWithin(budgetBytes: number, key: string, sizeBytes: number): number {
  const budget = createReadBudget(budgetBytes);
  let opened = 0;
  for (; !budget.isFull() && opened < 1_000; opened += 1) budget.open(sliceOf(key, sizeBytes));
  return opened;
}

describe('a read budget', () => {
  it.each([
    // MB, threads, objects, how many at a time: as many as were read before of large ones, and more of small ones.
    [1_769, 1, 'a', 64 * MIB, 12],
    [1_769, 1, 'a', 4 * MIB, 12],
    [1_769, 1, 'a', MIB, 48],
    [1_769, 1, 'a.gz', 100_000, 504],
    [3_538, 2, 'a', 64 * MIB, 12],
    // A window of 8 MiB besides.
    [1_769, 1, 'a.zst', 64 * MIB, 4],
    [1_769, 1, 'a.lz4', 64 * MIB, 4],
    // A small object cannot fill it.
    [1_769, 1, 'a.zst', 10_000, 297],
    [256, 1, 'a', 64 * MIB, 12],
    [128, 1, 'a', 64 * MIB, 4],
    [128, 1, 'a.zst', 64 * MIB, 2],
    [128, 1, 'a', 100_000, 140],
  ])('of %i MB and %i threads: %s of %i bytes', (memoryMb, threads, key, sizeBytes, expected) => {
    expect(openedWithin(readBudgetFor(memoryMb, threads), key, sizeBytes)).toBe(expected);
  });

  it('goes by the format that is known, and by the part of an object that a slice is', () => {
    const slice = { key: 'a', sizeBytes: 1_000 * MIB, start: 990 * MIB, end: 991 * MIB };
    expect(heldBytesOf(slice)).toBe(MIB);
    expect(heldBytesOf({ ...slice, format: 'zstd' })).toBe(9 * MIB);
    expect(heldBytesOf({ ...slice, start: 992 * MIB })).toBe(0);
  });
});

it('a worker opens no more than its budget allows, and counts everything', async () => {
  let [open, most] = [0, 0];
  async function* source() {
    open += 1;
    most = Math.max(most, open);
    try {
      await new Promise(setImmediate);
      yield Buffer.alloc(100, 'a b ');
    } finally {
      open -= 1;
    }
  }
  const names = Array.from({ length: 30 }, (_, n) => `${n}`);
  const store = createMemoryStore(Object.fromEntries(names.map((name) => [name, source])));
  const request: WorkerRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/' },
    words: 'wc',
    ...{ reportEveryMs: 100, inFlight: 20, slices: names.map((name) => sliceOf(name, 100)) },
  };
  const ports = { store, clock: createVirtualClock(), requestId: 'r', readBudgetBytes: 250 };
  const frames = await collect(work(request, ports));
  expect(most).toBe(3);
  expect(frames.filter(({ type }) => type === 'count')).toHaveLength(30);
});

it('a worker whose time is up leaves what waits for room, and ends', async () => {
  const clock = createVirtualClock();
  const names = Array.from({ length: 5 }, (_, n) => `${n}`);
  const slices = names.map((name) => sliceOf(name, 100));
  const never = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const store = {
    async *read(_: unknown, _start: number, _end: number, signal: AbortSignal) {
      await never(signal);
      yield Buffer.alloc(0);
    },
  };
  const request: WorkerRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/' },
    words: 'wc',
    ...{ reportEveryMs: 100, inFlight: 5, slices },
  };
  const ports = { store, clock, requestId: 'r', readBudgetBytes: 150 };
  const frames = await collect(work(request, { ...ports, remainingMs: () => 1_000 - clock.now() }));
  expect(frames.at(-1)).toEqual({ type: 'end' });
  expect(frames.filter(({ type }) => type === 'count' || type === 'failed')).toEqual([]);
});
