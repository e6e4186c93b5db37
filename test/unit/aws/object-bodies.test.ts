// The bodies of objects over real sockets, with TLS and without: every byte once, at the reader's pace, until
// the reader stops.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObjectBody } from '../../../src/aws/object-requests/object-body.ts';
import {
  bodyOf,
  bytesOf,
  chunksOf,
  closed,
  headOf,
  objectHandler,
  requestTo,
  SCHEMES,
  trustAnyCertificate,
} from '../../support/object-requests.ts';
import { HEAD_END, startRawServer } from '../../support/raw-server.ts';

describe.each(SCHEMES)('over %s', (scheme) => {
  trustAnyCertificate();

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
});
