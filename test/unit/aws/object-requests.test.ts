// Requests for objects over real sockets, with TLS and without. Whatever a server answers, the SDK must be told
// what its own handler tells it.

import { describe, expect, test } from 'vitest';
import {
  createObjectRequestHandler,
  type Request,
} from '../../../src/aws/object-requests/object-request-handler.ts';
import {
  headOf,
  objectHandler,
  outcomeOf,
  requestTo,
  SCHEMES,
  sdkHandler,
  trustAnyCertificate,
} from '../../support/object-requests.ts';
import { HEAD_END, type RawAnswer, startRawServer } from '../../support/raw-server.ts';

describe.each(SCHEMES)('over %s', (scheme) => {
  trustAnyCertificate();

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
