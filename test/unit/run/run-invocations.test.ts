// The invocations of workers, of which a cascade tells: each is known once, whatever is lost.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createVirtualClock, type VirtualClock } from '../../fixtures/virtual-clock.ts';
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

/** The invocations of a tier, of cascades that take the clock along. */
async function timesOf(tier: string, act: (clock: VirtualClock) => Act) {
  const clock = createVirtualClock();
  clock.advance(5_000);
  const { events } = await finishRun(startRun(OBJECTS, cascadeByNumber(act(clock)), { clock }));
  return events.filter((event) => event.type === 'invocation' && event.tier === tier);
}

describe('the invocations of a run', () => {
  it('count once where a bill comes twice', async () => {
    const { workers, billing } = await invocationsOf(async function* (request) {
      yield { type: 'launched', invocation: 0 };
      const bill = { type: 'worker-billed', invocation: 0, billedMs: 12 } as const;
      yield* [bill, bill];
      yield* soundCascade(request);
    });
    const times = { startedMs: 0, endedMs: 0 };
    expect(workers).toEqual([{ type: 'invocation', tier: 'worker', billedMs: 12, ...times }]);
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

  it('are hedged where another worker was faster, or as second ones of which no bill came', async () => {
    const { workers, billing } = await invocationsOf(async function* (request) {
      yield { type: 'launched', invocation: 0 };
      yield { type: 'launched', invocation: 1, isHedge: true };
      yield { type: 'launched', invocation: 2, isHedge: true };
      yield { type: 'worker-billed', invocation: 0, billedMs: 50, isHedge: true };
      yield { type: 'worker-billed', invocation: 1, billedMs: 10 };
      yield* soundCascade(request);
    });
    expect(workers).toMatchObject([
      { billedMs: 50, isHedge: true },
      { billedMs: 10 },
      { startedMs: 0, isHedge: true },
    ]);
    expect(workers[1]).not.toHaveProperty('isHedge');
    expect(billing.hedged).toMatchObject({ invocations: 2, reported: 1, billedMs: 50 });
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
    expect(workers).toMatchObject([
      { billedMs: 12, endedMs: 0 },
      { startedMs: 0 },
      { billedMs: 12 },
      { startedMs: expect.any(Number) },
    ]);
    for (const unknown of [workers[1], workers[3]]) {
      expect(unknown).not.toHaveProperty('endedMs');
      expect(unknown).not.toHaveProperty('billedMs');
    }
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

  it('tell when they began and ended, since the run began', async () => {
    const workers = await timesOf(
      'worker',
      (clock) =>
        async function* (request) {
          clock.advance(100);
          yield { type: 'launched', invocation: 0 };
          clock.advance(30);
          yield { type: 'launched', invocation: 1, isRetry: true };
          clock.advance(200);
          yield { type: 'worker-billed', invocation: 0, billedMs: 12 };
          clock.advance(70);
          yield { type: 'worker-billed', invocation: 1, billedMs: 1 };
          yield* soundCascade(request);
        },
    );
    expect(workers).toMatchObject([
      { startedMs: 100, endedMs: 330 },
      { startedMs: 130, endedMs: 400, isRetry: true },
    ]);
    expect(workers[0]).not.toHaveProperty('isRetry');
  });

  it('begin when they have a thread, where they wait for one', async () => {
    const workers = await timesOf(
      'worker',
      (clock) =>
        async function* (request) {
          yield { type: 'launched', invocation: 0 };
          clock.advance(500);
          yield { type: 'worker-billed', invocation: 0, durationMs: 120 };
          yield* soundCascade(request);
        },
    );
    expect(workers).toMatchObject([{ startedMs: 380, endedMs: 500 }]);
  });

  it('of cascades are retries where an earlier one has run', async () => {
    const cascades = await timesOf(
      'cascade',
      (clock) =>
        async function* (request, number) {
          if (number === 0) {
            throw new InvocationError('lambda-fault', 'm', { retryable: true });
          }
          clock.advance(40);
          yield { type: 'billed', billedMs: 40 };
          if (number === 1) throw LOST;
          yield* soundCascade(request);
        },
    );
    const [first, second] = cascades;
    expect(first).not.toHaveProperty('isRetry');
    expect(second).toMatchObject({ isRetry: true });
    expect(cascades.map((event) => timesBetween(event))).toEqual([40, 40]);
  });
});

function timesBetween(event: RunEvent): number | undefined {
  if (event.type !== 'invocation') return undefined;
  return (event.endedMs ?? 0) - (event.startedMs ?? 0);
}
