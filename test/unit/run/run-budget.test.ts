import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { BilledFrame, CascadeFrame } from '../../../src/protocol/frame.ts';
import type { CascadeRequest } from '../../../src/protocol/request.ts';
import { createAttemptCost } from '../../../src/run/attempt-cost.ts';
import { createRunBudget, leastBudget } from '../../../src/run/run-budget.ts';
import { END, HELLO, objectFrame } from '../../support/frames.ts';
import { cascadeByNumber, finishRun, listObjects, startRun } from '../../support/running.ts';

/** Both tiers cost a dollar for each ms; a cascade costs 100 at its worst, and a worker 10. */
const RATES = {
  cascade: { perInvocation: 0, perBilledMs: 1, perStoreRequest: 0, worst: 100 },
  worker: { perInvocation: 0, perBilledMs: 1, perStoreRequest: 0.5, worst: 10 },
};
const FREE_LISTING = { rates: RATES, perList: 0, perGet: 0 };

function budgetOf(dollars: number, { keys = 0, perList = 0, perGet = 0 } = {}) {
  const stopped = new AbortController();
  const limits = { dollars, rates: RATES, perList, perGet };
  return { budget: createRunBudget(limits, keys, stopped.signal), stopped };
}

describe('reservations', () => {
  it('are for the workers at their worst, and as much again', async () => {
    const { budget } = budgetOf(1_000);
    expect((await budget.reserve(3, true))?.workers.dollars).toBe(60);
  });

  it('take half of what is left while other batches may follow, and all for the last', async () => {
    const { budget } = budgetOf(300);
    const first = await budget.reserve(50, false);
    expect(first?.workers.dollars).toBe(100);
    first?.settle(0);
    expect((await budget.reserve(50, true))?.workers.dollars).toBe(200);
  });

  it('wait for what others do not spend', async () => {
    const { budget } = budgetOf(150);
    const first = await budget.reserve(50, true);
    const second = budget.reserve(50, true);
    expect(await Promise.race([second, Promise.resolve('waits')])).toBe('waits');
    first?.settle(20);
    expect((await second)?.workers.dollars).toBe(30);
    expect(budget.spent()).toBe(20);
    expect(budget.reached.aborted).toBe(false);
  });

  it('are refused, with all that wait, once nothing that runs could leave enough', async () => {
    const { budget } = budgetOf(150);
    const first = await budget.reserve(50, true);
    const others = [budget.reserve(1, false), budget.reserve(1, true)];
    first?.settle(60);
    expect(await Promise.all(others)).toEqual([undefined, undefined]);
    expect(budget.reached.aborted).toBe(true);
    expect(await budget.reserve(1, true)).toBeUndefined();
  });

  it('are refused after an interruption, which is not the limit', async () => {
    const { budget, stopped } = budgetOf(110);
    await budget.reserve(1, true);
    const second = budget.reserve(1, true);
    stopped.abort();
    expect(await second).toBeUndefined();
    expect(budget.reached.aborted).toBe(false);
  });

  it('leave what the listing may cost, until it is over', async () => {
    const dollars = leastBudget({ ...FREE_LISTING, perList: 0.1, perGet: 0.01 }, 1_000);
    expect(dollars).toBe(110 + 2 * 200 * 0.1 + 1_000 * 0.01);
    const { budget } = budgetOf(dollars, { keys: 1_000, perList: 0.1, perGet: 0.01 });
    budget.listed({ storeRequests: 200, getRequests: 400, complete: false });
    const first = await budget.reserve(1, true);
    expect(first?.workers.dollars).toBeCloseTo(10);
    first?.settle(5);
    expect(await budget.reserve(1, true)).toBeUndefined();
  });

  it('have what the listing did not cost', async () => {
    const { budget } = budgetOf(135, { perList: 0.1 });
    const first = await budget.reserve(1, true);
    const second = budget.reserve(1, true);
    budget.listed({ storeRequests: 3, complete: true });
    first?.settle(24);
    expect((await second)?.workers.dollars).toBeCloseTo(135 - 0.3 - 24 - 100);
  });
});

