// The time limits of second workers, and the time that is reserved for them.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import { checkpointFrame, END, HELLO } from '../../../support/frames.ts';
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
