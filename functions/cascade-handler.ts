// The cascade as a function of AWS Lambda.

import { createWorkerInvoker } from '../src/aws/lambda-invoker.ts';
import type { InvokeMode } from '../src/protocol/invoke-mode.ts';
import type { InvokeWorker } from '../src/protocol/ports.ts';
import { parseCascadeRequest } from '../src/protocol/request.ts';
import { systemClock } from '../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../src/scatter/scatter.ts';
import { cascade } from '../src/tiers/cascade/cascade.ts';
import { deadlineOf } from './cascade-deadline.ts';
import { ARCHITECTURE, hasOtherProtocol, refuseProtocol, respond } from './lambda-response.ts';

/** Lambda gives a function 1,024 file descriptors: one for each worker, and some to spare. */
const MAX_WORKERS = 900;

/** By mode; they are kept with their sockets for the invocations to come. */
const invokers = new Map<InvokeMode | undefined, InvokeWorker>();

function invokerFor(mode: InvokeMode | undefined): InvokeWorker {
  const known = invokers.get(mode);
  if (known) return known;
  const functionName = process.env.WORDCOUNT_WORKER_FUNCTION;
  if (!functionName) throw new Error('WORDCOUNT_WORKER_FUNCTION is not set');
  const settings = { functionName, concurrency: MAX_WORKERS, mode, clock: systemClock };
  const { invoke } = createWorkerInvoker(settings);
  invokers.set(mode, invoke);
  return invoke;
}

export const handler = awslambda.streamifyResponse(async (event: unknown, stream, context) => {
  if (hasOtherProtocol(event)) return await respond(refuseProtocol(context), stream);
  const request = parseCascadeRequest(event);
  const workers = Math.min(request.workers, MAX_WORKERS);
  const frames = cascade(
    { ...request, workers },
    {
      invokeWorker: invokerFor(request.invoke),
      clock: systemClock,
      random: Math.random,
      retry: DEFAULT_RETRY,
      requestId: context.awsRequestId,
      architecture: ARCHITECTURE,
      deadline: deadlineOf(() => context.getRemainingTimeInMillis(), process.env),
      signal: new AbortController().signal,
    },
  );
  await respond(frames, stream);
});
