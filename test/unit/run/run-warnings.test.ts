// Warnings of a run: each key counts once for each reason, however many attempts at it fail.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { CascadeRequest, WorkerRequest } from '../../../src/protocol/request.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { soundWorker, startCascade } from '../../support/cascading.ts';
import { END, HELLO, objectFrame } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
} from '../../support/running.ts';

const THROTTLED = new InvocationError('throttled', 'TooManyRequestsException: Rate Exceeded.', {
  retryable: true,
  patience: 'throttling',
});
const LOST = new InvocationError('answer-broken', 'connection lost', { retryable: true });

/** One batch of 4 objects. */
const OBJECTS = listObjects(4);

type Act = Parameters<typeof cascadeByNumber>[0];

async function warningsOf(act: Act) {
  const { totals, warnings } = await finishRun(startRun(OBJECTS, cascadeByNumber(act)));
  expect(totals.status).toBe('complete');
  return { warnings, totals: totals.warnings };
}

describe('the warnings of a run', () => {
  it('count a key once, however many attempts at it break off', async () => {
    const { warnings, totals } = await warningsOf(async function* (request, number) {
      yield HELLO;
      if (number === 2) yield objectFrame(0, request.objects[0]?.sizeBytes ?? 0);
      if (number < 5) throw LOST;
      yield* soundCascade(request);
    });
    expect(warnings).toMatchObject([{ code: 'answer-broken', keys: 4, example: 'k0' }]);
    expect(totals).toMatchObject([{ code: 'answer-broken', keys: 4 }]);
  });

  it('count a key once for each reason', async () => {
    const { warnings } = await warningsOf(async function* (request, number) {
      yield { type: 'retried', code: 'worker-died', message: 'm', ranges: [[1, 2]] };
      if (number < 2) throw LOST;
      yield* soundCascade(request);
    });
    expect(warnings).toMatchObject([
      { code: 'worker-died', keys: 2, example: 'k1' },
      { code: 'answer-broken', keys: 4, example: 'k0' },
    ]);
  });

  it('tell of the keys that were not touched before', async () => {
    const { warnings } = await warningsOf(async function* (request) {
      const retried = { type: 'retried', code: 'worker-died', message: 'm' } as const;
      yield { ...retried, ranges: [[2, 2]] };
      yield {
        ...retried,
        ranges: [
          [0, 0],
          [2, 3],
        ],
      };
      yield* soundCascade(request);
    });
    expect(warnings).toMatchObject([
      { keys: 1, example: 'k2' },
      { keys: 2, example: 'k0' },
    ]);
  });

  it('name the keys of the attempt, which asks only for what is left', async () => {
    const { warnings } = await warningsOf(async function* (request, number) {
      if (number === 0) {
        yield objectFrame(0, request.objects[0]?.sizeBytes ?? 0);
        throw LOST;
      }
      yield { type: 'retried', code: 'worker-died', message: 'm', ranges: [[0, 0]] };
      yield* soundCascade(request);
    });
    expect(warnings).toMatchObject([
      { code: 'answer-broken', keys: 3, example: 'k1' },
      { code: 'worker-died', keys: 1, example: 'k1' },
    ]);
  });

  it('count a key once also if it fails for the same reason in the end', async () => {
    const act: Act = async function* (request) {
      yield HELLO;
      const { length } = request.objects;
      for (const [index, { sizeBytes }] of request.objects.entries()) {
        if (index < length - 1) yield objectFrame(index, sizeBytes);
      }
      throw LOST;
    };
    const { totals, objects } = await finishRun(startRun(OBJECTS, cascadeByNumber(act)));
    expect(totals.objects).toMatchObject({ counted: 3, failed: 1 });
    expect(objects.at(-1)).toMatchObject({ key: 'k3', reason: 'answer-broken', warned: true });
    expect(totals.warnings).toMatchObject([{ code: 'answer-broken', keys: 1 }]);
  });

  it('are passed on also where they are about no key', async () => {
    const { warnings } = await warningsOf(async function* (request) {
      yield { type: 'retried', code: 'unstreamed', message: 'm', ranges: [] };
      yield* soundCascade(request);
    });
    expect(warnings).toEqual([
      { type: 'warning', code: 'unstreamed', message: 'm', keys: 0, level: 'information' },
    ]);
  });

  it('count keys and not attempts where workers are throttled, over several cascades', async () => {
    const clock = createVirtualClock();
    const objects = listObjects(12);
    let asked = 0;
    const invokeWorker = async function* (request: WorkerRequest) {
      asked += 1;
      if (asked % 10 !== 0) throw THROTTLED;
      yield* soundWorker(request);
    };
    let cascades = 0;
    const invokeCascade = async function* (request: CascadeRequest) {
      cascades += 1;
      const isFirst = cascades <= 3;
      const changes = { ...request, clock, maxTaskSlices: 1, workers: 4 };
      for await (const frame of startCascade(request.objects, invokeWorker, changes)) {
        // The first few die half-way.
        if (isFirst && frame.type === 'worker-billed') throw LOST;
        if (frame.type !== 'end') yield frame;
        if (isFirst && frame.type === 'object') throw LOST;
      }
      yield END;
    };
    const { totals, warnings } = await finishRun(
      startRun(objects, invokeCascade, { clock, perObject: true }),
    );
    expect(totals).toMatchObject({ status: 'complete', objects: { counted: 12 } });
    expect(asked).toBeGreaterThan(100);
    const throttled = totals.warnings.find(({ code }) => code === 'throttled');
    expect(throttled).toMatchObject({ keys: 12, level: 'information' });
    const told = warnings.filter((event) => event.type === 'warning' && event.code === 'throttled');
    // They come at most every three seconds, and once at the end.
    expect(told.length).toBeLessThanOrEqual(2 + totals.elapsedMs / 3_000);
    expect(told.length).toBeLessThan(12);
  });

  it('are more than information where what was throttled is not counted in the end', async () => {
    const run = startRun(OBJECTS, cascadeByNumber(refuse));
    const { totals } = await finishRun(run);
    expect(totals.objects).toMatchObject({ failed: 4 });
    expect(totals.warnings).toMatchObject([{ code: 'throttled', keys: 4 }]);
    expect(totals.warnings[0]).not.toHaveProperty('level');
  });
});

// biome-ignore lint/correctness/useYield: it is refused before it can answer.
async function* refuse(): AsyncGenerator<never> {
  throw THROTTLED;
}
