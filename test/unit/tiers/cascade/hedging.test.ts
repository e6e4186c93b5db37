// Second workers for what stragglers are at.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import {
  checkpointFrame,
  countFrame,
  END,
  HELLO,
  sliceFailedFrame,
  tallyOf,
} from '../../../support/frames.ts';
import { listObjects, wordsOf } from '../../../support/running.ts';
import {
  type Act,
  countsAfter,
  invocations,
  OBJECTS,
  race,
  SECOND,
  STRAGGLER,
  STRAGGLING_MS,
  TASK_MS,
} from '../../../support/straggling.ts';

describe('a second worker', () => {
  it('counts what a straggler is at, whose bill stays unknown', async () => {
    const { requests, frames, words, ms } = await race({ [STRAGGLER]: countsAfter(STRAGGLING_MS) });
    expect(words).toBe(wordsOf(OBJECTS));
    expect(requests).toHaveLength(11);
    expect(requests[SECOND]?.slices).toEqual(requests[STRAGGLER]?.slices);
    expect(invocations(frames, 'launched')).toEqual([
      { type: 'launched', invocation: SECOND, isHedge: true },
    ]);
    expect(invocations(frames, 'worker-billed')).toEqual([
      { type: 'worker-billed', invocation: STRAGGLER, isHedge: true },
    ]);
    expect(frames).toContainEqual({ type: 'worker-billed', invocation: SECOND, billedMs: TASK_MS });
    expect(frames.at(-1)).toEqual(END);
    expect(ms).toBeLessThan(10 * TASK_MS);
  });

  it('is hedged itself if the straggler is faster after all', async () => {
    const { frames, words, failed } = await race({
      [STRAGGLER]: countsAfter(800),
      [SECOND]: countsAfter(STRAGGLING_MS),
    });
    expect([words, failed]).toEqual([wordsOf(OBJECTS), []]);
    expect(invocations(frames, 'worker-billed')).toEqual([
      { type: 'worker-billed', invocation: SECOND, isHedge: true },
    ]);
    const bill = { type: 'worker-billed', invocation: STRAGGLER, billedMs: 800 };
    expect(frames).toContainEqual(bill);
  });

  it('has its bill told if that comes while others count', async () => {
    const { frames } = await race({
      [STRAGGLER]: countsAfter(1_000),
      9: countsAfter(1_500),
      [SECOND]: countsAfter(TASK_MS),
      [SECOND + 1]: countsAfter(STRAGGLING_MS),
    });
    expect(invocations(frames, 'worker-billed')).toContainEqual({
      ...{ type: 'worker-billed', invocation: STRAGGLER, billedMs: 1_000, isHedge: true },
    });
  });

  it('leaves to others no place in which a straggler goes on', async () => {
    const objects = listObjects(70);
    const acts = {
      ...Object.fromEntries([4, 5, 6].map((number) => [number, countsAfter(STRAGGLING_MS)])),
      // Places become free a few at a time, which are kept.
      ...Object.fromEntries([10, 11, 12].map((number) => [number, countsAfter(250)])),
      9: countsAfter(2_500),
    };
    const { frames, words } = await race(acts, { workers: 64, leavesWorkers: true }, objects);
    expect(words).toBe(wordsOf(objects));
    expect(invocations(frames, 'launched').length).toBeGreaterThan(2);
    const running = new Set<number>();
    let own = 64;
    for (const frame of frames) {
      if (frame.type === 'launched') running.add(frame.invocation);
      if (frame.type === 'worker-billed') running.delete(frame.invocation);
      if (frame.type === 'heartbeat') own = frame.workers ?? own;
      expect(running.size).toBeLessThanOrEqual(own);
    }
    expect(own).toBeLessThan(64);
  });

  it('goes on from the last checkpoint', async () => {
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 100 }));
    const { requests, words } = await race(
      {
        [STRAGGLER]: async function* ({ clock, signal }) {
          yield HELLO;
          yield checkpointFrame(0, 40, { start: { at: 0 }, next: { at: 40 } });
          await clock.sleep(STRAGGLING_MS, signal);
        },
      },
      {},
      objects,
    );
    expect(requests[SECOND]?.slices).toMatchObject([{ start: 40, end: 100, format: 'plain' }]);
    expect(words).toBe(1_000);
  });

  it('is asked for as soon as the straggler has told that it is slow', async () => {
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 2 ** 27 }));
    /** Says regularly how far it is. */
    const countsSlowly = (totalMs: number): Act =>
      async function* ({ request: { slices }, clock, signal }) {
        yield HELLO;
        const [{ end } = { end: 0 }] = slices;
        for (let at = 0; at < end && !signal.aborted; ) {
          const next = Math.min(end, at + Math.ceil((end * TASK_MS) / totalMs));
          await clock.sleep(TASK_MS, signal);
          if (next === end) yield countFrame(0, end - at, { start: at, end });
          else yield checkpointFrame(0, next - at, { start: { at }, next: { at: next } });
          yield { type: 'heartbeat', readingBytes: 0 };
          at = next;
        }
        yield END;
      };
    const usual = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [index, countsAfter(1_000)]),
    );
    const first = (ms: number) =>
      race({ ...usual, [STRAGGLER]: countsSlowly(ms) }, { workers: 11 }, objects);
    // Others take a second for as much, and it would be late after three.
    const slow = await first(6_000);
    expect(slow.requests).toHaveLength(11);
    expect(slow.requests[SECOND]?.slices[0]?.start).toBeLessThan(2 ** 27 / 4);
    expect(slow.words).toBe(10 * 2 ** 27);
    expect((await first(2_500)).requests).toHaveLength(10);
  });

  it('is not asked for if the worker has read all that it has not told of', async () => {
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 2 ** 27 }));
    const nearlyDone: Act = async function* ({ clock, signal }) {
      yield HELLO;
      await clock.sleep(1_200, signal);
      yield { type: 'heartbeat', readingBytes: 2 ** 27 - 10 };
      await clock.sleep(1_000, signal);
      yield countFrame(0, 2 ** 27, { start: 0, end: 2 ** 27 });
      yield END;
    };
    const usual = Object.fromEntries(OBJECTS.map((_, index) => [index, countsAfter(1_000)]));
    const acts = { ...usual, [STRAGGLER]: nearlyDone };
    expect((await race(acts, { workers: 11 }, objects)).requests).toHaveLength(10);
  });

  it('is asked for nothing but what the straggler has left, and the last of that first', async () => {
    const { requests, words } = await race(
      {
        0: async function* ({ request, clock, signal }) {
          yield HELLO;
          yield countFrame(0, request.slices[0]?.end ?? 0);
          await clock.sleep(STRAGGLING_MS, signal);
        },
      },
      { maxTaskSlices: 3, workers: 2 },
    );
    const [first] = requests;
    expect(requests.at(-1)?.slices).toEqual(first?.slices.slice(1).reverse());
    expect(words).toBe(wordsOf(OBJECTS));
  });

  it('and the straggler share what is left, and neither goes on with what the other has counted', async () => {
    /** Counts one slice after the other. */
    const countsEach = (ms: number): Act =>
      async function* ({ request, clock, signal }) {
        yield HELLO;
        for (const [index, { end }] of request.slices.entries()) {
          await clock.sleep(ms, signal);
          if (signal.aborted) return yield { type: 'billed' };
          yield countFrame(index, end);
        }
        yield END;
      };
    const { words, frames, ms } = await race(
      {
        0: countsEach(1_000),
        1: countsAfter(TASK_MS),
        2: countsAfter(TASK_MS),
        3: countsAfter(TASK_MS),
        4: countsEach(400),
      },
      { maxTaskSlices: 10, workers: 4, hedgePercent: 10_000 },
      listObjects(40).map((object) => ({ ...object, sizeBytes: 10 })),
    );
    expect(words).toBe(400);
    expect(ms).toBeLessThan(4_500);
    expect(invocations(frames, 'worker-billed')).toHaveLength(1);
  });

  it('that fails makes nothing fail', async () => {
    const { failed, words, retried } = await race({
      [STRAGGLER]: countsAfter(5_000),
      [SECOND]: async function* () {
        yield HELLO;
        yield sliceFailedFrame(0, { code: 'access-denied' });
        yield END;
      },
    });
    expect([failed, words, retried]).toEqual([[], wordsOf(OBJECTS), []]);
  });

  it('that is refused is not asked for again', async () => {
    const { requests, failed, words, retried, frames } = await race({
      [STRAGGLER]: countsAfter(5_000),
      // biome-ignore lint/correctness/useYield: it is not invoked at all.
      [SECOND]: async function* () {
        throw new InvocationError('throttled', 'm', { retryable: true, patience: 'throttling' });
      },
    });
    expect(requests).toHaveLength(11);
    expect([failed, words, retried]).toEqual([[], wordsOf(OBJECTS), []]);
    expect(frames).toContainEqual({ type: 'refused', invocation: SECOND });
  });

  it('is the retry if the straggler dies', async () => {
    const { requests, failed, words, retried } = await race({
      [STRAGGLER]: async function* ({ clock, signal }) {
        yield HELLO;
        await clock.sleep(700, signal);
        yield { type: 'billed', billedMs: 700 };
        throw new InvocationError('worker-died', 'm', { retryable: true });
      },
      [SECOND]: countsAfter(1_000),
    });
    expect(requests).toHaveLength(11);
    expect([failed, words, retried]).toEqual([[], wordsOf(OBJECTS), []]);
  });

  it('has what it and the straggler left asked for again when both have died', async () => {
    const dies: Act = async function* ({ clock, signal }) {
      yield HELLO;
      await clock.sleep(1_000, signal);
      throw new InvocationError('worker-died', 'm', { retryable: true });
    };
    const { requests, words, retried } = await race({ [STRAGGLER]: dies, [SECOND]: dies });
    expect(requests).toHaveLength(12);
    expect(retried).toHaveLength(1);
    expect(words).toBe(wordsOf(OBJECTS));
  });
});

it('tells what a whole cascade counted once, in sums too', async () => {
  const { frames } = await race({ [STRAGGLER]: countsAfter(STRAGGLING_MS) }, { perObject: false });
  const sums = frames.filter((frame) => frame.type === 'sum');
  const words = sums.reduce((sum, { count }) => sum + count.words, 0);
  expect(words).toBe(tallyOf(wordsOf(OBJECTS)).words);
});
