// Slices of a large object that workers begin before it is known that it is divided there.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { BilledFrame, WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import { countFrame, END, HELLO, tallyOf } from '../../../support/frames.ts';

const DIED = new InvocationError('worker-died', 'killed', { retryable: true });
const OBJECT = { key: 'large', sizeBytes: 100 };
const PLACES = [20, 40, 60, 80];

/** The frames of the worker that sees the first bytes, once all others that are asked have counted. */
type First = (request: WorkerRequest) => Iterable<WorkerFrame>;

/** Each byte is a word. All workers but the first count what they are asked for. */
async function countObject(first: First) {
  const ranges: [number, number][] = [];
  let saidAll = 0;
  async function* worker(request: WorkerRequest): AsyncGenerator<WorkerFrame> {
    yield HELLO;
    const [slice] = request.slices;
    if (!slice) return yield END;
    ranges.push([slice.start, slice.end]);
    const isFirst = slice.start === 0 && ranges.length === 1;
    // The others have come to their count by then, and wait for what is done with it.
    while (isFirst && saidAll < PLACES.length) await new Promise(setImmediate);
    if (isFirst) {
      yield* first(request);
      return;
    }
    saidAll += 1;
    yield countFrame(0, slice.end - slice.start, slice);
    yield END;
  }
  const all = { workers: 8, sliceBytes: 20 };
  const { settled, retried } = await finishCascade(startCascade([OBJECT], worker, all));
  return { settled, retried, ranges };
}

function* divideAt(starts: number[]): Generator<WorkerFrame> {
  yield { type: 'split', slice: 0, starts, format: 'plain' };
  yield countFrame(0, starts[0] ?? 100, { start: 0, end: starts[0] ?? 100 });
  yield END;
}

describe('a cascade with a large object that is plain text by its name', () => {
  it('has its slices counted before it is divided, and each once', async () => {
    const { settled, ranges } = await countObject(() => divideAt(PLACES));
    expect(ranges).toHaveLength(5);
    expect(ranges).toEqual(expect.arrayContaining(PLACES.map((start) => [start, start + 20])));
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100), pieces: 5 }]);
  });

  it('believes nothing of it where the object is divided elsewhere', async () => {
    const { settled, ranges } = await countObject(() => divideAt([30, 60, 80]));
    // Two of the slices are those that were expected, and one is not.
    expect(ranges).toHaveLength(6);
    expect(ranges.at(-1)).toEqual([30, 60]);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100), pieces: 4 }]);
  });

  it('believes nothing of it where places are to be sought', async () => {
    const { settled, ranges } = await countObject(function* () {
      yield { type: 'split', slice: 0, starts: PLACES, format: 'bzip2', seek: '9' };
      yield countFrame(0, 20);
      yield END;
    });
    expect(ranges).toHaveLength(9);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100) }]);
  });

  it('believes nothing of it where the object is not divided', async () => {
    const { settled, ranges } = await countObject(function* () {
      yield countFrame(0, 7, { start: 0, end: 100 });
      yield END;
    });
    expect(ranges).toHaveLength(5);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(7), pieces: 1 }]);
  });

  it('believes nothing of it where the first worker dies before it has divided', async () => {
    const { settled, ranges } = await countObject(() => {
      throw DIED;
    });
    expect(ranges.filter(([start]) => start === 0)).toEqual([
      [0, 100],
      [0, 100],
    ]);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100), pieces: 1 }]);
  });

  it('does not wait for what nobody needs any more once all is counted', async () => {
    const clock = createVirtualClock();
    async function* worker(
      { slices: [slice] }: WorkerRequest,
      signal: AbortSignal,
    ): AsyncGenerator<WorkerFrame | BilledFrame> {
      yield HELLO;
      while (slice?.start !== 0 && !signal.aborted) {
        await clock.sleep(1_000, signal);
        yield { type: 'heartbeat', readingBytes: 0 };
      }
      if (slice?.start === 0) yield* [countFrame(0, 7, { start: 0, end: 100 }), END];
      yield { type: 'billed' };
    }
    const changes = { workers: 8, sliceBytes: 20, clock };
    const { settled, frames } = await finishCascade(startCascade([OBJECT], worker, changes));
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(7) }]);
    expect(clock.now()).toBeLessThan(60_000);
    // All that ran are told of, though nobody knows what they cost.
    expect(frames.filter(({ type }) => type === 'worker-billed')).toHaveLength(5);
  });

  it('asks again for a slice whose worker failed', async () => {
    let failed = 0;
    async function* worker({ slices: [slice] }: WorkerRequest): AsyncGenerator<WorkerFrame> {
      yield HELLO;
      if (slice?.start === 40 && failed++ < 2) throw DIED;
      if (slice?.start === 0) yield* divideAt(PLACES);
      else yield* [countFrame(0, 20, slice), END];
    }
    const changes = { workers: 8, sliceBytes: 20 };
    const { settled } = await finishCascade(startCascade([OBJECT], worker, changes));
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100), pieces: 5 }]);
    expect(failed).toBe(3);
  });
});
