// The connections of requests for objects: when one is used again, and when it must not be.

import { describe, expect, test } from 'vitest';
import {
  chunksOf,
  closed,
  headOf,
  objectHandler,
  outcomeOf,
  requestTo,
  SCHEMES,
  trustAnyCertificate,
} from '../../support/object-requests.ts';
import { HEAD_END, startRawServer } from '../../support/raw-server.ts';

describe.each(SCHEMES)('over %s', (scheme) => {
  trustAnyCertificate();
  const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked${HEAD_END}`;

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

  test.each([
    ['chunks', `${chunked}5\r\nhello\r\n0\r\n\r\n`],
    ['an error', `${headOf(8).replace('206', '503')}<Error/>`],
    ['no body', headOf(8).replace('206', '304')],
  ])('the connection is closed after a response of %s', async (_, answer) => {
    const server = await startRawServer(scheme, (socket) => socket.write(answer));
    await outcomeOf(objectHandler(), requestTo(server));
    await closed(server.sockets[0]);
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
