import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import { settledObjects } from '../../../src/events/totals.ts';
import type { CascadeFrame } from '../../../src/protocol/frame.ts';
import type { CascadeRequest } from '../../../src/protocol/request.ts';
import {
  END,
  failedFrame,
  HELLO,
  objectCheckpointFrame,
  objectFrame,
  sumFrame,
} from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  startRun,
  wordsOf,
} from '../../support/running.ts';
import { checkProperty } from '../../support/seeded.ts';

const LOST = new InvocationError('answer-broken', 'connection lost', { retryable: true });
const THROTTLED = new InvocationError('answer-broken', 'slow down', {
  retryable: true,
  patience: 'throttling',
});
const DENIED = new InvocationError('access-denied', 'not allowed', { retryable: false });

/** One batch of 8 objects. */
const OBJECTS = listObjects(8);
const ONE_BATCH = {
  batches: { maxObjects: 8, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0, maxWaiting: 1_000 },
};

function runBatch(act: (request: CascadeRequest, number: number) => AsyncGenerator<CascadeFrame>) {
  const cascade = cascadeByNumber(act);
  const finished = finishRun(startRun(OBJECTS, cascade, ONE_BATCH));
  return finished.then((result) => ({
    ...result,
    asked: cascade.requests.map(({ objects }) => objects.map(({ key }) => key)),
  }));
}

function* objectFrames({ objects }: CascadeRequest, from = 0, to = objects.length) {
  for (let index = from; index < to; index += 1) {
    yield objectFrame(index, objects[index]?.sizeBytes ?? 0);
  }
}

function expectAllCounted({ totals }: Awaited<ReturnType<typeof runBatch>>) {
  expect(totals.objects).toEqual({ counted: 8, partial: 0, failed: 0, skipped: 0 });
  expect(totals.tally.words).toBe(wordsOf(OBJECTS));
  expect(totals.status).toBe('complete');
}

describe('run over cascades that misbehave', () => {
  it.each([
    ['in silence', undefined],
    ['with an error', LOST],
    ['throttled', THROTTLED],
  ])('asks again only for what an answer that broke off %s left', async (_, error) => {
    const result = await runBatch(async function* (request) {
      yield HELLO;
      yield* objectFrames(request, 0, Math.min(3, request.objects.length));
      if (request.objects.length > 3 && error) throw error;
    });
    expectAllCounted(result);
    expect(result.asked.map(({ length }) => length)).toEqual([8, 5, 2]);
    expect(result.warnings[0]).toMatchObject({ code: 'answer-broken', keys: 5, example: 'k3' });
  });

  it('counts an object once whose frame comes twice, in the same answer or the next', async () => {
    const result = await runBatch(async function* (request, number) {
      yield* objectFrames(request, 0, 2);
      yield* objectFrames(request, 0, 2);
      if (number > 0) yield* objectFrames(request);
      yield END;
    });
    expectAllCounted(result);
  });

  it('refuses a sum that overlaps what it has, and asks for the rest of it again', async () => {
    const result = await runBatch(async function* (request, number) {
      if (number === 0) {
        yield sumFrame([[0, 3]], wordsOf(request.objects.slice(0, 4)));
        yield sumFrame([[2, 7]], wordsOf(request.objects.slice(2, 8)));
      } else yield sumFrame([[0, 3]], wordsOf(request.objects));
      yield END;
    });
    expectAllCounted(result);
    expect(result.asked[1]).toEqual(['k4', 'k5', 'k6', 'k7']);
  });

  it('fails what is never mentioned, after four attempts', async () => {
    const result = await runBatch(async function* (request, number) {
      if (number === 0) yield* objectFrames(request, 0, 6);
      yield END;
    });
    expect(result.asked).toHaveLength(5);
    expect(result.totals).toMatchObject({
      status: 'incomplete',
      objects: { counted: 6, failed: 2 },
    });
    expect(result.objects.slice(6)).toMatchObject([
      { key: 'k6', status: 'failed', reason: 'gave-back' },
      { key: 'k7', status: 'failed', reason: 'gave-back' },
    ]);
    expect(result.totals.tally.words).toBe(wordsOf(OBJECTS.slice(0, 6)));
  });

  it('takes what an answer in order left for unfinished, and not for a fault', async () => {
    const result = await runBatch(async function* (request) {
      yield* objectFrames(request, 0, 1);
      yield END;
    });
    expectAllCounted(result);
    expect(result.asked).toHaveLength(8);
    expect(result.warnings).toEqual([]);
  });

  it('fails a batch at once that may not be asked for', async () => {
    // biome-ignore lint/correctness/useYield: it breaks before it says anything.
    const result = await runBatch(async function* () {
      throw DENIED;
    });
    expect(result.asked).toHaveLength(1);
    expect(result.totals.objects.failed).toBe(8);
    expect(result.objects[0]).toMatchObject({ status: 'failed', reason: 'access-denied' });
  });

  it('tries an object again that may be, and then reports its own reason', async () => {
    const result = await runBatch(async function* (request) {
      const last = request.objects.length - 1;
      yield* objectFrames(request, 0, last);
      yield failedFrame(last, { code: 'read-failed', retryable: true, words: 2 });
      yield END;
    });
    expect(result.asked.slice(1)).toEqual([['k7'], ['k7'], ['k7'], ['k7']]);
    expect(result.objects.at(-1)).toMatchObject({
      key: 'k7',
      status: 'partial',
      reason: 'read-failed',
      words: 2,
    });
    expect(result.totals.tally.words).toBe(wordsOf(OBJECTS.slice(0, 7)) + 2);
  });

  it('ends with an error that is none of an invocation', async () => {
    // biome-ignore lint/correctness/useYield: it breaks before it says anything.
    const broken = runBatch(async function* () {
      throw new TypeError('unforeseen');
    });
    await expect(broken).rejects.toThrow('unforeseen');
  });
});

