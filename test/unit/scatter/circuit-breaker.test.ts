// Where nothing succeeds, tries are bounded whatever the number of objects: they cost money.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { CascadeFrame, WorkerFrame } from '../../../src/protocol/frame.ts';
import { createCircuitBreaker } from '../../../src/scatter/circuit-breaker.ts';
import { DEFAULT_RETRY } from '../../../src/scatter/scatter.ts';
import { startCascade, workerByNumber } from '../../support/cascading.ts';
import { END, failedFrame, HELLO } from '../../support/frames.ts';
import { cascadeByNumber, finishRun, listObjects, startRun } from '../../support/running.ts';

const DIED = { code: 'function-exited', message: 'exit status 1' };

describe('createCircuitBreaker', () => {
  it('gives a openFault after so many failures, with the last one', () => {
    const breaker = createCircuitBreaker(2);
    breaker.recordFailure({ code: 'worker-died', message: 'first' });
    expect(breaker.openFault()).toBeUndefined();
    breaker.recordFailure(DIED);
    expect(breaker.openFault()).toEqual({ ...DIED, retryable: false, patience: 'failure' });
  });

  it('gives none once anything has succeeded', () => {
    const breaker = createCircuitBreaker(1);
    breaker.recordSuccess();
    breaker.recordFailure(DIED);
    expect(breaker.openFault()).toBeUndefined();
  });

  it('takes no account of failures that speak against single objects, or of throttling', () => {
    const breaker = createCircuitBreaker(1);
    breaker.recordFailure({ code: 'access-denied', message: '' });
    breaker.recordFailure({ code: 'throttled', message: '' });
    expect(breaker.openFault()).toBeUndefined();
  });
});

/** A worker that says hello and dies. */
async function* dyingWorker(): AsyncGenerator<WorkerFrame> {
  yield HELLO;
  throw new InvocationError('function-exited', 'exit status 1', { retryable: true });
}

describe('a cascade whose workers all die', () => {
  it('invokes a few of them, however many objects it has', async () => {
    const invokeWorker = workerByNumber(dyingWorker);
    const objects = listObjects(2_000);
    const frames: CascadeFrame[] = [];
    const changes = { workers: 4, maxTaskSlices: 10 };
    for await (const frame of startCascade(objects, invokeWorker, changes)) frames.push(frame);
    expect(frames.filter(({ type }) => type === 'failed')).toHaveLength(2_000);
    // Each of the tasks begun at the same time makes all its attempts, and some one more round.
    expect(invokeWorker.requests.length).toBeLessThanOrEqual(
      2 * 4 * DEFAULT_RETRY.maxAttempts.failure,
    );
  });
});

describe('a run of which every batch fails', () => {
  it('invokes a few cascades, however many batches there are', async () => {
    const invokeCascade = cascadeByNumber(async function* ({ objects }) {
      yield HELLO;
      for (const index of objects.keys()) yield failedFrame(index, DIED);
      yield END;
    });
    const { totals } = await finishRun(startRun(listObjects(2_000), invokeCascade));
    expect(totals.objects).toEqual({ counted: 0, partial: 0, failed: 2_000, skipped: 0 });
    // Three are enough; another may have been under way.
    expect(invokeCascade.requests.length).toBeLessThanOrEqual(4);
  });
});
