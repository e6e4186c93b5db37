// Stores that decompress objects, proxies that compress them, and answers whose bodies do not match their
// headers.

import { createServer, type Socket } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { connectToS3 } from '../../src/aws/s3-client.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import { setEnvironment } from '../support/environment.ts';
import {
  answerSoundly,
  ETAG,
  rangeOf,
  readMadeUp,
  SIZE,
  send,
  TEXT,
} from '../support/made-up-object.ts';
import { useMadeUpS3 } from '../support/made-up-s3.ts';

const s3 = useMadeUpS3();

/** https://cloud.google.com/storage/docs/transcoding */
test('a store that decompresses for clients without gzip returns the stored bytes', async () => {
  const stored = gzipSync(TEXT);
  s3().answer((request, response) => {
    if (!/gzip/.test(String(request.headers['accept-encoding']))) {
      return send(response, 200, { etag: ETAG }, TEXT);
    }
    const [start, end] = rangeOf(request);
    response.writeHead(206, {
      etag: ETAG,
      'content-encoding': 'gzip',
      'content-range': `bytes ${start}-${end - 1}/${stored.length}`,
      'content-length': end - start,
    });
    response.end(stored.subarray(start, end));
  });
  const connection = connectToS3();
  const store = createS3Store({ kind: 's3', bucket: 'b' }, connection);
  const object = { key: 'k', sizeBytes: stored.length, etag: ETAG };
  const chunks: Uint8Array[] = [];
  const { signal } = new AbortController();
  for await (const chunk of store.read(object, 0, stored.length, signal)) {
    chunks.push(Buffer.from(chunk));
  }
  connection.client.destroy();
  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(TEXT);
});

test('a store that always decompresses is not accepted', async () => {
  // Shorter and longer than what is stored.
  for (const text of [TEXT.slice(0, 20), TEXT + TEXT]) {
    s3().answer((_, response) => send(response, 200, { etag: ETAG }, text));
    const { text: given, error } = await readMadeUp();
    expect(given).toBe('');
    expect(error).toMatchObject({ code: 'range-ignored' });
  }
});

test.each(['', `bytes 0-${SIZE - 1}/${SIZE}`])(
  'a proxy that packs text on its way is asked not to (range %j)',
  async (range) => {
    s3().answer((request, response) => {
      if (request.headers['accept-encoding'] === 'identity') {
        return answerSoundly()(request, response);
      }
      const head = { etag: `W/${ETAG}`, 'content-encoding': 'gzip' };
      response.writeHead(206, { ...head, ...(range && { 'content-range': range }) });
      response.write(gzipSync(TEXT));
      response.end();
    });
    const { text, error } = await readMadeUp();
    if (range) expect({ text, error }).toEqual({ text: TEXT, error: undefined });
    else expect({ text, error }).toMatchObject({ text: '', error: { code: 'range-ignored' } });
  },
);

test('a compressed object in chunks is accepted if nothing else compressed it', async () => {
  s3().answer(answerSoundly({ 'content-encoding': 'gzip', 'content-length': '' }));
  expect(await readMadeUp()).toEqual({ text: TEXT, error: undefined });
  const encodings = s3().asked.map(({ headers }) => headers['accept-encoding']);
  expect(encodings).toEqual(['gzip', 'identity']);
});

test('more bytes than requested are a fault, and none is passed on', async () => {
  s3().answer((_, response) => {
    const range = `bytes 0-${SIZE - 1}/${SIZE}`;
    send(response, 206, { etag: ETAG, 'content-range': range }, `${TEXT}and more`);
  });
  const { text, error } = await readMadeUp();
  expect(text).toBe('');
  expect(error).toMatchObject({ code: 'altered', message: /more bytes/ });
});

test('excess bytes after some that were passed on end the read', async () => {
  let finish = () => {};
  s3().answer((_, response) => {
    response.writeHead(206, { etag: ETAG, 'content-range': `bytes 0-${SIZE - 1}/${SIZE}` });
    response.write(TEXT.slice(0, 10));
    finish = () => response.end(`${TEXT.slice(10)}and more`);
  });
  const { text, error } = await readMadeUp({ onChunk: () => finish() });
  expect(text).toBe(TEXT.slice(0, 10));
  expect(error).toMatchObject({ code: 'altered' });
  expect(s3().asked).toHaveLength(1);
});

test('reading continues where chunks ended too early', async () => {
  s3().answer((request, response) => {
    const [start, end] = rangeOf(request);
    const head = { etag: ETAG, 'content-range': `bytes ${start}-${end - 1}/${SIZE}` };
    send(response, 206, head, TEXT.slice(start, Math.min(end, start + 300)));
  });
  expect(await readMadeUp()).toEqual({ text: TEXT, error: undefined });
  expect(s3().asked.map(({ headers }) => headers.range)).toEqual(
    [0, 300, 600, 900].map((start) => `bytes=${start}-${SIZE - 1}`),
  );
});

test('bytes that follow an answer on its connection are not part of it', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.write(
        `HTTP/1.1 206 Partial Content\r\nETag: ${ETAG}\r\nContent-Length: 4\r\n` +
          `Content-Range: bytes 0-3/${SIZE}\r\n\r\na fewer than said`,
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const restore = setEnvironment({ AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
  const { text } = await readMadeUp({ end: 4 });
  expect(text).toBe('a fe');
  restore();
  for (const socket of sockets) socket.destroy();
  server.close();
});