/** What one invocation says, in which every count is true but little else may be. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('object'), fc.nat(9), fc.nat(9)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('sum'), fc.nat(9), fc.nat(9)) },
  fc.tuple(fc.constant('failed'), fc.nat(9), fc.nat(2)),
  fc.tuple(fc.constant('retryable'), fc.nat(9), fc.nat(2)),
  fc.tuple(fc.constantFrom('lost', 'throttled', 'denied', 'end', 'all'), fc.nat(9), fc.nat(9)),
);

async function* act(
  script: readonly (readonly [string, number, number])[],
  request: CascadeRequest,
): AsyncGenerator<CascadeFrame> {
  const { objects } = request;
  for (const [name, a, b] of script) {
    if (name === 'lost') throw LOST;
    if (name === 'throttled') throw THROTTLED;
    if (name === 'denied') throw DENIED;
    if (name === 'end') return yield END;
    if (name === 'all') yield* objectFrames(request);
    else if (name === 'object') yield objectFrame(a, objects[a]?.sizeBytes ?? 1_000);
    else if (name === 'sum') yield sumFrame([[a, b]], wordsOf(objects.slice(a, b + 1)));
    else yield failedFrame(a, { retryable: name === 'retryable', words: b });
  }
}

describe('run over any cascade that counts truly', () => {
  it('never makes a wrong total, and settles every object once', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 30 }),
        async (scripts, count) => {
          const objects = listObjects(count);
          const cascade = cascadeByNumber((request, number) => act(scripts[number] ?? [], request));
          const result = await finishRun(startRun(objects, cascade, { allowEmpty: true }));
          const { totals } = result;
          expect(settledObjects(totals)).toBe(count);
          const named = result.objects.map(({ key }) => key);
          expect(new Set(named).size).toBe(named.length);
          const amiss = result.objects.filter(({ status }) => status !== 'counted');
          const counted = wordsOf(objects) - wordsOf(amiss);
          const partial = amiss.reduce((sum, { words }) => sum + words, 0);
          expect(totals.tally.words).toBe(counted + partial);
          expect(totals.status).toBe(amiss.length > 0 ? 'incomplete' : 'complete');
        },
      ),
      120,
    ));
});

describe('run over cascades that have not enough time for an object', () => {
  it('has each go on with what the one before it knew, for as long as they come further', async () => {
    const known: unknown[] = [];
    const { totals, warnings, asked } = await runBatch(async function* (request, number) {
      yield HELLO;
      const { length } = request.objects;
      known.push(request.objects[length - 1]?.divided?.sinceFault.words);
      if (number === 0) yield* objectFrames(request, 0, length - 1);
      if (number === 12) yield objectFrame(0, wordsOf(OBJECTS.slice(-1)));
      else yield objectCheckpointFrame(length - 1, number);
      // One that is killed has said it as well.
      if (number % 3 === 1) throw LOST;
      yield END;
    });
    expect(asked).toHaveLength(13);
    expect(known).toEqual([undefined, ...Array.from({ length: 12 }, (_, number) => number)]);
    expect(totals).toMatchObject({ status: 'complete', tally: { words: wordsOf(OBJECTS) } });
    expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(['answer-broken']));
  });

  it('gives an object up that none comes further with, and reports what is certain', async () => {
    const { objects, asked, totals } = await runBatch(async function* (request) {
      yield HELLO;
      const { length } = request.objects;
      yield* objectFrames(request, 0, length - 1);
      yield objectCheckpointFrame(length - 1, 3);
      yield END;
    });
    // Once with progress, and four times without.
    expect(asked).toHaveLength(5);
    expect(objects.at(-1)).toMatchObject({ status: 'partial', reason: 'gave-back', words: 3 });
    expect(totals.status).toBe('incomplete');
  });
});
