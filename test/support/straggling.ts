// A cascade of ten objects of which one worker may straggle, and what its workers do.

import type { BilledFrame, CascadeFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import type { ObjectRef, WorkerRequest } from '../../src/protocol/request.ts';
import type { CascadePorts } from '../../src/tiers/cascade/cascade.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from './cascading.ts';
import { countFrame, END, HELLO } from './frames.ts';
import { listObjects } from './running.ts';

export const OBJECTS = listObjects(10);
export const TASK_MS = 100;
export const STRAGGLING_MS = 60_000;

type Clock = ReturnType<typeof createVirtualClock>;
export type Act = (about: {
  request: WorkerRequest;
  clock: Clock;
  signal: AbortSignal;
}) => AsyncIterable<WorkerFrame | BilledFrame>;

/** Counts its slices after this time. */
export function countsAfter(ms: number, billedMs = ms): Act {
  return async function* ({ request, clock, signal }) {
    yield HELLO;
    await clock.sleep(ms, signal);
    if (signal.aborted) return yield { type: 'billed' };
    for (const [index, { start, end }] of request.slices.entries()) {
      yield countFrame(index, end - start, { start, end });
    }
    yield END;
    yield { type: 'billed', billedMs };
  };
}

/** Runs a cascade whose workers do what they are told to by their number, from 0; the others take 100 ms. */
export async function race(
  acts: Readonly<Record<number, Act>>,
  changes: Parameters<typeof startCascade>[2] = {},
  objects: readonly ObjectRef[] = OBJECTS,
) {
  const clock = createVirtualClock();
  const requests: WorkerRequest[] = [];
  const invokeWorker: CascadePorts['invokeWorker'] = (request, signal) => {
    const act = acts[requests.length] ?? countsAfter(TASK_MS);
    requests.push(request);
    return act({ request, clock, signal });
  };
  const cascade = startCascade(objects, invokeWorker, {
    ...{ clock, maxTaskSlices: 1, workers: 3, hedgePercent: 1_000, ...changes },
  });
  const { frames, settled, retried } = await finishCascade(cascade);
  const words = settled.reduce((sum, { count }) => sum + (count?.words ?? 0), 0);
  const failed = settled.filter(({ type }) => type === 'failed');
  return { requests, frames, words, failed, retried, ms: clock.now() };
}

export const STRAGGLER = 4;

/** The worker that is asked for in its place, as the eleventh. */
export const SECOND = 10;

export function invocations(frames: readonly CascadeFrame[], type: 'launched' | 'worker-billed') {
  return frames.filter((frame) => frame.type === type && frame.isHedge === true);
}
