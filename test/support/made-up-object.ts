// One object of the fake S3 server: correct and wrong answers for it, and a way to read it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { connectToS3 } from '../../src/aws/s3-client.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import type { ReadError } from '../../src/errors/read-error.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { createHurriedClock } from './hurried-clock.ts';

export const TEXT = 'a few words of plain text\n'.repeat(40);
export const SIZE = TEXT.length;
export const ETAG = '"0123456789abcdef"';
const never = new AbortController().signal;

export interface ReadResult {
  readonly text: string;
  readonly error: ReadError | undefined;
}

export interface ReadOptions {
  readonly start?: number;
  readonly end?: number;
  /** The entity tag as listed; none if empty. */
  readonly etag?: string;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** Reads the object like the program, with pauses that take no time. */
export async function readMadeUp(options: ReadOptions = {}): Promise<ReadResult> {
  const { start = 0, end = SIZE, etag = ETAG, clock = createHurriedClock() } = options;
  // A clock whose pauses take no time would let every answer be late.
  const answerTimes = { limitMs: () => undefined, add: () => undefined };
  const connection = { ...connectToS3({ clock, random: () => 1 }), answerTimes };
  const store = createS3Store({ kind: 's3', bucket: 'b' }, connection);
  const object = { key: 'k', sizeBytes: SIZE, ...(etag && { etag }) };
  let text = '';
  let error: ReadError | undefined;
  try {
    for await (const chunk of store.read(object, start, end, options.signal ?? never)) {
      text += chunk;
      options.onChunk?.(chunk);
    }
  } catch (cause) {
    error = cause as ReadError;
  }
  connection.client.destroy();
  return { text, error };
}

export type Headers = Readonly<Record<string, string | number>>;

export function send(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: string,
): void {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers });
  // Without a Content-Length, the answer is chunked.
  response.write(body);
  response.end();
}

export function rangeOf({ headers }: IncomingMessage): [number, number] {
  const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(String(headers.range)) ?? [];
  return [Number(start), Number(last) + 1];
}

/** A correct answer to the request, except for `differs`. */
export function answerSoundly(differs: Headers = {}, status = 206) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const [start, end] = rangeOf(request);
    const range = { 'content-range': `bytes ${start}-${end - 1}/${SIZE}` };
    const sound = { etag: ETAG, ...range, 'content-length': end - start };
    const headers = Object.entries({ ...sound, ...differs }).filter(([, value]) => value !== '');
    send(response, status, Object.fromEntries(headers), TEXT.slice(start, end));
  };
}
