// Invokes AWS Lambda functions. A request goes out, frames come back while the function works, and a
// last frame says what was billed.

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
import { decodeLines, mapLists } from '../protocol/ndjson.ts';
import type { InvokeCascade, InvokeWorker } from '../protocol/ports.ts';
import { type CascadeRequest, PROTOCOL_VERSION, type WorkerRequest } from '../protocol/request.ts';
import type { Clock } from '../scatter/clock.ts';
import { flattenAsync } from '../scatter/flatten-async.ts';
import { createAskFunction, type FunctionAnswer } from './function-answer.ts';
import { toFunctionFault } from './function-fault.ts';
import { withIdleTimeout } from './idle-timeout.ts';
import { isStreamingUnknown, type Refusal, toBrokenAnswer, toRefusal } from './invocation-fault.ts';
import { connectToLambda } from './lambda-client.ts';
import type { MakeAgents } from './network-agents.ts';
import { parseReport, type ReportRecord } from './report-record.ts';
import { optionsOf } from './sdk-errors.ts';

export interface InvokerSettings {
  readonly functionName: string;
  /** The options that name its deployment in a command that is advised, with a space before each. */
  readonly deployment?: string;
  /** The maximum number of invocations at a time. */
  readonly concurrency: number;
  /** If absent, answers are streamed wherever the endpoint supports it. */
  readonly mode?: InvokeMode | undefined;
  /** A function that is silent for this long is abandoned; heartbeats come far more often. */
  readonly idleTimeoutMs?: number;
  readonly clock: Clock;
  /** Makes agents in place of Node's own. */
  readonly agents?: MakeAgents | undefined;
  /** Replaces Node's HTTP client. */
  readonly requestHandler?: LambdaClientConfig['requestHandler'];
}

export interface Invoker<Invocation> {
  readonly invoke: Invocation;
  close(): void;
}

/** Longer than any cold start. */
const IDLE_TIMEOUT_MS = 30_000;

/** A buffered answer comes when the function ends, which takes at most 900 s. */
const BUFFERED_IDLE_TIMEOUT_MS = 910_000;

export function createWorkerInvoker(settings: InvokerSettings): Invoker<InvokeWorker> {
  const invoker = createInvoker<WorkerRequest, WorkerFrame>(settings, parseWorkerFrame);
  const { invoke, close } = invoker;
  return { invoke: (request, signal) => flattenAsync(invoke(request, signal)), close };
}

/** Reports once if answers are not streamed although streaming was not switched off. */
export function createCascadeInvoker(settings: InvokerSettings): Invoker<InvokeCascade> {
  const { invoke, close, mode } = createInvoker<CascadeRequest, CascadeFrame>(
    settings,
    parseCascadeFrame,
    // Once the mode is known, the cascade need not find it out again.
    (request, known) => ({ ...request, ...(known && { invoke: known }) }),
  );
  let isReported = settings.mode !== undefined;

  async function* invokeAndReport(...asked: Parameters<InvokeCascade>) {
    for await (const frames of invoke(...asked)) {
      if (!isReported && mode() === 'buffered') {
        isReported = true;
        yield [UNSTREAMED];
      }
      yield frames;
    }
  }

  return { invoke: (...asked) => flattenAsync(invokeAndReport(...asked)), close };
}

const UNSTREAMED: CascadeFrame = {
  type: 'retried',
  code: 'unstreamed',
  message: 'totals come in larger steps: answers are not streamed here',
  ranges: [],
};

/** As the port, but with frames in lists as they come, because each pass costs promises. */
type InvokeInLists<Request, Frame> = (
  request: Request,
  signal: AbortSignal,
) => AsyncIterable<readonly (Frame | BilledFrame)[]>;

function createInvoker<Request extends object, Frame extends { readonly type: string }>(
  settings: InvokerSettings,
  parseFrame: (value: unknown) => Frame,
  toPayload: (request: Request, mode: InvokeMode | undefined) => object = (request) => request,
): Invoker<InvokeInLists<Request, Frame>> & { mode(): InvokeMode | undefined } {
  const { functionName, deployment, clock, idleTimeoutMs = IDLE_TIMEOUT_MS } = settings;
  const client = connectToLambda(settings.concurrency, settings.agents, settings.requestHandler);
  const askFunction = createAskFunction(client, functionName);
  let mode = settings.mode;
  let hasAnswered = false;

  const limit = <T>(next: Promise<T>, by: InvokeMode | undefined) =>
    withIdleTimeout(next, by === 'buffered' ? BUFFERED_IDLE_TIMEOUT_MS : idleTimeoutMs, clock);

  async function ask(request: Request, signal: AbortSignal): Promise<FunctionAnswer> {
    const askIn = (by: InvokeMode) => {
      const payload = JSON.stringify(toPayload(request, mode));
      return limit(askFunction(by, payload, signal), by);
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
    const either = AbortSignal.any([signal, over.signal]);
    let hello: Pick<BilledFrame, 'requestId' | 'architecture'> = {};
    let answer: FunctionAnswer | undefined;
    let failure: Refusal | undefined;
    try {
      answer = await ask(request, either);
      const limitNext = <T>(next: Promise<T>) => limit(next, mode);
      yield* mapLists(decodeLines(limitEach(answer.chunks, limitNext)), (value) => {
        if (isHello(value)) hello = readHello(value, functionName, deployment);
        return parseFrame(value);
      });
    } catch (cause) {
      failure = answer
        ? { error: toBrokenAnswer(cause), notRun: false }
        : toRefusal(cause, functionName, hasAnswered, deployment);
    } finally {
      // A reason that is given costs less than the error with a stack that stands for none.
      over.abort('over');
    }

    const end = answer?.end();
    const report = end?.logTail === undefined ? undefined : parseReport(end.logTail);
    if (!failure && end?.error) {
      failure = { error: toFunctionFault(end.error, report), notRun: false };
    }
    if (!failure?.notRun) yield [toBilled(hello, report)];
    if (failure && !signal.aborted) throw failure.error;
  }

  return { invoke, close: () => client.destroy(), mode: () => mode };
}

/** Passes the chunks on, each with an idle timeout. The signal, not this, ends the answer early. */
async function* limitEach(
  chunks: AsyncIterable<Uint8Array>,
  limit: <T>(next: Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  while (true) {
    const { done, value } = await limit(iterator.next());
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

/** Called before the frame is validated: a hello of another protocol version may have any shape. */
function isHello(value: unknown): value is Hello {
  return Object(value).type === 'hello';
}

function readHello(
  { protocol, requestId, architecture }: Hello,
  functionName: string,
  deployment = optionsOf(functionName),
): Pick<BilledFrame, 'requestId' | 'architecture'> {
  if (protocol !== PROTOCOL_VERSION) {
    const advice = otherProtocol(functionName, deployment, Number(protocol), PROTOCOL_VERSION);
    throw new InvocationError('other-protocol', advice.message, { retryable: false, advice });
  }
  const known = architecture === 'arm64' || architecture === 'x86_64';
  return {
    ...(typeof requestId === 'string' && { requestId }),
    ...(known && { architecture }),
  };
}

function toBilled(
  hello: Pick<BilledFrame, 'requestId' | 'architecture'>,
  report: ReportRecord | undefined,
): BilledFrame {
  const { status: _, errorType: __, ...figures } = report ?? {};
  return { type: 'billed', ...hello, ...figures };
}
