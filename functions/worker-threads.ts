// The further threads of a worker function. They are kept for the invocations to come.

import { type OpenStore, serveThread } from '../src/local/serve-thread.ts';
import { createThreadPool, type ThreadPool } from '../src/local/thread-pool.ts';
import type { WorkerFrame } from '../src/protocol/frame.ts';
import type { WorkerRequest } from '../src/protocol/request.ts';
import { joinAnswers } from '../src/tiers/worker/join-answers.ts';
import { createSharedQueue, joinQueue } from '../src/tiers/worker/slice-queue.ts';
import { type WorkerPorts, work } from '../src/tiers/worker/worker.ts';

/** The thread serves the tasks that it shares, until it is terminated. */
export function serveAsThread(openStore: OpenStore): void {
  serveThread(openStore);
}

let pool: ThreadPool | undefined;

/** The frames of the answer, for which at most `most` threads count: this one and others. */
export function countOnThreads(
  request: WorkerRequest,
  ports: WorkerPorts & { readonly remainingMs: () => number; readonly readBudgetBytes: number },
  most: number,
): AsyncGenerator<WorkerFrame> {
  pool ??= createThreadPool(__filename, most - 1);
  const { invokeSharing } = pool;
  const { readBudgetBytes } = ports;
  const threads = Math.min(most, request.slices.length);
  const queue = createSharedQueue(threads);
  // No thread takes slices that another could begin with at once.
  const inFlight = Math.min(request.inFlight, Math.ceil(request.slices.length / threads));
  const asked = { ...request, inFlight };
  const { timeLimitMs = Number.POSITIVE_INFINITY } = request;
  const endsAtMs = Date.now() + Math.min(ports.remainingMs(), timeLimitMs);
  const { signal } = new AbortController();
  const others = Array.from({ length: threads - 1 }, (_, index) =>
    invokeSharing(asked, { queue, thread: index + 1, endsAtMs, readBudgetBytes }, signal),
  );
  const own = work(asked, { ...ports, queue: joinQueue(queue, 0) });
  return joinAnswers(request.slices, queue, [own, ...others]);
}
