// The two functions as their handlers make them of the cascade's and the worker's logic, with what
// differs here: the clock, the randomness and the transports.

import type { Writable } from 'node:stream';
import { deadlineOf } from '../../functions/cascade-deadline.ts';
import {
  hasOtherProtocol,
  refuseProtocol,
  reserveMs,
  respond,
} from '../../functions/lambda-response.ts';
import { createWorkerInvoker } from '../../src/aws/lambda-invoker.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import type { WorkerFrame } from '../../src/protocol/frame.ts';
import type { InvokeMode } from '../../src/protocol/invoke-mode.ts';
import type { InvokeWorker } from '../../src/protocol/ports.ts';
import {
  parseCascadeRequest,
  parseWorkerRequest,
  type WorkerRequest,
} from '../../src/protocol/request.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { cascade } from '../../src/tiers/cascade/cascade.ts';
import { joinAnswers } from '../../src/tiers/worker/join-answers.ts';
import { createSharedQueue, joinQueue } from '../../src/tiers/worker/slice-queue.ts';
import { type WorkerPorts, work } from '../../src/tiers/worker/worker.ts';
import { createTransport, type Serve } from './made-up-http.ts';
import type { MadeUpProcess } from './made-up-process.ts';
import { afflictThread, type StrikeThread } from './made-up-thread.ts';
import { connectUnsigned } from './sdk-setting.ts';

export const WORKER_FUNCTION = 'simulated-worker';
export const CASCADE_FUNCTION = 'simulated-cascade';

export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly remainingMs: () => number;
}

/** A function as it is loaded into an environment; it resolves when the answer has ended. */
export type LoadedFunction = (invocation: Invocation, stream: Writable) => Promise<void>;

const ENVIRONMENT = {};

/** Environments of workers that have more than one vCPU. */
const SEVERAL_THREADS = 0.3;

/** More than many objects have, and less than others. */
const MOST_BUDGET_BYTES = 50_000;

/** `strikeAt` gives the faults of the threads of an invocation that counts this object first. */
export function loadWorker(
  process: MadeUpProcess,
  s3: Serve,
  strikeAt: (key: string) => StrikeThread,
): LoadedFunction {
  const { clock, random } = process;
  const connect = () =>
    connectUnsigned({ requestHandler: createTransport(process, s3), clock, random });
  const threads = random() < SEVERAL_THREADS ? 2 + Math.floor(random() * 3) : 1;
  const connections = Array.from({ length: threads }, connect);
  const budget = random() < 0.5 && { readBudgetBytes: Math.ceil(random() * MOST_BUDGET_BYTES) };
  return async ({ requestId, event, remainingMs }, stream) => {
    if (hasOtherProtocol(event)) return respond(refuse(requestId), stream);
    const request = parseWorkerRequest(event);
    const { source } = request;
    if (source.kind !== 's3') throw new Error('a function can only read buckets');
    const reserve = reserveMs(remainingMs(), ENVIRONMENT);
    const stores = connections.map((connection) => createS3Store(source, connection));
    const ports = { clock, requestId, remainingMs: () => remainingMs() - reserve, ...budget };
    const strike = strikeAt(request.slices[0]?.key ?? '');
    await respond(countOnThreads(request, ports, stores, strike), stream);
  };
}

/** Threads share the slices, as those of the handler do, and take turns in the one that is here. */
function countOnThreads(
  request: WorkerRequest,
  ports: Omit<WorkerPorts, 'store'>,
  [store, ...others]: readonly WorkerPorts['store'][],
  strike: StrikeThread,
): AsyncIterable<WorkerFrame> {
  if (!store) throw new Error('a worker has a thread');
  const available = 1 + others.length;
  const own = { ...ports, store, ...(available > 1 && { threads: available }) };
  const threads = Math.min(available, request.slices.length);
  if (threads <= 1 || request.inFlight === 1) return work(request, own);
  const queue = createSharedQueue(threads);
  const inFlight = Math.min(request.inFlight, Math.ceil(request.slices.length / threads));
  const asked = { ...request, inFlight };
  const answers = others
    .slice(0, threads - 1)
    .map((store, index) =>
      afflictThread(
        work(asked, { ...ports, store, queue: joinQueue(queue, index + 1) }),
        ports.clock,
        strike,
      ),
    );
  const first = work(asked, { ...own, queue: joinQueue(queue, 0) });
  return joinAnswers(request.slices, queue, [first, ...answers]);
}

/** The cascade has at least so many workers. */
export function loadCascade(
  process: MadeUpProcess,
  lambda: Serve,
  leastWorkers: number,
): LoadedFunction {
  const { clock, random } = process;
  const invokers = new Map<InvokeMode | undefined, InvokeWorker>();
  const invokerFor = (mode: InvokeMode | undefined) => {
    const known = invokers.get(mode);
    if (known) return known;
    const requestHandler = createTransport(process, lambda);
    const settings = {
      functionName: WORKER_FUNCTION,
      concurrency: 900,
      mode,
      clock,
      requestHandler,
    };
    const { invoke } = createWorkerInvoker(settings);
    invokers.set(mode, invoke);
    return invoke;
  };
  return async ({ requestId, event, remainingMs }, stream) => {
    if (hasOtherProtocol(event)) return respond(refuse(requestId), stream);
    const asked = parseCascadeRequest(event);
    const request = { ...asked, workers: Math.max(asked.workers, leastWorkers) };
    const frames = cascade(request, {
      invokeWorker: invokerFor(request.invoke),
      clock,
      random,
      retry: DEFAULT_RETRY,
      requestId,
      deadline: deadlineOf(remainingMs, ENVIRONMENT),
      signal: new AbortController().signal,
    });
    await respond(frames, stream);
  };
}

function refuse(awsRequestId: string) {
  return refuseProtocol({ awsRequestId });
}
