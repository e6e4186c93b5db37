// Sends requests for ranges of objects over connections of its own, which costs a fraction of the CPU time of
// Node's HTTP client. The SDK's own handler sends all other requests, and Node parses every response that is
// out of the ordinary.

import { type IncomingHttpHeaders, request as sendByNode } from 'node:http';
import type { Readable } from 'node:stream';
import { ConnectionPool, type Origin } from './connection-pool.ts';
import { ObjectBody } from './object-body.ts';
import { ReplayedConnection } from './replayed-connection.ts';
import { MAX_HEAD_BYTES, parseHead, type ResponseHead } from './response-head.ts';
import type { StoreConnection } from './store-connection.ts';

/** The part of the SDK's request handlers that a client uses. */
export interface RequestHandler {
  handle(
    request: Request,
    options?: { abortSignal?: AbortSignal },
  ): Promise<{ response: Response }>;
  destroy?(): void;
}

export interface Request {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly username?: string | undefined;
  readonly body?: unknown;
}

interface Response {
  readonly statusCode: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

interface ObjectRequest {
  readonly origin: Origin;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A path or header value that is sent as it is. */
const PLAIN = /^[\t\x20-\x7e]*$/;
const PLAIN_PATH = /^\/[\x21-\x7e]*$/;
/** The characters that are not escaped in a query (RFC 3986, 2.3). */
const UNRESERVED = /^[\w.~-]+$/;

const HEAD_END = '\r\n\r\n';

/** The SDK gives these the name of a timeout, so that they are retried. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

export function createObjectRequestHandler(others: RequestHandler): RequestHandler {
  const pool = new ConnectionPool();
  return {
    handle(request, options = {}) {
      const wanted = toObjectRequest(request);
      return wanted ? send(pool, wanted, options.abortSignal) : others.handle(request, options);
    },
    destroy() {
      pool.destroy();
      others.destroy?.();
    },
  };
}

/** Nothing if it is another request than for a range of an object. */
function toObjectRequest(request: Request): ObjectRequest | undefined {
  const { method, protocol, hostname, port, headers, username, body } = request;
  const isTls = protocol === 'https:';
  if (method !== 'GET' || !(isTls || protocol === 'http:') || body || username) return undefined;
  const { range, host, expect } = headers;
  if (range === undefined || host === undefined || expect !== undefined) return undefined;
  const query = Object.entries(request.query ?? {});
  const isPlain =
    Object.values(headers).every((value) => PLAIN.test(value)) &&
    PLAIN_PATH.test(request.path) &&
    query.every(([name, value]) => UNRESERVED.test(name) && UNRESERVED.test(String(value)));
  if (!isPlain) return undefined;
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return {
    origin: {
      isTls,
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port ?? (isTls ? 443 : 80),
    },
    path: search === '' ? request.path : `${request.path}?${search}`,
    headers,
  };
}

async function send(
  pool: ConnectionPool,
  request: ObjectRequest,
  signal: AbortSignal | undefined,
): Promise<{ response: Response }> {
  if (signal?.aborted) throw abortError(signal);
  const { origin, path, headers } = request;
  const connection = pool.acquire(origin);
  const abort = () => connection.destroy(abortError(signal));
  const stopListening = () => signal?.removeEventListener('abort', abort);
  signal?.addEventListener('abort', abort);
  try {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const lines = [`GET ${path} HTTP/1.1`, ...fields, 'connection: keep-alive'];
    connection.send(lines.join('\r\n') + HEAD_END);
    const head = await readHead(connection);
    if (Buffer.isBuffer(head)) {
      const response = await parseByNode(head, connection);
      response.body.once('close', stopListening);
      return { response };
    }
    const { statusCode, reason, headers: told, contentLength, keepAliveMs } = head;
    const body = new ObjectBody(connection, contentLength, () => {
      // The connection may soon be another request's.
      stopListening();
      pool.release(origin, connection, keepAliveMs);
    });
    body.once('close', stopListening);
    return { response: { statusCode, reason, headers: told, body } };
  } catch (error) {
    stopListening();
    connection.destroy();
    const { code } = error as NodeJS.ErrnoException;
    throw BROKEN.has(code) ? Object.assign(error as Error, { name: 'TimeoutError' }) : error;
  }
}

/** The head of the response. If it is out of the ordinary, what has come of the response. */
async function readHead(connection: StoreConnection): Promise<ResponseHead | Buffer> {
  let before: Buffer = Buffer.alloc(0);
  for (;;) {
    const bytes = await connection.take();
    if (!bytes) return before;
    const all = Buffer.concat([before, bytes]);
    const end = all.indexOf(HEAD_END);
    if (end >= 0 && end <= MAX_HEAD_BYTES) {
      const head = parseHead(all.toString('latin1', 0, end));
      if (!head) return all;
      connection.giveBack(all.length - end - HEAD_END.length);
      return head;
    }
    if (all.length > MAX_HEAD_BYTES) return all;
    before = all;
  }
}

function parseByNode(first: Buffer, connection: StoreConnection): Promise<Response> {
  return new Promise((resolve, reject) => {
    const createConnection = () => new ReplayedConnection(first, connection);
    const sent = sendByNode({ createConnection }, (response) => {
      const { statusCode = 0, statusMessage: reason = '' } = response;
      resolve({ statusCode, reason, headers: joinValues(response.headers), body: response });
    });
    sent.on('error', reject).end();
  });
}

function joinValues(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
  );
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('the request was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError' });
}
