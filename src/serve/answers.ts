// The answers of the server, except the stream of a run.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageFile } from './page-files.ts';
import { wrongMethod } from './refusal.ts';

/** Browsers ask for a page each time, and get it only if it has changed. */
const NO_CACHE = { 'cache-control': 'no-cache' };

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    })
    .end(text);
}

export function sendFile(request: IncomingMessage, response: ServerResponse, file: PageFile): void {
  const { contentType, etag, body } = file;
  const headers = { ...NO_CACHE, etag };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const about = { 'content-type': contentType, 'content-length': body.length };
  response.writeHead(200, { ...headers, ...about }).end(body);
}

/** Redirects to the same page without the token, because other people might see the address. */
export function redirectWithoutToken(
  response: ServerResponse,
  path: string,
  parameters: URLSearchParams,
  cookie: string,
): void {
  const others = new URLSearchParams(parameters);
  others.delete('token');
  // It is relative, because a proxy may serve the pages below a path. Pages are one level deep.
  const location = others.size > 0 ? `.${path}?${others}` : `.${path}`;
  response.writeHead(303, { location, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
}

/** @throws {Refusal} unless the method is one of `allowed`. */
export function requireMethod(request: IncomingMessage, ...allowed: readonly string[]): void {
  if (!allowed.includes(request.method ?? '')) throw wrongMethod(allowed.join(', '));
}
