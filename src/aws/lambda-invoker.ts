// Functions of AWS Lambda as invokers: a request goes out, frames come back while it is worked on,
// and at the end what it was billed.

import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { InvocationError } from '../errors/invocation-error.ts';
import { otherProtocol } from '../errors/user-error.ts';
import {
  type BilledFrame,
  type CascadeFrame,
  parseCascadeFrame,
  parseWorkerFrame,
  type WorkerFrame,
} from '../protocol/frame.ts';
import type { InvokeMode } from '../protocol/invoke-mode.ts';
import { decodeLines } from '../protocol/ndjson.ts';
import type { Invoke, InvokeCascade, InvokeWorker } from '../protocol/ports.ts';
import { type CascadeRequest, PROTOCOL_VERSION, type WorkerRequest } from '../protocol/request.ts';
import type { Clock } from '../scatter/clock.ts';
import { askFunction, type FunctionAnswer } from './function-answer.ts';
import { toFunctionFault } from './function-fault.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import { isStreamingUnknown, type Refusal, toBrokenAnswer, toRefusal } from './invocation-fault.ts';
import { connectToLambda } from './lambda-client.ts';
import { parseReport, type ReportRecord } from './report-record.ts';

export interface InvokerSettings {
  readonly functionName: string;
  /** Invocations at the same time at the most. */
  readonly concurrency: number;
  /** Left out, answers are streamed wherever that is known. */
  readonly mode?: InvokeMode | undefined;
  /** After so long without a word a function is given up; heartbeats come far more often. */
  readonly idleTimeoutMs?: number;
  readonly clock: Clock;
  /** Carries requests instead of Node's HTTP client. */
  readonly requestHandler?: LambdaClientConfig['requestHandler'];
}

export interface Invoker<Invocation> {
  readonly invoke: Invocation;
  close(): void;
}

/** Longer than any cold start. */
const IDLE_TIMEOUT_MS = 30_000;

/** A buffered answer comes after the function's time, which is 900 s at the most. */
const BUFFERED_IDLE_TIMEOUT_MS = 910_000;

export function createWorkerInvoker(settings: InvokerSettings): Invoker<InvokeWorker> {
  const invoker = createInvoker<WorkerRequest, WorkerFrame>(settings, parseWorkerFrame);
  return { invoke: invoker.invoke, close: invoker.close };
}

/** Tells, once, that answers are not streamed, if that was not asked for; and the cascade too. */
export function createCascadeInvoker(settings: InvokerSettings): Invoker<InvokeCascade> {
  const { invoke, close, mode } = createInvoker<CascadeRequest, CascadeFrame>(
    settings,
    parseCascadeFrame,
    // What is not to be had here, the cascade need not try.
    (request, known) => ({ ...request, ...(known && { invoke: known }) }),
  );
  let told = settings.mode !== undefined;
  return {
    close,
    async *invoke(request, signal) {
      for await (const frame of invoke(request, signal)) {
        if (!told && mode() === 'buffered') {
          told = true;
          const message = 'totals come in larger steps: answers are not streamed here';
          yield { type: 'retried', code: 'unstreamed', message, ranges: [] };
        }
        yield frame;
      }
    },
  };
}

function createInvoker<Request extends object, Frame extends { readonly type: string }>(
  settings: InvokerSettings,
  parseFrame: (value: unknown) => Frame,
  toPayload: (request: Request, mode: InvokeMode | undefined) => object = (request) => request,
): Invoker<Invoke<Request, Frame>> & { mode(): InvokeMode | undefined } {
  const { functionName, clock, idleTimeoutMs = IDLE_TIMEOUT_MS } = settings;
  const client = connectToLambda(settings.concurrency, settings.requestHandler);
  let mode = settings.mode;
  let hasAnswered = false;

  const hear = <T>(coming: Promise<T>, by: InvokeMode | undefined) =>
    withIdleTimeout(coming, by === 'buffered' ? BUFFERED_IDLE_TIMEOUT_MS : idleTimeoutMs, clock);

  async function ask(request: Request, signal: AbortSignal): Promise<FunctionAnswer> {
    const askIn = (by: InvokeMode) => {
      const payload = JSON.stringify(toPayload(request, mode));
      return hear(askFunction(client, by, functionName, payload, signal), by);
    };
    const isTrial = mode === undefined;
    const answer = await askIn(mode ?? 'stream').catch((error) => {
      if (!isTrial || !isStreamingUnknown(error)) throw error;
      mode = 'buffered';
      return askIn(mode);
    });
    hasAnswered = true;
    return answer;
  }

  async function* invoke(request: Request, signal: AbortSignal) {
    const over = new AbortController();
    const wanted = AbortSignal.any([signal, over.signal]);
    let about: Pick<BilledFrame, 'requestId' | 'architecture'> = {};
    let answer: FunctionAnswer | undefined;
    let failure: Refusal | undefined;
    try {
      answer = await ask(request, wanted);
      const hearNext = <T>(coming: Promise<T>) => hear(coming, mode);
      for await (const value of decodeLines(eachInTime(answer.chunks, hearNext))) {
        if (isHello(value)) about = readHello(value, functionName);
        yield parseFrame(value);
      }
    } catch (cause) {
      failure = answer
        ? { error: toBrokenAnswer(cause), notRun: false }
        : toRefusal(cause, functionName, hasAnswered);
    } finally {
      over.abort();
    }

    const end = answer?.end();
    const report = end?.logTail === undefined ? undefined : parseReport(end.logTail);
    if (!failure && end?.error) {
      failure = { error: toFunctionFault(end.error, report), notRun: false };
    }
    if (!failure?.notRun) yield toBilled(about, report);
    if (failure && !signal.aborted) throw failure.error;
  }

  return { invoke, close: () => client.destroy(), mode: () => mode };
}

/** The chunks are passed on, each listened for; to leave off early is left to the signal. */
async function* eachInTime(
  chunks: AsyncIterable<Uint8Array>,
  hear: <T>(coming: Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  while (true) {
    const { done, value } = await hear(iterator.next());
    if (done) return;
    yield value;
  }
}

interface Hello {
  readonly type: 'hello';
  readonly protocol?: unknown;
  readonly requestId?: unknown;
  readonly architecture?: unknown;
}

/** Looked at before the frame is validated: of another protocol it may have any shape. */
function isHello(value: unknown): value is Hello {
  return Object(value).type === 'hello';
}

function readHello(
  { protocol, requestId, architecture }: Hello,
  functionName: string,
): Pick<BilledFrame, 'requestId' | 'architecture'> {
  if (protocol !== PROTOCOL_VERSION) {
    const advice = otherProtocol(functionName, Number(protocol), PROTOCOL_VERSION);
    throw new InvocationError('other-protocol', advice.message, { retryable: false, advice });
  }
  const known = architecture === 'arm64' || architecture === 'x86_64';
  return {
    ...(typeof requestId === 'string' && { requestId }),
    ...(known && { architecture }),
  };
}

function toBilled(
  about: Pick<BilledFrame, 'requestId' | 'architecture'>,
  report: ReportRecord | undefined,
): BilledFrame {
  const { status: _, errorType: __, ...figures } = report ?? {};
  return { type: 'billed', ...about, ...figures };
}
