// Requests for objects over real sockets, with TLS and without. Whatever a server answers, the SDK must be told
// what its own handler tells it.

import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ObjectBody } from '../../../src/aws/object-requests/object-body.ts';
import {
  createObjectRequestHandler,
  type Request,
  type RequestHandler,
} from '../../../src/aws/object-requests/object-request-handler.ts';
import { setEnvironment } from '../../support/environment.ts';
import {
  HEAD_END,
  type RawAnswer,
  type RawServer,
  startRawServer,
} from '../../support/raw-server.ts';

/** The SDK's own handler. */
function sdkHandler(): RequestHandler {
  const client = new S3Client({ region: 'r', requestHandler: { connectionTimeout: 5_000 } });
  onTestFinished(() => client.destroy());
  return client.config.requestHandler as unknown as RequestHandler;
}

/** The program's handler, which must send each request itself. */
function objectHandler(): RequestHandler {
  const handler = createObjectRequestHandler({
    handle: () => Promise.reject(new Error('this request was left to the SDK')),
  });
  onTestFinished(() => handler.destroy?.());
  return handler;
}

function requestTo({ scheme, port }: RawServer, more: Partial<Request> = {}): Request {
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

async function bodyOf(handler: RequestHandler, server: RawServer): Promise<Readable> {
  const { response } = await handler.handle(requestTo(server));
  return response.body;
}

/** A response as the SDK learns of it: its head and bytes, and how it broke if it did. */
async function outcomeOf(handler: RequestHandler, request: Request): Promise<unknown> {
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

async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  const chunks = body instanceof ObjectBody ? body.chunks() : body;
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

async function closed(socket: Socket | undefined): Promise<void> {
  // It may break first.
  if (socket && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

const bytesOf = (length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

function headOf(length: number, more = ''): string {
  return `HTTP/1.1 206 Partial Content\r\n${more}Content-Length: ${length}${HEAD_END}`;
}

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  // The servers' certificates are their own. NODE_EXTRA_CA_CERTS would be read too early.
  beforeEach(() => setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }));

  test('every byte comes once and in order, however the server cuts them', async () => {
    const whole = bytesOf(700_000);
    let cuts: readonly number[] = [];
    const server = await startRawServer(scheme, async (socket) => {
      const sent = Buffer.concat([Buffer.from(headOf(whole.length)), whole]);
      let at = 0;
      for (const cut of [...cuts, sent.length]) {
        socket.write(sent.subarray(at, cut));
        at = cut;
        await new Promise(setImmediate);
      }
    });
    const handler = objectHandler();
    const places = fc.uniqueArray(fc.oneof(fc.nat(100), fc.nat(whole.length)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.constantFrom('chunks', 'stream'),
        fc.boolean(),
        async (...all) => {
          const [cutsAt, way, isSlow] = all;
          cuts = cutsAt.sort((a, b) => a - b);
          const body = (await bodyOf(handler, server)) as ObjectBody;
          const chunks: Buffer[] = [];
          for await (const chunk of way === 'chunks' ? body.chunks() : body) {
            // The bytes of a chunk must stay until the next one is asked for.
            if (isSlow) await new Promise((resolve) => setTimeout(resolve, 1));
            chunks.push(way === 'chunks' ? Buffer.from(chunk) : chunk);
          }
          expect(Buffer.concat(chunks).equals(whole)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
    expect(server.sockets).toHaveLength(1);
  });

  test('chunks are larger than a TLS record', async () => {
    const whole = bytesOf(8 * 2 ** 20);
    const server = await startRawServer(scheme, (socket) => {
      socket.write(headOf(whole.length));
      socket.write(whole);
    });
    let chunks = 0;
    for await (const _ of chunksOf(await bodyOf(objectHandler(), server))) chunks += 1;
    expect(whole.length / chunks).toBeGreaterThan(20 * 1024);
  });

  test('a connection is used again, and closed with its handler', async () => {
    const server = await startRawServer(scheme, (socket, connection, request) => {
      const text = `${connection}.${request}`;
      socket.write(headOf(text.length) + text);
    });
    const handler = objectHandler();
    for (const text of ['1.1', '1.2', '1.3']) {
      expect(await outcomeOf(handler, requestTo(server))).toMatchObject({ text });
    }
    handler.destroy?.();
    await closed(server.sockets[0]);
    expect(await outcomeOf(handler, requestTo(server))).toMatchObject({ text: '2.1' });
  });

  test('the last chunk of a body stays while others are read', async () => {
    const whole = bytesOf(700_000);
    const server = await startRawServer(scheme, (socket, connection) => {
      const body = connection === 1 ? whole.subarray(0, 1_000) : whole;
      socket.write(headOf(body.length));
      socket.write(body);
    });
    const handler = objectHandler();
    const chunks = ((await bodyOf(handler, server)) as ObjectBody).chunks();
    let bytes = 0;
    while (bytes < 1_000) {
      const { value } = await chunks.next();
      expect(whole.subarray(bytes, bytes + value.length).equals(value)).toBe(true);
      bytes += value.length;
      if (bytes < 1_000) continue;
      for await (const _ of chunksOf(await bodyOf(handler, server)));
      for await (const _ of chunksOf(await bodyOf(handler, server)));
      expect(whole.subarray(bytes - value.length, bytes).equals(value)).toBe(true);
    }
    expect(server.sockets).toHaveLength(2);
  });

  test('the last chunk of a body stays when an error ends that', async () => {
    const whole = bytesOf(2_000);
    const server = await startRawServer(scheme, (socket, connection) => {
      const from = connection === 1 ? 0 : 1_000;
      socket.write(Buffer.concat([Buffer.from(headOf(1_000)), whole.subarray(from, from + 1_000)]));
    });
    const handler = objectHandler();
    const body = (await bodyOf(handler, server)) as ObjectBody;
    const { value } = await body.chunks().next();
    expect(value).toHaveLength(1_000);
    // Its reader learns of it only when it asks for the next chunk.
    body.destroy(new Error('the read was aborted'));
    for await (const _ of chunksOf(await bodyOf(handler, server)));
    for await (const _ of chunksOf(await bodyOf(handler, server)));
    expect(whole.subarray(0, 1_000).equals(value)).toBe(true);
    expect(server.sockets).toHaveLength(2);
  });

  test.each<[string, string]>([
    ['says that it closes it', 'Connection: close\r\n'],
    ['keeps it for a second only', 'Keep-Alive: timeout=1\r\n'],
  ])('a connection is not used again if its server %s', async (_, field) => {
    const server = await startRawServer(scheme, (socket, connection) => {
      socket.write(headOf(1, field) + connection);
    });
    const handler = objectHandler();
    for (const text of ['1', '2']) {
      expect(await outcomeOf(handler, requestTo(server))).toMatchObject({ text });
    }
  });

  test('a connection is not used again if more came than the body', async () => {
    const server = await startRawServer(scheme, (socket, connection) => {
      socket.write(`${headOf(1) + connection}${headOf(4)}fake`);
    });
    const handler = objectHandler();
    for (const text of ['1', '2']) {
      expect(await outcomeOf(handler, requestTo(server))).toMatchObject({ text });
    }
  });

  test('a connection that waits is not used again if anything comes', async () => {
    const server = await startRawServer(scheme, (socket, connection) => {
      socket.write(headOf(1) + connection);
    });
    const handler = objectHandler();
    const { response } = await handler.handle(requestTo(server));
    for await (const _ of chunksOf(response.body));
    const [socket] = server.sockets;
    await new Promise((resolve) => socket?.write(`${headOf(4)}fake`, resolve));
    await expect
      .poll(async () => outcomeOf(handler, requestTo(server)))
      .toMatchObject({ text: '2' });
  });

  test('a connection that the server closes is not used again', async () => {
    const server = await startRawServer(scheme, (socket, connection) => {
      socket.end(headOf(1) + connection);
    });
    const handler = objectHandler();
    for (const text of ['1', '2', '3']) {
      await expect
        .poll(async () => outcomeOf(handler, requestTo(server)))
        .toMatchObject({ text: expect.stringMatching(/^[1-9]$/) });
      await closed(server.sockets[Number(text) - 1]);
    }
  });

  test('a server waits for a reader that waits', async () => {
    const piece = bytesOf(64 * 1024);
    const pieces = 2_000;
    let sent = 0;
    const server = await startRawServer(scheme, async (socket) => {
      socket.write(headOf(pieces * piece.length));
      for (; sent < pieces; sent += 1) {
        await new Promise((resolve) => socket.write(piece, resolve));
      }
    });
    const chunks = chunksOf(await bodyOf(objectHandler(), server));
    let bytes = (await chunks.next()).value.length;
    let before = -1;
    await expect
      .poll(() => {
        const isSame = sent === before;
        before = sent;
        return isSame;
      })
      .toBe(true);
    expect(sent).toBeLessThan(pieces);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      bytes += next.value.length;
    }
    expect(bytes).toBe(pieces * piece.length);
  });

  test('a reader that stops closes the connection', async () => {
    const server = await startRawServer(scheme, (socket) => {
      socket.write(`${headOf(1_000_000)}some`);
    });
    const chunks = chunksOf(await bodyOf(objectHandler(), server));
    expect(String((await chunks.next()).value)).toBe('some');
    await chunks.return(undefined);
    await closed(server.sockets[0]);
  });

  test('a body that is destroyed fails whoever reads it', async () => {
    const server = await startRawServer(scheme, (socket) => {
      socket.write(`${headOf(1_000_000)}some`);
    });
    const body = await bodyOf(objectHandler(), server);
    const chunks = chunksOf(body);
    await chunks.next();
    const next = chunks.next();
    body.destroy(new Error('the read was aborted'));
    await expect(next).rejects.toThrow('the read was aborted');
    await closed(server.sockets[0]);
  });

  test.each([
    ['before the response', ''],
    ['within its head', 'HTTP/1.1 206 '],
    ['within its body', `${headOf(100)}some`],
    ['within a body in chunks', `HTTP/1.1 200\r\nTransfer-Encoding: chunked${HEAD_END}9\r\nsome`],
  ])('a request can be aborted %s', async (_, sent) => {
    const abort = new AbortController();
    const server = await startRawServer(scheme, (socket) => {
      socket.write(sent || '\r', () => {
        if (!sent.includes(HEAD_END)) abort.abort();
      });
    });
    const { signal: abortSignal } = abort;
    const reading = (async () => {
      const { response } = await objectHandler().handle(requestTo(server), { abortSignal });
      for await (const _ of chunksOf(response.body)) abort.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/);
    await closed(server.sockets[0]);
    const again = objectHandler().handle(requestTo(server), { abortSignal });
    await expect(again).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.sockets).toHaveLength(1);
  });

  const fields = 'ETag: "0"\r\nX-Amz-Meta-Name: \t caf\xe9 \t\r\nConnection: Keep-Alive\r\n';
  const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked${HEAD_END}`;
  const odd: readonly [string, RawAnswer][] = [
    ['an object', (socket) => socket.write(`${headOf(5, fields)}hello`, 'latin1')],
    ['an empty object', (socket) => socket.write(headOf(0))],
    [
      'a status without a reason',
      (socket) => socket.write(headOf(0).replace(' Partial Content', '')),
    ],
    ['nothing', (socket) => socket.end()],
    ['a connection that breaks', (socket) => socket.destroy()],
    ['no HTTP', (socket) => socket.end(`+PONG${HEAD_END}`)],
    ['HTTP of another version', (socket) => socket.end(headOf(1).replace('1.1', '2.0'))],
    ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['too long a head', (socket) => socket.end(headOf(5, `A: ${'a'.repeat(99_999)}\r\n`))],
    ['no end of a head', (socket) => socket.write(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(99_999)}`)],
    ['fewer bytes than it says', (socket) => socket.end(`${headOf(10)}hello`)],
    ['more bytes than it says', (socket) => socket.end(`${headOf(5)}hello, world`)],
    ['two answers for one request', (socket) => socket.end(`${headOf(1)}a${headOf(1)}b`)],
    ['no number as its length', (socket) => socket.end(headOf(Number.NaN))],
    ['a negative length', (socket) => socket.end(headOf(-1))],
    ['two lengths', (socket) => socket.end(`${headOf(5, 'Content-Length: 4\r\n')}hello`)],
    [
      'two lengths and chunks',
      (socket) =>
        socket.end(`${headOf(5, 'Transfer-Encoding: chunked\r\n')}5\r\nhello\r\n0\r\n\r\n`),
    ],
    [
      'a field twice',
      (socket) => socket.write(headOf(0, 'Vary: a\r\nVary: b\r\nETag: 1\r\nETag: 2\r\n')),
    ],
    ['cookies', (socket) => socket.write(headOf(0, 'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n'))],
    ['a folded field', (socket) => socket.end(headOf(0, 'A: b\r\n c\r\n'))],
    ['a field without a name', (socket) => socket.end(headOf(0, ': b\r\n'))],
    ['a space in a name', (socket) => socket.end(headOf(0, 'A b: c\r\n'))],
    ['a control character', (socket) => socket.end(headOf(0, 'A: b\u0000c\r\n'))],
    ['what ends with the connection', (socket) => socket.end(`HTTP/1.1 200 OK${HEAD_END}hello`)],
    ['HTTP/1.0', (socket) => socket.end(`HTTP/1.0 200 OK${HEAD_END}hello`)],
    ['HTTP/1.0 with a length', (socket) => socket.end(`${headOf(5).replace('1.1', '1.0')}hello`)],
    ['chunks', (socket) => socket.write(`${chunked}5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n`)],
    ['chunks that break off', (socket) => socket.end(`${chunked}5\r\nhello\r\n`)],
    ['early hints', (socket) => socket.write(`HTTP/1.1 103 Hints${HEAD_END}${headOf(5)}hello`)],
    ['100 Continue', (socket) => socket.write(`HTTP/1.1 100 Continue${HEAD_END}${headOf(2)}ok`)],
    ['204 and a length', (socket) => socket.end(headOf(5).replace('206', '204'))],
    ['304', (socket) => socket.end(headOf(5).replace('206', '304'))],
    [
      'a redirect',
      (socket) => socket.write(`${headOf(2, 'Location: /\r\n').replace('206', '307')}no`),
    ],
    ['an error', (socket) => socket.write(`${headOf(8).replace('206', '503')}<Error/>`)],
    ['its last answer', (socket) => socket.end(`${headOf(5, 'Connection: close\r\n')}hello`)],
    ['an upgrade', (socket) => socket.end(headOf(0, 'Connection: upgrade\r\nUpgrade: x\r\n'))],
    [
      'a head byte by byte',
      async (socket) => {
        for (const character of `${headOf(2)}ok`) {
          socket.write(character);
          await new Promise(setImmediate);
        }
      },
    ],
  ];

  test.each(odd)('a server that answers with %s', async (_, answer) => {
    const server = await startRawServer(scheme, answer);
    const handler = objectHandler();
    const expected = await outcomeOf(sdkHandler(), requestTo(server));
    expect(await outcomeOf(handler, requestTo(server))).toEqual(expected);
    expect(await outcomeOf(handler, requestTo(server))).toEqual(expected);
  });

  test.each([
    ['chunks', `${chunked}5\r\nhello\r\n0\r\n\r\n`],
    ['an error', `${headOf(8).replace('206', '503')}<Error/>`],
    ['no body', headOf(8).replace('206', '304')],
  ])('the connection is closed after a response of %s', async (_, answer) => {
    const server = await startRawServer(scheme, (socket) => socket.write(answer));
    await outcomeOf(objectHandler(), requestTo(server));
    await closed(server.sockets[0]);
  });

  test('a slow reader gets all of an answer that ends with its connection', async () => {
    const whole = bytesOf(3_000_000);
    const server = await startRawServer(scheme, (socket) => {
      socket.write(`HTTP/1.1 200 OK${HEAD_END}`);
      socket.end(whole);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of chunksOf(await bodyOf(objectHandler(), server))) {
      chunks.push(chunk);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
  });

  test('a request is sent like that of the SDK', async () => {
    const server = await startRawServer(scheme, (socket) => socket.write(headOf(0)));
    const request = requestTo(server);
    await outcomeOf(sdkHandler(), request);
    await outcomeOf(objectHandler(), request);
    const [theirs, ours] = server.heads.map((head) =>
      head.toLowerCase().trim().split('\r\n').sort(),
    );
    expect(ours).toEqual(theirs);
  });

  test('an address to which nobody listens', async () => {
    const server = await startRawServer(scheme, () => undefined);
    const request = requestTo({ ...server, port: 1 });
    const expected = await outcomeOf(sdkHandler(), request);
    expect(await outcomeOf(objectHandler(), request)).toEqual(expected);
  });
});

test.each([
  ['that nobody vouches for', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['of an address', '127.0.0.1', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])('a certificate %s is refused', async (_, hostname, code) => {
  const server = await startRawServer('https', (socket) => socket.write(headOf(0)));
  const request = requestTo(server, { hostname });
  expect(await outcomeOf(objectHandler(), request)).toMatchObject({ code });
  expect(server.heads).toEqual([]);
});

test.each<[string, Partial<Request>]>([
  ['another method', { method: 'HEAD' }],
  ['a body', { body: 'text' }],
  ['no range', { headers: { host: 'localhost' } }],
  [
    'a field that would end too early',
    { headers: { host: 'h', range: 'b', 'if-match': 'a\r\nb: c' } },
  ],
  ['a field that is not ASCII', { headers: { host: 'h', range: 'b', 'if-match': 'é' } }],
  ['a path with a space', { path: '/a b' }],
  ['a query that needs escapes', { query: { a: 'b c' } }],
  ['a query with two values', { query: { a: ['b', 'c'] } }],
  ['a name and a password', { username: 'me' }],
])('a request with %s is left to the SDK', async (_, more) => {
  const server = await startRawServer('http', () => undefined);
  const left: Request[] = [];
  const handler = createObjectRequestHandler({
    async handle(request) {
      left.push(request);
      throw new Error('left');
    },
  });
  const request = requestTo(server, more);
  await expect(handler.handle(request)).rejects.toThrow('left');
  expect(left).toEqual([request]);
  expect(server.sockets).toEqual([]);
});
