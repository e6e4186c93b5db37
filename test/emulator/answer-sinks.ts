// Passes an invocation's answer to its caller: as events while it arrives, or in one piece.
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html and
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.

import type { ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { Fault } from './faults.ts';
import type { RuntimeError } from './runtime-api.ts';

/** The maximum size of a buffered answer in bytes, as Lambda states it. */
const ANSWER_LIMIT_BYTES = 6_291_556;

interface AnswerEnd {
  readonly error: RuntimeError | undefined;
  /** The log's tail in base64; undefined if the caller did not ask for it. */
  readonly logTail: string | undefined;
}

export interface AnswerSink {
  write(chunk: Buffer): Promise<void>;
  /** Whether the end of the answer was sent. */
  end(end: AnswerEnd): boolean;
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

function encodeEvent(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const text = (value: string) => ({ type: 'string' as const, value });
  return codec.encode({
    headers: {
      ':message-type': text('event'),
      ':event-type': text(type),
      ':content-type': text(contentType),
    },
    body,
  });
}

/** The part of the answer that is passed on before the connection fails. */
function limitsOf(fault: Fault | undefined): {
  chunks: number;
  bytes: number;
  after?: 'cut' | 'hang';
} {
  const none = { chunks: Infinity, bytes: Infinity };
  if (fault?.kind === 'hang') return { ...none, bytes: fault.afterBytes ?? 0, after: 'hang' };
  if (fault?.kind !== 'cut') return none;
  return 'afterChunks' in fault
    ? { ...none, chunks: fault.afterChunks, after: 'cut' }
    : { ...none, bytes: fault.afterBytes, after: 'cut' };
}

export function createStreamSink(
  response: ServerResponse,
  requestId: string,
  fault: Fault | undefined,
): AnswerSink {
  const limits = limitsOf(fault);
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  let chunks = 0;
  let bytes = 0;
  let silenced = false;
  const stopAtLimit = () => {
    if (chunks < limits.chunks && bytes < limits.bytes) return;
    silenced = true;
    if (limits.after === 'cut') response.destroy();
  };
  const head = () => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      'x-amzn-remapped-content-type': 'application/octet-stream',
      'content-type': 'application/vnd.amazon.eventstream',
    });
  };
  stopAtLimit();

  return {
    async write(chunk) {
      if (silenced || response.destroyed) return;
      head();
      const passed = chunk.subarray(0, Math.min(chunk.length, limits.bytes - bytes));
      chunks += 1;
      bytes += passed.length;
      const event = encodeEvent('PayloadChunk', 'application/octet-stream', passed);
      // No more is read from the function until this is sent, or the caller has gone away.
      const sent = new Promise<void>((resolve) => response.write(event, () => resolve()));
      await Promise.race([sent, closed]);
      stopAtLimit();
    },
    end({ error, logTail }) {
      if (silenced || response.destroyed) return false;
      head();
      const complete = {
        ...(error === undefined ? {} : { ErrorCode: error.type, ErrorDetails: error.body }),
        ...(logTail === undefined ? {} : { LogResult: logTail }),
      };
      const body = Buffer.from(JSON.stringify(complete));
      response.end(encodeEvent('InvokeComplete', 'application/json', body));
      return true;
    },
  };
}

export function createBufferedSink(
  response: ServerResponse,
  requestId: string,
  fault: Fault | undefined,
): AnswerSink {
  const limits = limitsOf(fault);
  const chunks: Buffer[] = [];
  return {
    async write(chunk) {
      chunks.push(chunk);
    },
    end({ error: functionError, logTail }) {
      const answer = Buffer.concat(chunks);
      const error = functionError ?? tooLarge(answer);
      const payload = error === undefined ? answer : Buffer.from(error.body);
      if (response.destroyed || limits.after === 'hang') return false;
      response.writeHead(200, {
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        'content-type': 'application/json',
        'content-length': payload.length,
        ...(error === undefined ? {} : { 'x-amz-function-error': 'Unhandled' }),
        ...(logTail === undefined ? {} : { 'x-amz-log-result': logTail }),
      });
      if (limits.after === undefined) {
        response.end(payload);
        return true;
      }
      const passed = limits.chunks === Infinity ? limits.bytes : 0;
      response.flushHeaders();
      response.write(payload.subarray(0, passed), () => response.destroy());
      return false;
    },
  };
}

function tooLarge(answer: Buffer): RuntimeError | undefined {
  if (answer.length <= ANSWER_LIMIT_BYTES) return undefined;
  const type = 'Function.ResponseSizeTooLarge';
  const errorMessage =
    'Response payload size exceeded maximum allowed payload size ' +
    `(${ANSWER_LIMIT_BYTES} bytes).`;
  return { type, body: JSON.stringify({ errorType: type, errorMessage }) };
}
