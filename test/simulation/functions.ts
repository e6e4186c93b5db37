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
import type { InvokeMode } from '../../src/protocol/invoke-mode.ts';
import type { InvokeWorker } from '../../src/protocol/ports.ts';
import { parseCascadeRequest, parseWorkerRequest } from '../../src/protocol/request.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { cascade } from '../../src/tiers/cascade/cascade.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import { createTransport, type Serve } from './made-up-http.ts';
import type { MadeUpProcess } from './made-up-process.ts';
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

export function loadWorker(process: MadeUpProcess, s3: Serve): LoadedFunction {
  const { clock, random } = process;
  const connection = connectUnsigned({
    requestHandler: createTransport(process, s3),
    clock,
    random,
  });
  return async ({ requestId, event, remainingMs }, stream) => {
    if (hasOtherProtocol(event)) return respond(refuse(requestId), stream);
    const request = parseWorkerRequest(event);
    if (request.source.kind !== 's3') throw new Error('a function can only read buckets');
    const reserve = reserveMs(remainingMs(), ENVIRONMENT);
    const store = createS3Store(request.source, connection);
    const left = () => remainingMs() - reserve;
    await respond(work(request, { store, clock, requestId, remainingMs: left }), stream);
  };
}

export function loadCascade(process: MadeUpProcess, lambda: Serve): LoadedFunction {
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
    const request = parseCascadeRequest(event);
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
