// Whatever servers, proxies and connections do by turns, a read gives the bytes that were asked for from
// the first on, and ends well only with all of them.

import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { connectToS3, type S3Connection, type S3Settings } from '../../../src/aws/s3-client.ts';
import { createS3Store } from '../../../src/aws/s3-store.ts';
import { ReadError } from '../../../src/errors/read-error.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { setEnvironment } from '../../support/environment.ts';

const STORED = Buffer.from(Array.from({ length: 200 }, (_, n) => `line ${n}\n`).join(''));
const SIZE = STORED.length;
const ETAG = '"e"';

interface Asked {
  readonly start: number;
  readonly end: number;
  readonly encoding: string | undefined;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** Bytes in chunks of some length, and then perhaps the end of the connection. */
function bodyOf(bytes: Uint8Array, chunkBytes = 500, breaks = false): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield Buffer.from(bytes.subarray(at, at + chunkBytes));
      }
      if (breaks) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
}

const rangeHeader = (start: number, end: number) => `bytes ${start}-${end - 1}/${SIZE}`;

function partOf(
  { start, end }: Asked,
  headers: Record<string, string> = {},
  body?: Readable,
): Answer {
  return {
    statusCode: 206,
    headers: { etag: ETAG, 'content-range': rangeHeader(start, end), ...headers },
    body: body ?? bodyOf(STORED.subarray(start, end)),
  };
}

const wholeOf = (headers: Record<string, string>, bytes: Uint8Array, statusCode = 200): Answer => ({
  statusCode,
  headers: { etag: ETAG, ...headers },
  body: bodyOf(bytes),
});

/** Within the first half of what is asked for, so that not too many make up the whole. */
const cutOf = ({ start, end }: Asked, n: number) => start + (n % Math.ceil((end - start) / 2));

const html = { 'content-type': 'text/html' };
const lengthOf = ({ start, end }: Asked) => ({ 'content-length': String(end - start) });

/** A server's possible behaviours; `n` is any number, for cuts. */
const DOINGS: Readonly<Record<string, (asked: Asked, n: number) => Answer>> = {
  sound: (asked) => partOf(asked, lengthOf(asked)),
  chunked: (asked) => partOf(asked),
  cut: (asked, n) => {
    const cut = cutOf(asked, n);
    return partOf(asked, lengthOf(asked), bodyOf(STORED.subarray(asked.start, cut), 100, true));
  },
  'chunked and short': (asked, n) => {
    const cut = cutOf(asked, n);
    return partOf(asked, {}, bodyOf(STORED.subarray(asked.start, cut), 100));
  },
  'too long': (asked, n) =>
    partOf(
      asked,
      {},
      bodyOf(
        Buffer.concat([STORED.subarray(asked.start, asked.end), STORED.subarray(0, 1 + (n % 50))]),
        1 + (n % 300),
      ),
    ),
  'another range': (asked, n) =>
    partOf(
      { ...asked, start: n % SIZE, end: SIZE },
      { 'content-length': String(SIZE - (n % SIZE)) },
    ),
  'range ignored': () => wholeOf({ 'content-length': String(SIZE) }, STORED),
  'range ignored in chunks': () => wholeOf({}, STORED),
  unpacked: (_, n) => wholeOf({}, Buffer.alloc(1 + (n % 5000), 'x')),
  packed: (asked) =>
    asked.encoding === 'identity'
      ? partOf(asked, lengthOf(asked))
      : partOf(asked, { etag: `W/${ETAG}`, 'content-encoding': 'gzip' }, bodyOf(gzipSync(STORED))),
  page: () => ({ statusCode: 200, headers: html, body: bodyOf(Buffer.from('<html>')) }),
  'page of the right length': (asked) => ({
    statusCode: 200,
    headers: { ...html, ...lengthOf(asked) },
    body: bodyOf(Buffer.alloc(asked.end - asked.start, 'x')),
  }),
  'other object': (asked) =>
    partOf(
      asked,
      { ...lengthOf(asked), etag: '"other"' },
      bodyOf(Buffer.alloc(asked.end - asked.start)),
    ),
  'bad gateway': () => ({
    statusCode: 502,
    headers: html,
    body: bodyOf(Buffer.from('<html><br>')),
  }),
  'slow down': () => ({ statusCode: 503, headers: {}, body: bodyOf(Buffer.of()) }),
  precondition: () => ({ statusCode: 412, headers: {}, body: bodyOf(Buffer.of()) }),
  'no content': () => ({ statusCode: 204, headers: {}, body: bodyOf(Buffer.of()) }),
};

/** The treatment of the next requests; the last one stays for ever. */
let doings: (readonly [string, number])[] = [];

const requestHandler = {
  async handle({ method, headers }: { method: string; headers: Record<string, string> }) {
    if (method === 'HEAD') return { response: wholeOf({}, Buffer.of()) };
    const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const encoding = headers['accept-encoding'];
    const [name, n] = (doings.length > 1 ? doings.shift() : doings[0]) ?? ['sound', 0];
    return {
      response: DOINGS[name]?.({ start: Number(start), end: Number(last) + 1, encoding }, n),
    };
  },
} as unknown as NonNullable<S3Settings['requestHandler']>;

let connection: S3Connection;

beforeAll(() => {
  const restore = setEnvironment({ AWS_ENDPOINT_URL_S3: 'http://s3.example' });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const clock = createVirtualClock();
  connection = connectToS3({ region: 'r', credentials, requestHandler, clock, random: () => 0 });
  return restore;
});

async function read(start: number, end: number) {
  const store = createS3Store({ kind: 's3', bucket: 'b' }, connection);
  const before = connection.requests();
  const chunks: Uint8Array[] = [];
  let error: unknown;
  try {
    const { signal } = new AbortController();
    const object = { key: 'k', sizeBytes: SIZE, etag: ETAG };
    for await (const chunk of store.read(object, start, end, signal)) chunks.push(chunk);
  } catch (cause) {
    error = cause;
  }
  return { bytes: Buffer.concat(chunks), error, requests: connection.requests() - before };
}

const doing = fc.tuple(fc.constantFrom(...Object.keys(DOINGS)), fc.nat(10_000));

test('a read gives the requested bytes, or fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(doing, { minLength: 1, maxLength: 12 }),
      fc.nat(SIZE - 1),
      fc.nat(SIZE - 1),
      async (list, one, other) => {
        // In the end all is well, or the last thing is done for ever.
        doings = [...list, ...(one % 3 === 0 ? [] : [['sound', 0] as const])];
        const start = Math.min(one, other);
        const end = Math.max(one, other) + 1;
        const { bytes, error, requests } = await read(start, end);
        const asked = STORED.subarray(start, end);
        expect(asked.subarray(0, bytes.length)).toEqual(bytes);
        if (error === undefined) expect(bytes.length).toBe(asked.length);
        else expect(error).toBeInstanceOf(ReadError);
        expect(requests).toBeLessThan(2 * SIZE);
      },
    ),
    { numRuns: 150 },
  );
});

test('every permanent fault of a server ends the read, and no temporary one does', async () => {
  for (const name of Object.keys(DOINGS)) {
    doings = [[name, 77]];
    const forever = await read(10, 1_000);
    if (forever.error !== undefined) expect(forever.error).toBeInstanceOf(ReadError);
    doings = [
      [name, 77],
      ['sound', 0],
    ];
    const once = await read(10, 1_000);
    if (name !== 'other object' && name !== 'too long') expect(once.error, name).toBeUndefined();
  }
});
