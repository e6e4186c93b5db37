import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import {
  finishCascade,
  soundWorker,
  startCascade,
  workerByNumber,
} from '../../../support/cascading.ts';
import { countFrame, END, HELLO, sliceFailedFrame } from '../../../support/frames.ts';
import { listObjects, wordsOf } from '../../../support/running.ts';
import { checkProperty } from '../../../support/seeded.ts';

const DIED = new InvocationError('worker-died', 'out of memory', { retryable: true });
const THROTTLED = new InvocationError('answer-broken', 'slow down', {
  retryable: true,
  patience: 'throttling',
});
const OBJECTS = listObjects(10);

/** Counts slice after slice and dies at those keys. */
async function* dieAt({ slices }: WorkerRequest, ...keys: string[]): AsyncGenerator<WorkerFrame> {
  yield HELLO;
  for (const [index, { key, sizeBytes }] of slices.entries()) {
    if (keys.includes(key)) throw DIED;
    yield countFrame(index, sizeBytes);
  }
  yield END;
}

type Finished = Awaited<ReturnType<typeof finishCascade>>;

function statusesOf({ settled }: Finished): string[] {
  return settled.map((frame) => (frame.type === 'failed' ? frame.code : 'counted'));
}

describe('cascade over workers that die', () => {
  it('counts all when it was a passing fault, and tells of it', async () => {
    const worker = workerByNumber((request, number) =>
      number === 0 ? dieAt(request, 'k4') : soundWorker(request),
    );
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result)).toEqual(OBJECTS.map(() => 'counted'));
    expect(result.retried).toEqual([
      { type: 'retried', code: 'worker-died', message: 'out of memory', ranges: [[0, 4]] },
    ]);
    expect(worker.requests.map(({ slices, inFlight }) => [slices.length, inFlight])).toEqual([
      [10, 4],
      [5, 1],
    ]);
  });

  it.each([['k9'], ['k5'], ['k0']])(
    'blames only %s when they die at it every time',
    async (key) => {
      const worker = workerByNumber((request) => dieAt(request, key));
      const result = await finishCascade(startCascade(OBJECTS, worker));
      expect(statusesOf(result)).toEqual(
        OBJECTS.map((object) => (object.key === key ? 'worker-died' : 'counted')),
      );
      expect(worker.requests.length).toBeLessThanOrEqual(8);
    },
  );

  it('blames only those two at which they die, side by side or apart', async () => {
    for (const keys of [
      ['k4', 'k5'],
      ['k0', 'k9'],
      ['k2', 'k7'],
    ]) {
      const worker = workerByNumber((request) => dieAt(request, ...keys));
      const result = await finishCascade(startCascade(OBJECTS, worker));
      expect(statusesOf(result)).toEqual(
        OBJECTS.map(({ key }) => (keys.includes(key) ? 'worker-died' : 'counted')),
      );
    }
  });

  it('finds the one to blame among slices that were in flight together', async () => {
    const worker = workerByNumber(async function* (request) {
      // With several in flight the death comes before any of them is counted.
      if (request.inFlight > 1 && request.slices.some(({ key }) => key === 'k3')) throw DIED;
      yield* dieAt(request, 'k3');
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result).filter((status) => status !== 'counted')).toEqual(['worker-died']);
    expect(result.settled[3]).toMatchObject({ type: 'failed', object: 3, retryable: false });
  });

  it('gives up after a bounded number of invocations when every one of them dies', async () => {
    // biome-ignore lint/correctness/useYield: it dies before it says anything.
    const worker = workerByNumber(async function* () {
      throw DIED;
    });
    const objects = listObjects(60);
    const result = await finishCascade(startCascade(objects, worker, { maxTaskSlices: 30 }));
    expect(new Set(statusesOf(result))).toEqual(new Set(['worker-died']));
    expect(result.settled).toHaveLength(60);
    expect(worker.requests.length).toBeLessThanOrEqual(2 * 4 * 3);
  });

  it('takes an answer without an end for a broken one', async () => {
    const worker = workerByNumber(async function* ({ slices }) {
      yield countFrame(0, slices[0]?.sizeBytes ?? 0);
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result)).toEqual(OBJECTS.map(() => 'counted'));
    expect(worker.requests).toHaveLength(10);
    expect(result.retried[0]).toMatchObject({ code: 'answer-broken', ranges: [[0, 8]] });
  });

  it('has patience with a service that throttles', async () => {
    const worker = workerByNumber(async function* (request, number) {
      if (number < 20) throw THROTTLED;
      yield* soundWorker(request);
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result)).toEqual(OBJECTS.map(() => 'counted'));
  });

  it('throws what is no fault of an invocation', async () => {
    // biome-ignore lint/correctness/useYield: it breaks before it says anything.
    const worker = async function* () {
      throw new TypeError('unforeseen');
    };
    await expect(finishCascade(startCascade(OBJECTS, worker))).rejects.toThrow('unforeseen');
  });
});

