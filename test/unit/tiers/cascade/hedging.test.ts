// Second workers for what stragglers are at.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { BilledFrame, CascadeFrame, WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { ObjectRef, WorkerRequest } from '../../../../src/protocol/request.ts';
import type { CascadePorts } from '../../../../src/tiers/cascade/cascade.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import {
  checkpointFrame,
  countFrame,
  END,
  HELLO,
  sliceFailedFrame,
  tallyOf,
} from '../../../support/frames.ts';
import { listObjects, wordsOf } from '../../../support/running.ts';

const OBJECTS = listObjects(10);
const TASK_MS = 100;
const STRAGGLING_MS = 60_000;

type Clock = ReturnType<typeof createVirtualClock>;
type Act = (about: {
  request: WorkerRequest;
  clock: Clock;
  signal: AbortSignal;
}) => AsyncIterable<WorkerFrame | BilledFrame>;

/** Counts its slices after this time. */
function countsAfter(ms: number, billedMs = ms): Act {
  return async function* ({ request, clock, signal }) {
    yield HELLO;
    await clock.sleep(ms, signal);
    if (signal.aborted) return yield { type: 'billed' };
    for (const [index, { start, end }] of request.slices.entries()) {
      yield countFrame(index, end - start, { start, end });
    }
    yield END;
    yield { type: 'billed', billedMs };
  };
}

/** Runs a cascade whose workers do what they are told to by their number, from 0; the others take 100 ms. */
async function race(
  acts: Readonly<Record<number, Act>>,
  changes: Parameters<typeof startCascade>[2] = {},
  objects: readonly ObjectRef[] = OBJECTS,
) {
  const clock = createVirtualClock();
  const requests: WorkerRequest[] = [];
  const invokeWorker: CascadePorts['invokeWorker'] = (request, signal) => {
    const act = acts[requests.length] ?? countsAfter(TASK_MS);
    requests.push(request);
    return act({ request, clock, signal });
  };
  const cascade = startCascade(objects, invokeWorker, {
    ...{ clock, maxTaskSlices: 1, workers: 3, hedgePercent: 1_000, ...changes },
  });
  const { frames, settled, retried } = await finishCascade(cascade);
  const words = settled.reduce((sum, { count }) => sum + (count?.words ?? 0), 0);
  const failed = settled.filter(({ type }) => type === 'failed');
  return { requests, frames, words, failed, retried, ms: clock.now() };
}

const STRAGGLER = 4;

/** The worker that is asked for in its place, as the eleventh. */
const SECOND = 10;

function invocations(frames: readonly CascadeFrame[], type: 'launched' | 'worker-billed') {
  return frames.filter((frame) => frame.type === type && frame.isHedge === true);
}

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

