// A function's answer as chunks of bytes and an end, in both invocation modes.

import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { InvocationError } from '../errors/invocation-error.ts';
import type { InvokeMode } from '../protocol/invoke-mode.ts';
import { createSender } from './command-sender.ts';

/** Lambda's report on a function that has ended. */
export interface AnswerEnd {
  /** Set if the function failed. */
  readonly error?: { readonly type: string; readonly message: string };
  /** The last 4 KB of the function's log. */
  readonly logTail?: string;
}

export interface FunctionAnswer {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Available once the chunks have been read to their end. */
  end(): AnswerEnd | undefined;
}

/** Resolves when Lambda has accepted the invocation; in buffered mode, when it is over. */
export type AskFunction = (
  mode: InvokeMode,
  payload: string,
  signal: AbortSignal,
) => Promise<FunctionAnswer>;

export function createAskFunction(client: LambdaClient, functionName: string): AskFunction {
  const send = createSender<InvokeWithResponseStreamCommandOutput, StreamOutput>(
    client,
    () => (output) => output,
  );
  return (mode, payload, signal) =>
    mode === 'stream'
      ? askForStream(send, functionName, payload, signal)
      : askForWhole(client, functionName, payload, signal);
}

type StreamOutput = Pick<InvokeWithResponseStreamCommandOutput, 'EventStream'>;

async function askForStream(
  send: (command: InvokeWithResponseStreamCommand, signal: AbortSignal) => Promise<StreamOutput>,
  functionName: string,
  payload: string,
  signal: AbortSignal,
): Promise<FunctionAnswer> {
  const { EventStream: events } = await send(
    new InvokeWithResponseStreamCommand({
      FunctionName: functionName,
      Payload: Buffer.from(payload),
      LogType: 'Tail',
    }),
    signal,
  );
  let end: AnswerEnd | undefined;
  async function* chunks() {
    for await (const { PayloadChunk, InvokeComplete } of events ?? []) {
      if (PayloadChunk?.Payload) yield PayloadChunk.Payload;
      if (!InvokeComplete) continue;
      const { ErrorCode: code, ErrorDetails: details, LogResult } = InvokeComplete;
      end = toEnd(code === undefined ? undefined : toError(code, details ?? ''), LogResult);
    }
    if (!end) {
      const message = 'the answer ended before its end was told';
      throw new InvocationError('answer-broken', message, { retryable: true });
    }
  }
  return { chunks: chunks(), end: () => end };
}

/**
 * A streaming function also answers a plain Invoke, in one piece:
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-invoke-furls.html.
 */
async function askForWhole(
  client: LambdaClient,
  functionName: string,
  payload: string,
  signal: AbortSignal,
): Promise<FunctionAnswer> {
  const { FunctionError, Payload, LogResult } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: Buffer.from(payload),
      LogType: 'Tail',
    }),
    { abortSignal: signal },
  );
  const text = Buffer.from(Payload ?? []);
  const error = FunctionError === undefined ? undefined : toError(FunctionError, String(text));
  async function* chunks() {
    if (!error) yield text;
  }
  return { chunks: chunks(), end: () => toEnd(error, LogResult) };
}

/** The details are more specific than the code if they are JSON. */
function toError(code: string, details: string): NonNullable<AnswerEnd['error']> {
  try {
    const { errorType, errorMessage } = Object(JSON.parse(details));
    return { type: String(errorType ?? code), message: String(errorMessage ?? details) };
  } catch {
    return { type: code, message: details };
  }
}

function toEnd(error: AnswerEnd['error'], logResult: string | undefined): AnswerEnd {
  const logTail = logResult && Buffer.from(logResult, 'base64').toString();
  return { ...(error && { error }), ...(logTail !== undefined && { logTail }) };
}
