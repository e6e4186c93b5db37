import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BilledFrame, WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { createWorkerPlaces } from '../../../../src/tiers/cascade/worker-places.ts';
import {
  finishCascade,
  soundWorker,
  startCascade,
  workerByNumber,
} from '../../../support/cascading.ts';
import { listObjects } from '../../../support/running.ts';
import { checkProperty } from '../../../support/seeded.ts';

/** A worker costs a dollar for each ms, and ten at its worst. */
const RATES = { perInvocation: 0, perBilledMs: 1, perStoreRequest: 0, worst: 10 };

const launching = () => new AbortController();

describe('the places of a budget', () => {
  it('are for as many workers as it would have at their worst', async () => {
    const places = createWorkerPlaces({ dollars: 20, rates: RATES }, launching().signal);
    const first = await places.take();
    await places.take();
    const third = places.take();
    first?.settle({ billedMs: 1 });
    // One has cost 1 and one runs, so that 11 of 20 are taken.
    expect(await Promise.race([third, Promise.resolve('waits')])).toBe('waits');
    expect(places.isExhausted()).toBe(false);
  });

  it('are free again by what a worker did not cost', async () => {
    const places = createWorkerPlaces({ dollars: 11, rates: RATES }, launching().signal);
    const first = await places.take();
    const second = places.take();
    first?.settle({ billedMs: 1 });
    expect(await second).toBeDefined();
  });

  it.each([
    ['a bill that never came', {}],
    ['a worker that took all of its time', { billedMs: 10 }],
  ])('are used up by %s', async (_, billed) => {
    const places = createWorkerPlaces({ dollars: 19, rates: RATES }, launching().signal);
    (await places.take())?.settle(billed);
    expect(await places.take()).toBeUndefined();
    expect(places.isExhausted()).toBe(true);
  });

  it('are not used up by a worker that did not run', async () => {
    const places = createWorkerPlaces({ dollars: 10, rates: RATES }, launching().signal);
    (await places.take())?.giveBack();
    const place = await places.take();
    expect(place).toBeDefined();
    place?.settle({ billedMs: 2 });
    place?.giveBack();
    expect(await places.take()).toBeUndefined();
  });

  it('are no longer waited for once nothing more may be launched', async () => {
    const over = launching();
    const places = createWorkerPlaces({ dollars: 10, rates: RATES }, over.signal);
    await places.take();
    const second = places.take();
    over.abort();
    expect(await second).toBeUndefined();
    expect(places.isExhausted()).toBe(false);
  });
});

/** Counts and is billed as long as it took, which here the number of its invocation decides. */
async function* billedWorker(
  request: WorkerRequest,
  billedMs: number | undefined,
): AsyncGenerator<WorkerFrame | BilledFrame> {
  yield* soundWorker(request);
  yield { type: 'billed', ...(billedMs !== undefined && { billedMs }) };
}

describe('a cascade with a budget', () => {
  const OBJECTS = listObjects(12);

  it('returns in order what it had no budget for, and says so', async () => {
    const worker = workerByNumber((request) => billedWorker(request, 4));
    const { frames, settled } = await finishCascade(
      startCascade(OBJECTS, worker, { budget: { dollars: 17, rates: RATES }, maxTaskSlices: 1 }),
    );
    expect(worker.requests).toHaveLength(2);
    expect(settled.map(({ type }) => type)).toEqual(['object', 'object']);
    expect(frames.at(-1)).toEqual({ type: 'end', overBudget: true });
  });

  it('says nothing of a budget that was enough', async () => {
    const worker = workerByNumber((request) => billedWorker(request, 1));
    const { frames, settled } = await finishCascade(
      startCascade(OBJECTS, worker, { budget: { dollars: 100, rates: RATES } }),
    );
    expect(settled).toHaveLength(12);
    expect(frames.at(-1)).toEqual({ type: 'end' });
  });

  it('says nothing of a budget that was too small for what turned out to be needless', async () => {
    const object = { key: 'plain text', sizeBytes: 100 };
    const worker = workerByNumber((request) => billedWorker(request, 10));
    const { frames, settled } = await finishCascade(
      // Its first worker counts all of it. There is no place for those that are to guess how it is divided.
      startCascade([object], worker, {
        budget: { dollars: 10, rates: RATES },
        sliceBytes: 20,
        workers: 4,
      }),
    );
    expect(worker.requests).toHaveLength(1);
    expect(settled).toMatchObject([{ type: 'object' }]);
    expect(frames.at(-1)).toEqual({ type: 'end' });
  });

  it('never spends more, whatever is billed and whatever fails', async () => {
    const bill = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(undefined));
    const world = fc.record({
      bills: fc.array(bill, { minLength: 1, maxLength: 40 }),
      fails: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      dollars: fc.integer({ min: 0, max: 100 }),
      workers: fc.integer({ min: 1, max: 6 }),
    });
    await checkProperty(
      fc.asyncProperty(world, async ({ bills, fails, dollars, workers }) => {
        let spent = 0;
        let running = 0;
        let most = 0;
        const worker = workerByNumber(async function* (request, number) {
          running += 1;
          most = Math.max(most, spent + running * RATES.worst);
          const billedMs = bills[number % bills.length];
          if (!fails[number % fails.length]) yield* soundWorker(request);
          running -= 1;
          spent += billedMs ?? RATES.worst;
          yield { type: 'billed', ...(billedMs !== undefined && { billedMs }) };
        });
        await finishCascade(
          startCascade(OBJECTS, worker, {
            budget: { dollars, rates: RATES },
            maxTaskSlices: 2,
            workers,
          }),
        );
        expect(most).toBeLessThanOrEqual(dollars);
      }),
    );
  });
});