describe('the time limit of a second worker', () => {
  /** Counts so much of a slice of 100 bytes until its time is up. */
  function countsUpTo(at: number): Act {
    return async function* ({ request: { slices, timeLimitMs = 0 }, clock, signal }) {
      yield HELLO;
      await clock.sleep(timeLimitMs, signal);
      const start = slices[0]?.start ?? 0;
      if (at > start) yield checkpointFrame(0, at - start, { start: { at: start }, next: { at } });
      yield END;
      yield { type: 'billed', billedMs: timeLimitMs };
    };
  }

  const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 100 }));

  it('is three times what it should take, and no other worker has one', async () => {
    const { requests } = await race({ [STRAGGLER]: countsAfter(STRAGGLING_MS) });
    expect(requests[SECOND]?.timeLimitMs).toBeGreaterThan(TASK_MS * 2.9);
    expect(requests[SECOND]?.timeLimitMs).toBeLessThan(TASK_MS * 3.1);
    expect(requests.filter(({ timeLimitMs }) => timeLimitMs !== undefined)).toHaveLength(1);
  });

  it.each([0, 60])('lets it stop at %d of 100, and the straggler go on', async (at) => {
    const acts = { [STRAGGLER]: countsAfter(2_000), [SECOND]: countsUpTo(at) };
    const { frames, words, failed, retried, requests } = await race(acts, {}, objects);
    expect([words, failed, retried]).toEqual([1_000, [], []]);
    expect(requests).toHaveLength(11);
    expect(invocations(frames, 'worker-billed')).toMatchObject([{ invocation: SECOND }]);
  });

  it.each([0, 60])(
    'loses nothing if the straggler dies after the second has stopped at %d',
    async (at) => {
      const dies: Act = async function* ({ clock, signal }) {
        yield HELLO;
        yield checkpointFrame(0, 20, { start: { at: 0 }, next: { at: 20 } });
        await clock.sleep(2_000, signal);
        throw new InvocationError('worker-died', 'm', { retryable: true });
      };
      const acts = { [STRAGGLER]: dies, [SECOND]: countsUpTo(at) };
      const { words, failed, requests } = await race(acts, {}, objects);
      expect([words, failed]).toEqual([1_000, []]);
      expect(requests[SECOND + 1]?.slices).toMatchObject([{ start: Math.max(20, at), end: 100 }]);
    },
  );

  it('is no failure of a straggler that has died before', async () => {
    const dies: Act = async function* ({ clock, signal }) {
      yield HELLO;
      // The second one has begun by then.
      await clock.sleep(500, signal);
      throw new InvocationError('worker-died', 'm', { retryable: true });
    };
    const acts = { [STRAGGLER]: dies, [SECOND]: countsUpTo(60) };
    const { words, failed, requests } = await race(acts, {}, objects);
    expect([words, failed]).toEqual([1_000, []]);
    expect(requests.at(-1)?.slices).toMatchObject([{ start: 60, end: 100 }]);
  });

  it.each([1, 5, 20])(
    'keeps them all within %d %% of the time of all others',
    async (hedgePercent) => {
      const objects = listObjects(400);
      const stalls = Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [10 * index, countsAfter(5_000)]),
      );
      const seconds = Object.fromEntries(
        Array.from({ length: 200 }, (_, index) => [400 + index, countsUpTo(0)]),
      );
      const changes = { workers: 64, hedgePercent };
      const { frames, words } = await race({ ...stalls, ...seconds }, changes, objects);
      expect(words).toBe(wordsOf(objects));
      const second = new Set(
        invocations(frames, 'launched').map((frame) => 'invocation' in frame && frame.invocation),
      );
      const ms = { first: 0, second: 0 };
      for (const frame of frames) {
        if (frame.type !== 'worker-billed') continue;
        ms[second.has(frame.invocation) ? 'second' : 'first'] += frame.billedMs ?? 0;
      }
      expect(ms.second).toBeGreaterThan(0);
      expect(ms.second).toBeLessThanOrEqual((ms.first * hedgePercent) / 100);
    },
  );
});

describe('the time that was reserved for a second worker', () => {
  const THROTTLED = new InvocationError('throttled', 'm', {
    ...{ retryable: true, patience: 'throttling' },
  });

  function refusedAfter(ms: number): Act {
    // biome-ignore lint/correctness/useYield: it is not invoked at all.
    return async function* ({ clock, signal }) {
      await clock.sleep(ms, signal);
      throw THROTTLED;
    };
  }

  /** There is room for one second worker, and for another soon only if that one gives back what it did not take. */
  it.each([
    ['if it is refused', 5_000, refusedAfter(0)],
    ['if it is refused after the straggler has counted all', 900, refusedAfter(500)],
    ['as far as it was not billed', 5_000, countsAfter(50)],
  ])('is given back %s', async (_, stragglingMs, second) => {
    let nextBeganMs = Number.POSITIVE_INFINITY;
    const next: Act = (about) => {
      nextBeganMs = about.clock.now();
      return countsAfter(TASK_MS)(about);
    };
    const { words } = await race(
      {
        // Both are as late, and the first one is asked for first.
        ...{ 0: countsAfter(stragglingMs), 1: countsAfter(5_000) },
        ...{ [SECOND]: second, [SECOND + 1]: next },
      },
      { workers: 20, hedgePercent: 8.5 },
    );
    expect(words).toBe(wordsOf(OBJECTS));
    expect(nextBeganMs).toBeLessThan(1_200);
  });

  it('is held as long as it has not begun', async () => {
    let nextBeganMs = 0;
    const beginsLate: Act = async function* (about) {
      await about.clock.sleep(800, about.signal);
      yield* countsAfter(TASK_MS)(about);
    };
    const next: Act = (about) => {
      nextBeganMs = about.clock.now();
      return countsAfter(TASK_MS)(about);
    };
    await race(
      {
        ...{ 0: countsAfter(5_000), 1: countsAfter(5_000) },
        ...{ [SECOND]: beginsLate, [SECOND + 1]: next },
      },
      { workers: 20, hedgePercent: 8.5 },
    );
    expect(nextBeganMs).toBeGreaterThan(800);
  });

  it('is given back if the straggler has counted all before there is a place', async () => {
    let nextBeganMs = Number.POSITIVE_INFINITY;
    const next: Act = (about) => {
      nextBeganMs = about.clock.now();
      return countsAfter(TASK_MS)(about);
    };
    const rates = { worst: 1, perInvocation: 0, perBilledMs: 0, perStoreRequest: 0 };
    const { words, requests } = await race(
      {
        // They take all places that the budget has, and the first one leaves its own.
        0: countsAfter(1_000),
        1: countsAfter(5_000),
        9: countsAfter(5_000),
        [SECOND]: next,
      },
      { workers: 20, hedgePercent: 5, budget: { dollars: 3, rates } },
    );
    expect(words).toBe(wordsOf(OBJECTS));
    expect(requests[SECOND]?.slices).toEqual(requests[1]?.slices);
    expect(nextBeganMs).toBeLessThan(1_500);
  });
});

