// The invocations of workers, of which a cascade tells: each is known once, whatever is lost.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import { HELLO } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
} from '../../support/running.ts';

const LOST = new InvocationError('answer-broken', 'connection lost', { retryable: true });
const OBJECTS = listObjects(3);

type Act = Parameters<typeof cascadeByNumber>[0];

async function invocationsOf(act: Act) {
  const { events, totals } = await finishRun(startRun(OBJECTS, cascadeByNumber(act)));
  expect(totals.status).toBe('complete');
  const workers = events.filter((event) => event.type === 'invocation' && event.tier === 'worker');
  return { workers, billing: totals.billing.worker };
}

describe('the invocations of a run', () => {
  it('count once where a bill comes twice', async () => {
    const { workers, billing } = await invocationsOf(async function* (request) {
      yield { type: 'launched', invocation: 0 };
      const bill = { type: 'worker-billed', invocation: 0, billedMs: 12 } as const;
      yield* [bill, bill];
      yield* soundCascade(request);
    });
    expect(workers).toEqual([{ type: 'invocation', tier: 'worker', billedMs: 12 }]);
    expect(billing).toMatchObject({ invocations: 1, reported: 1, billedMs: 12 });
  });

  it('count where the bill comes before the launch, or without it', async () => {
    const { billing } = await invocationsOf(async function* (request) {
      yield { type: 'worker-billed', invocation: 0, billedMs: 12 };
      yield { type: 'launched', invocation: 0 };
      yield { type: 'worker-billed', invocation: 1, billedMs: 5 };
      yield* soundCascade(request);
    });
    expect(billing).toMatchObject({ invocations: 2, reported: 2, billedMs: 17 });
  });

  it('are unknown where one was launched and no bill came, be the answer whole or not', async () => {
    const { workers, billing } = await invocationsOf(async function* (request, number) {
      yield HELLO;
      yield { type: 'launched', invocation: 0 };
      yield { type: 'launched', invocation: 1 };
      yield { type: 'worker-billed', invocation: 1, billedMs: 12 };
      if (number === 0) throw LOST;
      yield* soundCascade(request);
    });
    const unknown = { type: 'invocation', tier: 'worker' };
    const known = { ...unknown, billedMs: 12 };
    expect(workers).toEqual([known, unknown, known, unknown]);
    expect(billing).toMatchObject({ invocations: 4, reported: 2, billedMs: 24 });
  });

  it('of another attempt are others, though their numbers are the same', async () => {
    const { billing } = await invocationsOf(async function* (request, number) {
      yield { type: 'launched', invocation: 0 };
      yield { type: 'worker-billed', invocation: 0, billedMs: 1 + number };
      if (number === 0) throw LOST;
      yield* soundCascade(request);
    });
    expect(billing).toMatchObject({ invocations: 2, reported: 2, billedMs: 3 });
  });

  it('do not count where Lambda refused them', async () => {
    const { workers } = await invocationsOf(async function* (request) {
      yield { type: 'launched', invocation: 0 };
      yield { type: 'refused', invocation: 0 };
      yield* soundCascade(request);
    });
    expect(workers).toEqual([]);
  });
});
