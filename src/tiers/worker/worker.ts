// The worker: counts the slices of one task, several at a time, and says of each how it went.

import type { WorkerFrame } from '../../protocol/frame.ts';
import type { ObjectStore } from '../../protocol/ports.ts';
import type { Slice, WorkerRequest } from '../../protocol/request.ts';
import { createChannel } from '../../scatter/channel.ts';
import type { Clock } from '../../scatter/clock.ts';
import { type FlatLists, flattenAsync } from '../../scatter/flatten-async.ts';
import { type Answering, answer } from '../answer.ts';
import { countSmallSlice } from './count-small-slice.ts';
import { createReadBudget } from './read-budget.ts';
import { createReadingSlices } from './reading-slices.ts';
import { createSliceReporting, roundToMicroseconds } from './report-slice.ts';
import { createSliceQueue, type SliceQueue } from './slice-queue.ts';
import { createWorkerTime, timeLeft } from './worker-time.ts';

export interface WorkerPorts extends Answering {
  readonly store: Pick<ObjectStore, 'read' | 'readAtOnce' | 'requests'>;
  readonly clock: Clock;
  /** Milliseconds until the answer must have ended; left out, there is no hurry. */
  readonly remainingMs?: () => number;
  /** Left out, all slices are counted here; otherwise those that are taken from it. */
  readonly queue?: SliceQueue;
  /** The most bytes that open slices may hold, as `readBudgetFor` has them; left out, `inFlight` alone limits them. */
  readonly readBudgetBytes?: number;
}

/** After so many small objects the frames about them are let go. */
const MAX_AT_ONCE = 64;

/** The frames of a worker's answer. To stop it is to return from the iteration. */
export function work(request: WorkerRequest, ports: WorkerPorts): FlatLists<WorkerFrame> {
  return flattenAsync(workInLists(request, ports));
}

async function* workInLists(
  request: WorkerRequest,
  ports: WorkerPorts,
): AsyncGenerator<readonly WorkerFrame[]> {
  const { clock } = ports;
  const frames = createChannel<WorkerFrame>();
  const stop = new AbortController();
  const time = createWorkerTime(clock, stop.signal, timeLeft(request, ports));
  const requestsBefore = ports.store.requests?.() ?? 0;
  const readingSlices = createReadingSlices();
  const { store } = ports;
  const countOne = createSliceReporting(request, {
    ...{ store, clock, time, readingSlices, isAlone },
    push: frames.push,
  });

  function storeRequests(): { storeRequests?: number } {
    const requests = ports.store.requests?.();
    return requests === undefined ? {} : { storeRequests: requests - requestsBefore };
  }

  /** Says whether it is counted. Each promise would cost more than counting a small object. */
  function countAtOnce(slice: Slice, index: number): boolean {
    const startedAt = clock.now();
    const count = countSmallSlice(slice, request, ports.store);
    if (!count) return false;
    const ms = roundToMicroseconds(clock.now() - startedAt);
    const [start, next] = [{ at: slice.start }, { at: slice.end }];
    void frames.push({ type: 'count', slice: index, start, next, count, ms });
    return true;
  }

  /** Whether a slice has all of the function's time for itself. Other threads share its connection. */
  function isAlone(index: number): boolean {
    if (request.timeLimitMs !== undefined) return false;
    const isOnly = request.slices.length === 1;
    return index === 0 && (isOnly || (request.inFlight === 1 && !ports.queue));
  }

  async function countAll(): Promise<void> {
    const { queue = createSliceQueue() } = ports;
    const budget = createReadBudget(ports.readBudgetBytes);
    const lane = async () => {
      for (;;) {
        while (budget.isFull()) await budget.freed();
        if (time.isOver()) return;
        const index = queue.take();
        const slice = request.slices[index];
        if (!slice) return;
        budget.open(slice);
        if (!countAtOnce(slice, index)) await countOne(slice, index);
        // The frames are let go.
        else if (index % MAX_AT_ONCE === 0) await undefined;
        budget.close(slice);
        if (time.isBusyTooLong()) await time.breathe();
        // One at a time is how a worker is asked that may die at any slice: what it has said of
        // one must be on its way before it begins the next.
        if (request.inFlight === 1) await time.breathe();
      }
    };
    await Promise.all(Array.from({ length: request.inFlight }, lane));
    await frames.push({ type: 'end', ...storeRequests() });
  }

  async function reportReading(): Promise<void> {
    while (!stop.signal.aborted) {
      await clock.sleep(request.reportEveryMs, stop.signal);
      if (stop.signal.aborted) return;
      await frames.push({ type: 'heartbeat', ...readingSlices.figures(), ...storeRequests() });
    }
  }

  yield* answer(ports, frames, countAll, [reportReading, time.watch], stop);
}
