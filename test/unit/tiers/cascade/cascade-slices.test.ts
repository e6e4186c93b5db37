// Objects that are counted in pieces, by workers that give away, go on and die.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { CascadeFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade, workerByNumber } from '../../../support/cascading.ts';
import { countFrame, countOf, END, HELLO, tallyOf } from '../../../support/frames.ts';

const DIED = new InvocationError('worker-died', 'killed', { retryable: true });
const OBJECT = { key: 'k', sizeBytes: 100 };
const HALVES = [
  { start: 0, end: 50 },
  { start: 50, end: 100 },
];

function reached([start, next]: [number, number], words: number) {
  const about = { start: { at: start }, next: { at: next }, format: 'plain', ms: 5 };
  return { type: 'checkpoint', slice: 0, count: countOf(words), ...about } as const;
}

/** Where the slices begin and end that the workers were given, request after request. */
function rangesOf({ requests }: { readonly requests: readonly WorkerRequest[] }) {
  return requests.map(({ slices }) => slices.map(({ start, end }) => [start, end]));
}

describe('cascade over a worker that dies after it has said how far it came', () => {
  it('has only the rest counted again', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }, number) {
      yield HELLO;
      if (number === 0) {
        yield reached([0, 30], 1);
        yield reached([30, 70], 2);
        throw DIED;
      }
      yield countFrame(0, 4, slice);
      yield END;
    });
    const { settled, retried } = await finishCascade(startCascade([OBJECT], worker));
    expect(rangesOf(worker)).toEqual([[[0, 100]], [[70, 100]]]);
    expect(worker.requests[1]?.slices[0]).toMatchObject({ format: 'plain' });
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(7), pieces: 2, ms: 15 }]);
    expect(retried).toMatchObject([{ code: 'worker-died', ranges: [[0, 0]] }]);
  });

  it('knows the remark of the one that died', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }, number) {
      if (number === 0) {
        yield { ...reached([0, 30], 1), remark: 'not-as-named' };
        throw DIED;
      }
      yield countFrame(0, 4, slice);
      yield END;
    });
    const changes = { perObject: false };
    const { settled } = await finishCascade(startCascade([OBJECT], worker, changes));
    expect(settled).toMatchObject([
      { type: 'object', count: tallyOf(5), remark: 'not-as-named', pieces: 2 },
    ]);
  });

  it('goes on for as long as every attempt comes further', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }, number) {
      if (number === 20) return yield* [HELLO, countFrame(0, 1, slice), END];
      yield reached([number, number + 1], 1);
      throw DIED;
    });
    const { settled } = await finishCascade(startCascade([OBJECT], worker));
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(21), pieces: 21 }]);
  });

  it('reports what was counted when no attempt comes further', async () => {
    const worker = workerByNumber(async function* (_, number) {
      if (number === 0) yield reached([0, 30], 3);
      throw DIED;
    });
    const { settled } = await finishCascade(startCascade([OBJECT], worker));
    expect(settled).toMatchObject([
      { type: 'failed', code: 'worker-died', count: tallyOf(3), retryable: false },
    ]);
    // Once with progress, and four times without.
    expect(worker.requests).toHaveLength(5);
  });

  it('does not begin anew what others were given', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }, number) {
      yield HELLO;
      if (number === 0) {
        yield { type: 'split', slice: 0, starts: [40, 80], format: 'plain' };
        throw DIED;
      }
      yield countFrame(0, (slice?.end ?? 0) - (slice?.start ?? 0), slice);
      yield END;
    });
    const { settled } = await finishCascade(startCascade([OBJECT], worker, { workers: 1 }));
    expect(rangesOf(worker)).toEqual([[[0, 100]], [[0, 40]], [[40, 80]], [[80, 100]]]);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(100), pieces: 3 }]);
  });
});

