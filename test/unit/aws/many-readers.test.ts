// Many readers share the connections to a server that breaks many of them, and each gets its own object.

import { expect, onTestFinished, test } from 'vitest';
import { connectToS3 } from '../../../src/aws/s3-client.ts';
import { createS3Store } from '../../../src/aws/s3-store.ts';
import { setEnvironment } from '../../support/environment.ts';
import { createHurriedClock } from '../../support/hurried-clock.ts';
import { HEAD_END, type RawServer, startRawServer } from '../../support/raw-server.ts';
import { seededBytes, seededRandom } from '../../support/seeded.ts';

const READERS = 12;
const OBJECTS = 100;
const never = new AbortController().signal;

/** A piece of another object does not fit, nor one from another place but 4,099 bytes on. */
function contentOf(object: number, sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes, seededBytes(4_099, object));
}

test.each(['http', 'https'] as const)('over %s', async (scheme) => {
  const random = seededRandom();
  const sizes = Array.from({ length: OBJECTS }, () => Math.floor(random() * 400_000) + 1);
  const server: RawServer = await startRawServer(scheme, async (socket) => {
    const [, object, from, last] =
      /^GET \/b\/(\d+)\?.*range: bytes=(\d+)-(\d+)/is.exec(server.heads.at(-1) ?? '') ?? [];
    const sizeBytes = sizes[Number(object)] as number;
    const whole = contentOf(Number(object), sizeBytes);
    const body = whole.subarray(Number(from), Number(last) + 1);
    const fields = [`ETag: "${object}"`, `Content-Range: bytes ${from}-${last}/${sizeBytes}`];
    const way = random();
    if (way < 0.1) return void socket.destroy();
    if (way < 0.15)
      return void socket.end(`HTTP/1.1 503 Slow Down\r\nContent-Length: 0${HEAD_END}`);
    const isChunked = way < 0.3;
    if (!isChunked) fields.push(`Content-Length: ${body.length}`);
    else fields.push('Transfer-Encoding: chunked');
    if (way > 0.9) fields.push('Connection: close');
    socket.write(['HTTP/1.1 206 Partial Content', ...fields].join('\r\n') + HEAD_END);
    const sent = isChunked
      ? Buffer.concat([
          Buffer.from(`${body.length.toString(16)}\r\n`),
          body,
          Buffer.from('\r\n0\r\n\r\n'),
        ])
      : body;
    const cut = way > 0.8 ? Math.floor(random() * sent.length) : sent.length;
    for (let at = 0; at < cut; ) {
      const end = Math.min(cut, at + 1 + Math.floor(random() * 100_000));
      socket.write(sent.subarray(at, end));
      at = end;
      await new Promise(setImmediate);
    }
    if (cut < sent.length) socket.destroy();
  });

  const AWS_ENDPOINT_URL_S3 = `${scheme}://localhost:${server.port}`;
  onTestFinished(setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0', AWS_ENDPOINT_URL_S3 }));
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const clock = createHurriedClock();
  const connection = connectToS3({ region: 'r', credentials, addressing: 'path', clock });
  const store = createS3Store({ kind: 's3', bucket: 'b' }, connection);

  async function read(key: number): Promise<Buffer> {
    const object = { key: String(key), sizeBytes: sizes[key] as number, etag: `"${key}"` };
    const chunks: Buffer[] = [];
    for await (const chunk of store.read(object, 0, object.sizeBytes, never)) {
      // While one reader waits, the others read.
      await new Promise(setImmediate);
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  }

  const queue = sizes.keys();
  const reader = async () => {
    for (const key of queue) {
      expect((await read(key)).equals(contentOf(key, sizes[key] as number))).toBe(true);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  connection.client.destroy();
  expect(server.heads.length).toBeGreaterThan(OBJECTS);
  expect(server.sockets.length).toBeLessThan(server.heads.length);
});
