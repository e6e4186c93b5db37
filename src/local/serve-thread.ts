// Runs in a worker thread: it runs the worker on each task that it receives.

import { parentPort } from 'node:worker_threads';
import type { WorkerFrame } from '../protocol/frame.ts';
import type { ObjectStore } from '../protocol/ports.ts';
import type { Source } from '../protocol/request.ts';
import { systemClock } from '../scatter/clock.ts';
import { joinQueue } from '../tiers/worker/slice-queue.ts';
import { work } from '../tiers/worker/worker.ts';
import { packAnswer, type TaskShare, type ThreadTask, unpackTask } from './thread-messages.ts';

type Store = Pick<ObjectStore, 'read' | 'readAtOnce' | 'requests'>;

/** Gives the store that a source names. */
export type OpenStore = (source: Source) => Store | Promise<Store>;

/** Serves tasks until the thread is terminated. */
export function serveThread(openStore: OpenStore): void {
  parentPort?.on('message', async (task: ThreadTask) => {
    const { request, requestId } = unpackTask(task);
    // A worker gets one slice at a time if it may die at any moment. Then each frame is sent at once.
    const send = request.inFlight === 1 ? sendAtOnce : createSender();
    const store = await openStore(request.source);
    const ports = { store, clock: systemClock, requestId, ...(task.share && shareOf(task.share)) };
    for await (const frames of work(request, ports).lists()) send(frames);
  });
}

function shareOf({ queue, thread, endsAtMs, readBudgetBytes }: TaskShare) {
  const remainingMs = () => endsAtMs - Date.now();
  return { queue: joinQueue(queue, thread), remainingMs, readBudgetBytes };
}

function sendAtOnce(frames: readonly WorkerFrame[]): void {
  parentPort?.postMessage(packAnswer(frames));
}

/** Sends the frames of one turn of the event loop together, because messages are expensive. */
function createSender(): (frames: readonly WorkerFrame[]) => void {
  let waiting: WorkerFrame[] = [];
  const flush = () => {
    const frames = waiting;
    waiting = [];
    parentPort?.postMessage(packAnswer(frames));
  };
  return (frames) => {
    if (waiting.length === 0) setImmediate(flush);
    for (const frame of frames) waiting.push(frame);
  };
}
