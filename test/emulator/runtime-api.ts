// The HTTP server for the runtime of one execution environment. It hands out the next invocation and
// receives its answer. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html; answers that
// stream: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An error as the runtime describes it; `body` is its JSON text. */
export interface RuntimeError {
  readonly type: string;
  readonly body: string;
}

/** The actions of a runtime. */
export interface RuntimeEvents {
  /** The runtime asks for an invocation; ending `answer` gives it one. */
  onNext(answer: ServerResponse, maxRssKb: number | undefined): void;
  /** A piece of the answer. The next one is read when the returned promise resolves. */
  onChunk(requestId: string, chunk: Buffer): Promise<void>;
  /** The answer is complete. The error is the one that ended it, if any. */
  onAnswered(requestId: string, error: RuntimeError | undefined): void;
  onInitError(error: RuntimeError): void;
}

export interface RuntimeApi {
  /** Host and port, as in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  close(): Promise<void>;
}

export async function startRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  const server = createServer((request, response) => {
    // A killed runtime breaks off its request. The end of the process is handled elsewhere.
    serve(request, response, events).catch(() => response.destroy());
  });
  // A runtime may be idle for any time between two calls.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, events: RuntimeEvents) {
  const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
  if (path === 'invocation/next') {
    const maxRssKb = request.headers['x-max-rss-kb'];
    events.onNext(response, maxRssKb === undefined ? undefined : Number(maxRssKb));
    return;
  }
  if (path === 'init/error') {
    events.onInitError(describe((await readAll(request)).toString('utf8')));
    accept(response);
    return;
  }
  const [, id, what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (id === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (what === 'error') {
    events.onAnswered(id, describe((await readAll(request)).toString('utf8')));
  } else {
    for await (const chunk of request as AsyncIterable<Buffer>) await events.onChunk(id, chunk);
    events.onAnswered(id, trailingError(request));
  }
  accept(response);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A streamed answer can report an error only after its last byte. */
function trailingError(request: IncomingMessage): RuntimeError | undefined {
  const type = request.trailers['lambda-runtime-function-error-type'];
  const body = request.trailers['lambda-runtime-function-error-body'];
  if (type === undefined) return undefined;
  return { type, body: Buffer.from(body ?? '', 'base64').toString('utf8') };
}

function describe(body: string): RuntimeError {
  try {
    const { errorType } = JSON.parse(body) as { errorType?: string };
    return { type: errorType ?? 'Error', body };
  } catch {
    return { type: 'Runtime.Unknown', body };
  }
}
