// A made-up Lambda with one function, a cascade, in both invocation modes.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CascadeRequest } from '../../src/protocol/request.ts';
import { answerCascade, type CascadeOptions } from './cascade-answer.ts';
import { createEventEncoder } from './event-stream.ts';

export interface LambdaFigures {
  invocations: number;
  /** That they were asked to count. */
  objects: number;
  workersNow: number;
  mostWorkersAtATime: number;
}

const chunks = createEventEncoder('PayloadChunk', 'application/octet-stream');
const completion = createEventEncoder('InvokeComplete', 'application/json');

export function createMadeUpLambda(options: CascadeOptions) {
  const figures: LambdaFigures = {
    invocations: 0,
    objects: 0,
    workersNow: 0,
    mostWorkersAtATime: 0,
  };

  function onWorkers(more: number): void {
    figures.workersNow += more;
    figures.mostWorkersAtATime = Math.max(figures.mostWorkersAtATime, figures.workersNow);
  }

  async function handle(
    { pathname }: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    figures.invocations += 1;
    const startedMs = performance.now();
    const asked: CascadeRequest = JSON.parse(await readBody(request));
    figures.objects += asked.objects.length;
    const requestId = randomUUID();
    const frames = answerCascade(asked, requestId, { ...options, onWorkers });
    const tail = () => reportOf(requestId, performance.now() - startedMs);
    if (pathname.endsWith('/response-streaming-invocations')) {
      await stream(frames, response, requestId, tail);
    } else {
      await sendWhole(frames, response, requestId, tail);
    }
  }

  return { handle, figures };
}

export function isInvocation({ pathname }: URL): boolean {
  return /\/functions\/[^/]+\/(response-streaming-)?invocations$/.test(pathname);
}

async function stream(
  frames: AsyncIterable<string>,
  response: ServerResponse,
  requestId: string,
  tail: () => string,
): Promise<void> {
  response.writeHead(200, {
    'x-amzn-requestid': requestId,
    'content-type': 'application/vnd.amazon.eventstream',
  });
  for await (const text of frames) {
    if (response.destroyed) return;
    const event = chunks.encode(Buffer.from(text));
    await new Promise<void>((resolve) => response.write(event, () => resolve()));
  }
  response.end(completion.encode(Buffer.from(JSON.stringify({ LogResult: tail() }))));
}

async function sendWhole(
  frames: AsyncIterable<string>,
  response: ServerResponse,
  requestId: string,
  tail: () => string,
): Promise<void> {
  let body = '';
  for await (const text of frames) body += text;
  response.writeHead(200, {
    'x-amzn-requestid': requestId,
    'content-type': 'application/json',
    'x-amz-log-result': tail(),
  });
  response.end(body);
}

/** The tail of the log in base64, in the text format. */
function reportOf(requestId: string, ms: number): string {
  const log = [
    `START RequestId: ${requestId} Version: $LATEST\n`,
    `END RequestId: ${requestId}\n`,
    `REPORT RequestId: ${requestId}\tDuration: ${ms.toFixed(2)} ms\t`,
    `Billed Duration: ${Math.ceil(ms)} ms\tMemory Size: 512 MB\tMax Memory Used: 131 MB\t\n`,
  ];
  return Buffer.from(log.join('')).toString('base64');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
