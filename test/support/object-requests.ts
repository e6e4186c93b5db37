// Requests for objects by the program's handler and by the SDK's, and the bytes with which servers answer them.

import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, onTestFinished } from 'vitest';
import { ObjectBody } from '../../src/aws/object-requests/object-body.ts';
import {
  createObjectRequestHandler,
  type Request,
  type RequestHandler,
} from '../../src/aws/object-requests/object-request-handler.ts';
import { setEnvironment } from './environment.ts';
import { HEAD_END, type RawServer } from './raw-server.ts';

export const SCHEMES = ['http', 'https'] as const;

/** The servers' certificates are their own. NODE_EXTRA_CA_CERTS would be read too early. */
export function trustAnyCertificate(): void {
  beforeEach(() => setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }));
}

/** The SDK's own handler. */
export function sdkHandler(): RequestHandler {
  const client = new S3Client({ region: 'r', requestHandler: { connectionTimeout: 5_000 } });
  onTestFinished(() => client.destroy());
  return client.config.requestHandler as unknown as RequestHandler;
}

/** The program's handler, which must send each request itself. */
export function objectHandler(): RequestHandler {
  const handler = createObjectRequestHandler({
    handle: () => Promise.reject(new Error('this request was left to the SDK')),
  });
  onTestFinished(() => handler.destroy?.());
  return handler;
}

export function requestTo({ scheme, port }: RawServer, more: Partial<Request> = {}): Request {
  return {
    method: 'GET',
    protocol: `${scheme}:`,
    hostname: 'localhost',
    port,
    path: '/bucket/key',
    query: { 'x-id': 'GetObject' },
    headers: { host: `localhost:${port}`, range: 'bytes=0-9', 'if-match': '"0"' },
    ...more,
  };
}

export async function bodyOf(handler: RequestHandler, server: RawServer): Promise<Readable> {
  const { response } = await handler.handle(requestTo(server));
  return response.body;
}

/** A response as the SDK learns of it: its head and bytes, and how it broke if it did. */
export async function outcomeOf(handler: RequestHandler, request: Request): Promise<unknown> {
  let told: unknown;
  let text = '';
  try {
    const { response } = await handler.handle(request);
    const { statusCode, reason, headers } = response;
    told = { statusCode, reason, headers };
    for await (const chunk of chunksOf(response.body)) text += chunk.toString();
    return { told, text };
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException;
    return { told, text, name, code };
  }
}

export async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  const chunks = body instanceof ObjectBody ? body.chunks() : body;
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

export async function closed(socket: Socket | undefined): Promise<void> {
  // It may break first.
  if (socket && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

export const bytesOf = (length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

export function headOf(length: number, more = ''): string {
  return `HTTP/1.1 206 Partial Content\r\n${more}Content-Length: ${length}${HEAD_END}`;
}
