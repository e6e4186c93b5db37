// Joins the answers of the threads that count one task to the answer of one worker.

import type { BilledFrame, HeartbeatFrame, WorkerFrame } from '../../protocol/frame.ts';
import { addReading, NO_READING } from '../../protocol/reading-figures.ts';
import type { Slice } from '../../protocol/request.ts';
import { readingHeard, type WorkerReading, withoutCovered } from '../../protocol/worker-reading.ts';
import { createChannel } from '../../scatter/channel.ts';
import { closeQueue, type SharedQueue } from './slice-queue.ts';

type ThreadFrame = WorkerFrame | BilledFrame;

/**
 * The frames of this thread's answer, which is number 0, and of the others', as one answer. If a thread dies, the others
 * go on; then the answer breaks off, so that what the thread had not told is asked for again. A thread that took no slice
 * in time is not waited for.
 */
export async function* joinAnswers(
  slices: readonly Slice[],
  queue: SharedQueue,
  [own, ...others]: readonly [AsyncIterable<WorkerFrame>, ...AsyncIterable<ThreadFrame>[]],
): AsyncGenerator<WorkerFrame> {
  const frames = createChannel<WorkerFrame>();
  const readings = new Map<number, WorkerReading>();
  /** Requests to the store, by thread. */
  const requests: (number | undefined)[] = [];
  /** Those that have said something. The answer begins with what this thread says. */
  const running = new Set<number>([0]);
  let isOver = false;
  let isStopped = false;

  async function pass(from: AsyncIterable<ThreadFrame>, thread: number): Promise<void> {
    try {
      for await (const frame of from) {
        if (isStopped) return;
        // One that never says anything must not keep the others from being heard of.
        running.add(thread);
        await take(frame, thread);
      }
    } finally {
      running.delete(thread);
      readings.delete(thread);
    }
  }

  function take(frame: ThreadFrame, thread: number): Promise<void> | undefined {
    switch (frame.type) {
      case 'hello':
        return thread === 0 ? frames.push(frame) : undefined;
      case 'heartbeat':
        readings.set(thread, readingHeard(frame));
        requests[thread] = frame.storeRequests;
        return thread === Math.min(...running) ? frames.push(heartbeat()) : undefined;
      case 'end':
        requests[thread] = frame.storeRequests;
        return undefined;
      case 'billed':
        return undefined;
      case 'split':
        return frames.push(frame);
      default: {
        // The thread's last heartbeat may be older than this.
        const known = readings.get(thread);
        const slice = slices[frame.slice];
        if (known && slice) readings.set(thread, withoutCovered(known, frame, slice));
        return frames.push(frame);
      }
    }
  }

  function heartbeat(): HeartbeatFrame {
    let sum = NO_READING;
    const reading: [number, number][] = [];
    for (const { figures, slices } of readings.values()) {
      sum = addReading(sum, figures);
      for (const [index, bytes] of slices) reading.push([index, bytes]);
    }
    return { type: 'heartbeat', ...sum, reading, ...storeRequests() };
  }

  function storeRequests(): { storeRequests?: number } {
    const known = requests.filter((count) => count !== undefined);
    return known.length === 0 ? {} : { storeRequests: known.reduce((sum, count) => sum + count) };
  }

  async function passAll(): Promise<void> {
    const passing = others.map((answer, index) => pass(answer, index + 1));
    for (const passed of passing) passed.catch(() => undefined);
    const first = await Promise.allSettled([pass(own, 0)]);
    const hasBegun = closeQueue(queue);
    const begun = passing.filter((_, index) => hasBegun(index + 1));
    for (const ended of [...first, ...(await Promise.allSettled(begun))]) {
      if (ended.status === 'rejected') throw ended.reason;
    }
    await frames.push({ type: 'end', ...storeRequests() });
  }

  passAll()
    .then(frames.close, frames.fail)
    .finally(() => {
      isOver = true;
    });
  try {
    yield* frames;
  } finally {
    isStopped = !isOver;
  }
}