describe('there is no second worker', () => {
  const STRAGGLING = { [STRAGGLER]: countsAfter(STRAGGLING_MS) };

  it.each([
    ['unless it is asked for', { hedgePercent: undefined }],
    ['where none may cost anything', { hedgePercent: 0 }],
    ['beyond what may be spent', { hedgePercent: 0.1 }],
    ['while all workers are busy', { workers: 1 }],
  ])('%s', async (_, changes) => {
    const { requests, words, ms } = await race(STRAGGLING, changes as never);
    expect(requests).toHaveLength(10);
    expect(words).toBe(wordsOf(OBJECTS));
    expect(ms).toBeGreaterThanOrEqual(STRAGGLING_MS);
  });

  it('after the time in which workers are launched', async () => {
    const deadline = { launchingMs: () => 350, answeringMs: () => 100_000 };
    const { requests } = await race(STRAGGLING, { deadline, workers: 10 });
    expect(requests).toHaveLength(10);
    const { requests: earlier } = await race(STRAGGLING, {
      deadline: { ...deadline, launchingMs: () => 5_000 },
      workers: 11,
    });
    expect(earlier).toHaveLength(11);
  });

  it('for an object that is still to be divided', async () => {
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 1_500 }));
    const { requests } = await race(STRAGGLING, { sliceBytes: 1_000 }, objects);
    expect(requests).toHaveLength(10);
    // Names tell which objects cannot be divided.
    const whole = objects.map((object) => ({ ...object, key: `${object.key}.xz` }));
    expect((await race(STRAGGLING, { sliceBytes: 1_000 }, whole)).requests).toHaveLength(11);
  });

  it('for a slice of which others wait to know where it ends', async () => {
    const sizeBytes = 300;
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes }));
    const { requests } = await race(
      {
        0: async function* ({ clock, signal }) {
          yield HELLO;
          yield { type: 'split', slice: 0, starts: [100], format: 'gzip', seek: 'deflate' };
          await clock.sleep(STRAGGLING_MS, signal);
          yield countFrame(0, 100, { start: 0, end: 100 });
          yield END;
        },
      },
      {},
      objects,
    );
    const ofFirst = requests.filter(({ slices }) => slices.some(({ key }) => key === 'k0'));
    expect(ofFirst.filter(({ slices }) => slices[0]?.start === 0)).toHaveLength(1);
  });
});

it('tells what a whole cascade counted once, in sums too', async () => {
  const { frames } = await race({ [STRAGGLER]: countsAfter(STRAGGLING_MS) }, { perObject: false });
  const sums = frames.filter((frame) => frame.type === 'sum');
  const words = sums.reduce((sum, { count }) => sum + count.words, 0);
  expect(words).toBe(tallyOf(wordsOf(OBJECTS)).words);
});
