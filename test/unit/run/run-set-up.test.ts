// Runs whose set-up does not work: the user is told what to do where nothing has ever succeeded, and
// keys are named where something has.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import { UserError } from '../../../src/errors/user-error.ts';
import { DEFAULT_RETRY } from '../../../src/scatter/scatter.ts';
import { END, failedFrame, HELLO, objectFrame } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
} from '../../support/running.ts';

const advice = new UserError('Do this.');
const REFUSED = new InvocationError('lambda-refused', 'no such function', {
  retryable: false,
  advice,
});
const NOT_PERMITTED = new InvocationError('not-permitted', 'denied', {
  retryable: true,
  patience: 'permission',
  advice,
});
const LOST = new InvocationError('answer-broken', 'connection lost', { retryable: true });

/** Three batches of 4 objects. */
const OBJECTS = listObjects(12);
const BATCHES = {
  batches: { maxObjects: 4, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0, maxWaiting: 1_000 },
};

type Act = Parameters<typeof cascadeByNumber>[0];

function startBatches(act: Act, cascades: number) {
  const cascade = cascadeByNumber(act);
  const { requests } = cascade;
  return { requests, finished: finishRun(startRun(OBJECTS, cascade, { ...BATCHES, cascades })) };
}

/** Refuses the first cascade when the second has begun, which acts when the refusal is known. */
function refuseFirst(act: Act): Act {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return async function* (request, number) {
    if (number === 0) {
      await begun;
      throw REFUSED;
    }
    begin();
    await turns();
    yield* act(request, number);
  };
}

/** Some turns of the event loop, in which all goes on that waits for nothing else. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
}

describe('a run of which nothing has succeeded', () => {
  // biome-ignore lint/correctness/useYield: it breaks before it says anything.
  async function* refuse(): AsyncGenerator<never> {
    throw REFUSED;
  }

  it.each([1, 2, 3])(
    'throws the advice when %i cascades at a time are refused',
    async (cascades) => {
      const { finished, requests } = startBatches(refuse, cascades);
      await expect(finished).rejects.toBe(advice);
      expect(requests.length).toBeLessThanOrEqual(cascades);
    },
  );

  it('throws the advice of a refused permission when patience is at its end', async () => {
    // biome-ignore lint/correctness/useYield: it breaks before it says anything.
    const { finished, requests } = startBatches(async function* () {
      throw NOT_PERMITTED;
    }, 1);
    await expect(finished).rejects.toBe(advice);
    expect(requests).toHaveLength(DEFAULT_RETRY.maxAttempts.permission);
  });

  it('is complete when the permission comes in the meantime', async () => {
    const { finished } = startBatches(async function* (request, number) {
      if (number < DEFAULT_RETRY.maxAttempts.permission - 1) throw NOT_PERMITTED;
      yield* soundCascade(request);
    }, 1);
    const { totals } = await finished;
    expect(totals).toMatchObject({ status: 'complete', objects: { counted: 12 } });
  });

  it.each([
    ['break off', [HELLO], LOST],
    ['are refused later', [], REFUSED],
    ['count nothing', [HELLO, ...[0, 1, 2, 3].map((index) => failedFrame(index)), END], undefined],
  ])('throws the advice also when others are in flight that %s', async (_, frames, error) => {
    const act = refuseFirst(async function* () {
      yield* frames;
      if (error) throw error;
    });
    const { finished, requests } = startBatches(act, 2);
    await expect(finished).rejects.toBe(advice);
    // What has not begun before the refusal is not tried.
    const keys = new Set(requests.flatMap(({ objects }) => objects.map(({ key }) => key)));
    expect(keys.size).toBe(8);
  });
});

describe('a run of which something has succeeded', () => {
  it('names the keys that it was refused, and ends', async () => {
    const { finished } = startBatches(async function* (request, number) {
      if (number > 0) throw REFUSED;
      yield* soundCascade(request);
    }, 1);
    const { totals, objects } = await finished;
    expect(totals).toMatchObject({ status: 'incomplete', objects: { counted: 4, failed: 8 } });
    const reasons = objects.map(({ reason }) => reason).filter((reason) => reason !== undefined);
    expect(reasons).toEqual(Array.from({ length: 8 }, () => 'lambda-refused'));
  });

  it('names what was left of a batch of which something was counted before', async () => {
    const { finished } = startBatches(async function* (request, number) {
      if (number === 0) {
        yield HELLO;
        yield objectFrame(0, request.objects[0]?.sizeBytes ?? 0);
        throw LOST;
      }
      throw REFUSED;
    }, 1);
    const { totals } = await finished;
    expect(totals).toMatchObject({ status: 'incomplete', objects: { counted: 1, failed: 11 } });
  });

  it('tries again what was refused before the success of another in flight', async () => {
    const { finished } = startBatches(refuseFirst(soundCascade), 2);
    const { totals } = await finished;
    expect(totals).toMatchObject({ status: 'complete', objects: { counted: 12 } });
  });
});

it('a run that is interrupted while it is refused ends as such, without the advice', async () => {
  const abort = new AbortController();
  const act = refuseFirst(async function* () {
    yield HELLO;
    abort.abort();
  });
  const cascade = cascadeByNumber(act);
  const changes = { ...BATCHES, cascades: 2, signal: abort.signal };
  const { totals } = await finishRun(startRun(OBJECTS, cascade, changes));
  expect(totals.status).toBe('interrupted');
});