describe('cascade over a worker that gives away', () => {
  it('has others count their slices while it counts its own', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = workerByNumber(async function* (_, number) {
      yield HELLO;
      if (number === 0) {
        yield { type: 'split', slice: 0, starts: [50], format: 'plain' };
        await released;
      } else release();
      yield countFrame(0, 5, HALVES[number]);
      yield END;
    });
    const { settled } = await finishCascade(startCascade([OBJECT], worker));
    expect(settled).toMatchObject([{ count: tallyOf(10), pieces: 2 }]);
  });

  it('says nothing of an object until all of it is counted', async () => {
    const worker = workerByNumber(async function* (_, number) {
      if (number === 0) yield { type: 'split', slice: 0, starts: [50], format: 'plain' };
      yield countFrame(0, 5, HALVES[number]);
      yield END;
    });
    const changes = { perObject: false, workers: 1 };
    const { sums } = await finishCascade(startCascade([OBJECT], worker, changes));
    expect(sums).toMatchObject([{ ranges: [[0, 0]], count: tallyOf(10) }]);
  });

  it('tells workers how much to count alone, no more than a fair share', async () => {
    const worker = workerByNumber(async function* ({ slices: [slice] }) {
      yield countFrame(0, 5, slice);
      yield END;
    });
    const sizeBytes = 2 ** 32;
    const sliceBytes = 2 ** 27;
    const object = [{ key: 'k', sizeBytes }];
    await finishCascade(startCascade(object, worker, { sliceBytes, workers: 2 }));
    await finishCascade(startCascade(object, worker, { sliceBytes, workers: 16 }));
    await finishCascade(startCascade(object, worker, { workers: 16 }));
    const asked = worker.requests.filter(({ slices: [slice] }) => slice?.start === 0);
    const [most, share = 0, none] = asked.map((request) => request.sliceBytes);
    expect(most).toBe(sliceBytes);
    // As many for each of the sixteen.
    expect(Math.round(sizeBytes / share) % 16).toBe(0);
    expect(none).toBeUndefined();
  });
});

describe('cascade whose time is over before an object is counted', () => {
  const deadline = { launchingMs: () => 100, answeringMs: () => 1e9 };
  const never = new AbortController().signal;

  function statesOf(frames: readonly CascadeFrame[]) {
    return frames.filter((frame) => frame.type === 'object-checkpoint');
  }

  it('gives back what it knows, and another one counts the rest', async () => {
    const clock = createVirtualClock();
    const first = workerByNumber(async function* () {
      yield HELLO;
      yield { type: 'split', slice: 0, starts: [50], format: 'plain' };
      yield reached([0, 20], 1);
      await clock.sleep(1_000, never);
      yield END;
    });
    const changes = { clock, deadline, workers: 1 };
    const { frames, settled } = await finishCascade(startCascade([OBJECT], first, changes));
    expect(settled).toEqual([]);
    expect(frames.slice(-2)).toMatchObject([{ type: 'object-checkpoint', object: 0 }, END]);
    const divided = statesOf(frames)[0]?.state;
    const second = workerByNumber(async function* ({ slices: [slice] }) {
      yield countFrame(0, 5, slice);
      yield END;
    });
    const rest = await finishCascade(
      startCascade([{ ...OBJECT, ...(divided && { divided }) }], second),
    );
    expect(rangesOf(second)).toEqual([[[20, 50]], [[50, 100]]]);
    expect(second.requests[0]?.slices[0]).not.toHaveProperty('divided');
    expect(rest.settled).toMatchObject([{ type: 'object', count: tallyOf(11), pieces: 3 }]);
    expect(statesOf(rest.frames)).toEqual([]);
  });

  it('gives back no more of what it knows than an answer and a request can hold', async () => {
    const clock = createVirtualClock();
    const objects = Array.from({ length: 300 }, (_, index) => ({ ...OBJECT, key: `${index}` }));
    const decoderState = 'x'.repeat(20_000);
    const worker = workerByNumber(async function* () {
      yield HELLO;
      yield { ...reached([0, 20], 1), next: { at: 20, decoderState }, format: 'gzip' };
      await clock.sleep(1_000, new AbortController().signal);
      yield END;
    });
    const changes = {
      clock,
      deadline,
      workers: 300,
      maxTaskSlices: 1,
      invoke: 'buffered',
    } as const;
    const { frames } = await finishCascade(startCascade(objects, worker, changes));
    const states = statesOf(frames);
    expect(states.length).toBeGreaterThan(190);
    expect(JSON.stringify(states).length).toBeLessThan(4_100_000);
  });

  it('says nothing of objects of which nothing is known', async () => {
    const worker = workerByNumber(async function* () {
      yield END;
    });
    const { frames } = await finishCascade(startCascade([OBJECT], worker, { deadline }));
    expect(statesOf(frames)).toEqual([]);
  });

  it.each([
    ['in good time, as it may be killed', 'stream', 1],
    ['but not where all is lost with it in any case', 'buffered', 0],
  ] as const)('says what it knows %s', async (_, invoke, times) => {
    const clock = createVirtualClock();
    const reportEveryMs = 200;
    const worker = workerByNumber(async function* () {
      yield HELLO;
      yield reached([0, 20], 1);
      await clock.sleep(50 * reportEveryMs, never);
      yield countFrame(0, 5, { start: 20, end: 100 });
      yield END;
    });
    const changes = { clock, reportEveryMs, invoke };
    const { frames, settled } = await finishCascade(startCascade([OBJECT], worker, changes));
    // Once, for there is nothing new to say afterwards.
    expect(statesOf(frames)).toHaveLength(times);
    expect(settled).toMatchObject([{ type: 'object', count: tallyOf(6) }]);
  });
});
