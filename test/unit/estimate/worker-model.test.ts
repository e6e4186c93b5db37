import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  cpuMs,
  LAMBDA_WORKER,
  readMs,
  withMemory,
  workerMs,
} from '../../../src/estimate/worker-model.ts';
import { VCPU_MB } from '../../../src/protocol/worker-threads.ts';
import { checkProperty } from '../../support/seeded.ts';

const MB = 1e6;

describe('readMs', () => {
  it('is fast within the burst and slow behind it', () => {
    expect(readMs(300 * MB, 0, LAMBDA_WORKER)).toBeCloseTo(250);
    expect(readMs(380 * MB, 0, LAMBDA_WORKER)).toBeCloseTo(250 + 1_000);
    expect(readMs(80 * MB, 300 * MB, LAMBDA_WORKER)).toBeCloseTo(1_000);
    expect(readMs(0, 0, LAMBDA_WORKER)).toBe(0);
  });

  it('does not depend on how reading is cut', async () => {
    const bytes = fc.integer({ min: 0, max: 2e9 });
    await checkProperty(
      fc.property(bytes, bytes, (first, second) => {
        const whole = readMs(first + second, 0, LAMBDA_WORKER);
        const parts = readMs(first, 0, LAMBDA_WORKER) + readMs(second, first, LAMBDA_WORKER);
        expect(parts).toBeCloseTo(whole, 3);
      }),
    );
  });
});

test('plain text within the burst is bound by the CPU, and then by the network', () => {
  const within = { objects: 1, sizeBytes: 200 * MB, cost: 200 * MB };
  expect(workerMs(within, LAMBDA_WORKER)).toBeCloseTo(50 + cpuMs(within, LAMBDA_WORKER));
  const beyond = { objects: 1, sizeBytes: 1_100 * MB, cost: 1_100 * MB };
  expect(workerMs(beyond, LAMBDA_WORKER)).toBeCloseTo(50 + 250 + 10_000);
});

test('small objects are bound by the waiting for answers', () => {
  const small = { objects: 1_200, sizeBytes: 1_200, cost: 1_200 };
  expect(workerMs(small, LAMBDA_WORKER)).toBeCloseTo(50 + (1_200 * 50) / 40);
});

test('of larger objects fewer are waited for at a time', () => {
  const model = { ...LAMBDA_WORKER, requestMs: 1e6 };
  const waitingOf = (sizeBytes: number) => {
    const work = { objects: 1_000, sizeBytes: 1_000 * sizeBytes, cost: 0 };
    return (1_000 * model.requestMs) / (workerMs(work, model) - model.requestMs);
  };
  expect(waitingOf(MB)).toBeCloseTo(40);
  expect(waitingOf(2 * 2 ** 20)).toBeCloseTo(24);
  expect(waitingOf(4 * 2 ** 20)).toBeCloseTo(12);
  expect(waitingOf(100 * MB)).toBeCloseTo(12);
});

test('no work takes no time', () => {
  expect(workerMs({ objects: 0, sizeBytes: 0, cost: 0 }, LAMBDA_WORKER)).toBe(0);
});

test('a gzip byte takes longer than one of plain text', () => {
  const plain = { objects: 1, sizeBytes: MB, cost: MB };
  const more = cpuMs({ ...plain, cost: 3 * MB }, LAMBDA_WORKER) - cpuMs(plain, LAMBDA_WORKER);
  expect(more).toBeCloseTo(2 * 2.9, 1);
});

test('a worker is as fast as its whole vCPUs', () => {
  const work = { objects: 1, sizeBytes: MB, cost: 2 * MB };
  const usual = cpuMs(work, LAMBDA_WORKER);
  const timesOf = (memoryMb: number) => cpuMs(work, withMemory(LAMBDA_WORKER, memoryMb)) / usual;
  expect(timesOf(VCPU_MB)).toBeCloseTo(1);
  expect(timesOf(2 * VCPU_MB - 1)).toBeCloseTo(1);
  expect(timesOf(2 * VCPU_MB)).toBeCloseTo(1 / 2);
  expect(timesOf(4 * VCPU_MB)).toBeCloseTo(1 / 4);
  expect(timesOf(10_240)).toBeCloseTo(1 / 5);
  expect(timesOf(VCPU_MB / 2)).toBeCloseTo(2);
});

test('each thread of a worker has reads in flight of its own', () => {
  const { inFlight, inFlightBytes } = LAMBDA_WORKER;
  expect(withMemory(LAMBDA_WORKER, VCPU_MB / 4)).toMatchObject({ inFlight, inFlightBytes });
  expect(withMemory(LAMBDA_WORKER, 2 * VCPU_MB)).toMatchObject({
    inFlight: 2 * inFlight,
    inFlightBytes: 2 * inFlightBytes,
  });
});