describe('cascade over workers that have no time', () => {
  it('gives each slice a worker of its own that could not be done beside others', async () => {
    const worker = workerByNumber(async function* (request) {
      yield HELLO;
      if (request.slices.length === 1) yield* dieAt(request);
      else yield END;
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result)).toEqual(OBJECTS.map(() => 'counted'));
    expect(worker.requests.map(({ slices }) => slices.length)).toEqual([
      10,
      ...OBJECTS.map(() => 1),
    ]);
    expect(result.retried).toMatchObject([{ code: 'gave-back', ranges: [[0, 9]] }]);
  });

  it('gives up after a bounded number of invocations when none ever has', async () => {
    const worker = workerByNumber(async function* () {
      yield END;
    });
    const result = await finishCascade(startCascade(listObjects(60), worker));
    expect(new Set(statusesOf(result))).toEqual(new Set(['gave-back']));
    expect(result.settled).toHaveLength(60);
    expect(worker.requests.length).toBeLessThanOrEqual(2 * 4 * 3);
  });
});

describe('cascade over slices that fail', () => {
  it('reports at once what another attempt cannot mend', async () => {
    const worker = workerByNumber(async function* ({ slices }) {
      yield* slices.map((_, index) => sliceFailedFrame(index, { code: 'vanished', words: 2 }));
      yield END;
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(new Set(statusesOf(result))).toEqual(new Set(['vanished']));
    expect(result.settled[0]).toMatchObject({ retryable: false, count: { words: 2 } });
    expect(worker.requests).toHaveLength(1);
  });

  it('tries the others again, and reports the last fault and count of each in the end', async () => {
    const worker = workerByNumber(async function* ({ slices }, number) {
      for (const [index, { key, sizeBytes }] of slices.entries()) {
        yield key === 'k4'
          ? sliceFailedFrame(index, { retryable: true, words: number })
          : countFrame(index, sizeBytes);
      }
      yield END;
    });
    const result = await finishCascade(startCascade(OBJECTS, worker));
    expect(statusesOf(result).filter((status) => status !== 'counted')).toEqual(['read-failed']);
    expect(worker.requests.map(({ slices }) => slices.length)).toEqual([10, 1, 1, 1, 1]);
    expect(result.settled[4]).toMatchObject({ object: 4, count: { words: 4 }, retryable: false });
  });

  it('drops frames about slices that are settled or were never asked for', async () => {
    const worker = workerByNumber(async function* ({ slices }) {
      for (const index of [0, 0, 1, 0, 99]) yield countFrame(index, slices[index]?.sizeBytes ?? 7);
      yield sliceFailedFrame(1);
      yield sliceFailedFrame(0, { retryable: true });
      yield END;
    });
    const result = await finishCascade(startCascade(listObjects(2), worker));
    expect(result.settled.map(({ type, count }) => [type, count?.words])).toEqual([
      ['object', 1],
      ['object', 2],
    ]);
  });
});

describe('cascade over any workers that count truly', () => {
  const step = fc.tuple(
    fc.constantFrom('count', 'count', 'count', 'failed', 'retryable', 'died', 'end', 'throttled'),
    fc.nat(12),
  );

  async function* act(
    script: readonly (readonly [string, number])[],
    { slices }: WorkerRequest,
  ): AsyncGenerator<WorkerFrame> {
    for (const [name, index] of script) {
      if (name === 'died') throw DIED;
      if (name === 'throttled') throw THROTTLED;
      if (name === 'end') return yield END;
      if (name === 'count') yield countFrame(index, slices[index]?.sizeBytes ?? 1_000);
      else yield sliceFailedFrame(index, { retryable: name === 'retryable' });
    }
  }

  it.each([true, false])(
    'settles every object once, with its own count (perObject %s)',
    (perObject) =>
      checkProperty(
        fc.asyncProperty(
          fc.array(fc.array(step, { maxLength: 15 }), { maxLength: 20 }),
          async (scripts) => {
            const worker = workerByNumber((request, number) => act(scripts[number] ?? [], request));
            const cascade = startCascade(OBJECTS, worker, { perObject, maxTaskSlices: 4 });
            const { settled, sums } = await finishCascade(cascade);
            const summed = sums.flatMap(({ ranges }) =>
              ranges.flatMap(([first, last]) => OBJECTS.slice(first, last + 1)),
            );
            const named = settled.map(({ object }) => OBJECTS[object]);
            expect(summed.length + named.length).toBe(OBJECTS.length);
            expect(new Set([...summed, ...named])).toEqual(new Set(OBJECTS));
            expect(sums.reduce((sum, { count }) => sum + count.words, 0)).toBe(wordsOf(summed));
            for (const { type, object, count } of settled) {
              if (type === 'object') expect(count.words).toBe(OBJECTS[object]?.sizeBytes);
            }
          },
        ),
        80,
      ),
  );
});