describe('what an attempt has cost', () => {
  async function costOf(...frames: readonly (CascadeFrame | BilledFrame)[]): Promise<number> {
    const { budget } = budgetOf(160);
    const reservation = await budget.reserve(3, true);
    const cost = reservation && createAttemptCost(reservation, budget.limits);
    for (const frame of frames) cost?.hear(frame);
    cost?.settle();
    return budget.spent();
  }
  const launched = (invocation: number) => ({ type: 'launched', invocation }) as const;
  const billed = (invocation: number, billedMs?: number, storeRequests = 0) =>
    ({ type: 'worker-billed', invocation, ...(billedMs && { billedMs }), storeRequests }) as const;

  it('is what was billed, each once', async () => {
    const frames = [launched(0), billed(0, 3, 4), billed(0, 3, 4), launched(0), END];
    expect(await costOf(...frames, { type: 'billed', billedMs: 7 })).toBe(7 + 3 + 2);
  });

  it('has workers at their worst whose bills are unknown, and nothing of those that did not run', async () => {
    const frames = [launched(0), launched(1), billed(1), launched(2)];
    const refused = { type: 'refused', invocation: 2 } as const;
    expect(await costOf(...frames, refused, END, { type: 'billed', billedMs: 7 })).toBe(27);
    expect(await costOf(END, { type: 'billed' })).toBe(100);
  });

  it('is all that was kept if the end of the answer was not heard', async () => {
    expect(await costOf(launched(0), billed(0, 1), { type: 'billed', billedMs: 7 })).toBe(160);
    expect(await costOf({ type: 'billed' })).toBe(160);
  });

  it('is nothing if the cascade did not run', async () => {
    expect(await costOf()).toBe(0);
  });
});

/** Counts so many objects, for which its workers are billed in full. */
async function* countSome(
  { objects, budget }: CascadeRequest,
  most: number,
): AsyncGenerator<CascadeFrame | BilledFrame> {
  yield HELLO;
  const affordable = Math.min(most, Math.floor((budget?.dollars ?? 0) / 10));
  const counted = objects.slice(0, affordable);
  for (const [index, { sizeBytes }] of counted.entries()) {
    yield { type: 'launched', invocation: index };
    yield objectFrame(index, sizeBytes);
    yield { type: 'worker-billed', invocation: index, billedMs: 10 };
  }
  yield { type: 'end', ...(counted.length < objects.length && { overBudget: true }) };
  yield { type: 'billed', billedMs: 5 };
}

const ONE_BATCH = {
  engine: 'lambda',
  batches: { maxObjects: 8, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0, maxWaiting: 100 },
} as const;

describe('a run with a budget', () => {
  const OBJECTS = listObjects(8);
  const withBudget = (dollars: number) => ({
    ...ONE_BATCH,
    budget: { dollars, ...FREE_LISTING },
  });

  it('goes on with what a cascade had no budget for, as long as there is some', async () => {
    const cascade = cascadeByNumber((request) => countSome(request, 3));
    const { totals, warnings } = await finishRun(startRun(OBJECTS, cascade, withBudget(500)));
    expect(totals).toMatchObject({ status: 'complete', objects: { counted: 8 } });
    expect(totals.started?.maxDollars).toBe(500);
    expect(warnings).toEqual([]);
    expect(cascade.requests.map(({ budget }) => budget?.dollars)).toEqual([20, 20, 20, 20]);
  });

  it('ends as incomplete for that reason, each object in one state', async () => {
    const cascade = cascadeByNumber((request) => countSome(request, 3));
    const run = await finishRun(startRun(OBJECTS, cascade, withBudget(160)));
    const { totals, objects, events, warnings } = run;
    expect(cascade.requests.map(({ budget }) => budget?.dollars)).toEqual([20, 20, 10]);
    expect(totals.objects).toEqual({ counted: 5, partial: 0, failed: 0, skipped: 3 });
    expect(
      objects.filter(({ status }) => status === 'skipped').map(({ reason }) => reason),
    ).toEqual(['over-budget', 'over-budget', 'over-budget']);
    expect(events.at(-1)).toMatchObject({ status: 'incomplete', reason: 'over-budget' });
    expect(totals.notReached.objects).toBe(3);
    expect(warnings).toEqual([
      {
        type: 'warning',
        code: 'over-budget',
        message: expect.stringContaining('The limit of $160.00 is reached: $65.00 is spent'),
        keys: 0,
      },
    ]);
  });

  it('launches nothing more behind a cascade that was lost, since that may go on', async () => {
    const lost = new InvocationError('answer-broken', 'connection lost', { retryable: true });
    const cascade = cascadeByNumber(async function* () {
      yield HELLO;
      yield { type: 'billed' };
      throw lost;
    });
    const { totals } = await finishRun(startRun(OBJECTS, cascade, withBudget(200)));
    expect(cascade.requests).toHaveLength(1);
    expect(totals).toMatchObject({ endReason: 'over-budget', objects: { skipped: 8 } });
  });

  it('says of an interruption that it was one', async () => {
    const interruption = new AbortController();
    const cascade = cascadeByNumber(async function* (request) {
      yield* countSome(request, 1);
      interruption.abort();
    });
    const { totals } = await finishRun(
      startRun(OBJECTS, cascade, { ...withBudget(160), signal: interruption.signal }),
    );
    expect(totals).toMatchObject({ status: 'interrupted', endReason: undefined });
  });
});
