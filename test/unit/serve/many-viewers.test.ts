// Many viewers who do not read: a turn of the event loop writes to few of them and little to each, and
// none is far ahead of the others.

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { EventLog } from '../../../src/serve/event-log.ts';
import { createFairQueue } from '../../../src/serve/fair-queue.ts';
import { createViewer, type Viewer } from '../../../src/serve/viewer.ts';

const VIEWERS = 30;
const EVENTS = 20_000;

/** Of a turn: by the clock below so many viewers are written to, about 64 kB at the most to each. */
const WRITES_PER_TURN = 2;
const MOST_BYTES_OF_A_WRITE = 80 * 1024;

test('a turn writes a bounded number of bytes, evenly', async () => {
  let now = 0;
  const queue = createFairQueue({ now: () => now++ });
  const log = new EventLog({ runId: '0123456789ab', maxBytes: 2 ** 25 });
  const viewers: Viewer[] = [];
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    viewers.push(createViewer(response, log, queue, { seen: 0, wantsObjects: true }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: VIEWERS }, () => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    return socket;
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  while (viewers.length < VIEWERS) await new Promise(setImmediate);

  for (let n = 0; n < EVENTS; n += 1) {
    const key = `${n}-${'x'.repeat(200)}`;
    log.append({
      type: 'object',
      key,
      ms: 1,
      status: 'counted',
      ...{ sizeBytes: 1, bytes: 1, lines: 0, words: 1 },
    });
  }
  log.seal();
  for (const viewer of viewers) viewer.pump();
  // At once nothing is written.
  expect(totalOf(writtenTo(responses))).toBe(0);

  let total = 0;
  let most = 0;
  let quietTurns = 0;
  while (quietTurns < 100) {
    await new Promise(setImmediate);
    const written = writtenTo(responses);
    const now = totalOf(written);
    most = Math.max(most, now - total);
    quietTurns = now === total ? quietTurns + 1 : 0;
    total = now;
    // As long as the system takes all there is, everyone has about the same.
    const isEarly = Math.max(...written) < 2 ** 17;
    if (isEarly) {
      expect(Math.max(...written) - Math.min(...written)).toBeLessThan(2 * MOST_BYTES_OF_A_WRITE);
    }
  }
  expect(total).toBeGreaterThan(VIEWERS * 2 ** 17);
  expect(most).toBeLessThanOrEqual(WRITES_PER_TURN * MOST_BYTES_OF_A_WRITE);
});

test('what a turn writes is written within it, so that the clock sees what it takes', async () => {
  const tasks: (() => void)[] = [];
  const log = new EventLog({ runId: '0123456789ab', maxBytes: 2 ** 20 });
  log.append({ type: 'reading', bytes: 1 });
  log.seal();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  response.flushHeaders();
  await new Promise(setImmediate);
  const viewer = createViewer(
    response,
    log,
    { add: (task) => tasks.push(task) },
    { seen: 0, wantsObjects: true },
  );
  viewer.pump();
  const before = response.socket?.bytesWritten ?? 0;
  for (const task of tasks.splice(0)) task();
  expect(response.socket?.bytesWritten).toBeGreaterThan(before);
  expect(response.socket?.writableCorked).toBe(0);
});

function writtenTo(responses: readonly ServerResponse[]): number[] {
  return responses.map(({ socket }) => socket?.bytesWritten ?? 0);
}

function totalOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}
