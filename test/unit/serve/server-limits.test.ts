// Unfinished requests and unread answers. Each connection is closed within the limits of the server, which
// are short here, and a stream outlives them all.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/scatter/clock.ts';
import { createRunRegistry } from '../../../src/serve/run-registry.ts';
import { DEFAULT_LIMITS, startServer } from '../../../src/serve/server.ts';
import { openSocket, readToEnd, requestOf, statusesOf } from '../../support/raw-http.ts';
import { watchStream } from '../../support/serving.ts';

const HOST = 'Host: localhost';
const SHORT_MS = 200;
const HEARTBEAT_MS = 10;
/** Far beyond what a test lasts: what is closed then was closed for another reason. */
const LONG_MS = 3_600_000;

/** More than the system takes for a connection of which nothing is read. */
const PAGE_BYTES = 2 ** 25;

async function serve(limits: Partial<typeof DEFAULT_LIMITS>): Promise<number> {
  const onError = (error: unknown) => {
    throw error;
  };
  const runs = createRunRegistry({
    async *begin(_, signal) {
      await once(signal, 'abort');
      yield { type: 'run-ended', status: 'interrupted', elapsedMs: 1 };
    },
    clock: systemClock,
    today: () => new Date(0),
    maxRuns: 4,
    graceMs: 60_000,
    heartbeatMs: HEARTBEAT_MS,
    onChange: () => undefined,
    onError,
  });
  const page = { contentType: 'text/html', etag: '"0"', body: Buffer.alloc(PAGE_BYTES) };
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    otherNames: [],
    token: undefined,
    pages: new Map([['/', page]]),
    config: {
      version: '0',
      source: { dir: '.' },
      engine: 'local',
      words: 'wc',
      prefix: '',
      maxRuns: 4,
      graceMs: 60_000,
    },
    limits: {
      ...{ headersMs: LONG_MS, requestMs: LONG_MS, checkEveryMs: 5, silenceMs: LONG_MS },
      ...limits,
    },
    runs,
    reports: () => '',
    onError,
  });
  onTestFinished(() => server.close());
  return server.port;
}

async function expectClosed(port: number, statuses: readonly number[], ...parts: string[]) {
  const socket = await openSocket(port);
  for (const part of parts) socket.write(part);
  expect(statusesOf(await readToEnd(socket))).toEqual(statuses);
}

test('the limits are those that are documented', () => {
  const { headersMs, requestMs, checkEveryMs } = DEFAULT_LIMITS;
  expect(headersMs + checkEveryMs).toBeLessThan(10_000);
  expect(requestMs + checkEveryMs).toBeLessThan(30_000);
});

test('headers that never end', async () => {
  const port = await serve({ headersMs: SHORT_MS });
  const begun = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;
  await expectClosed(port, [408]);
  await expectClosed(port, [408], 'G');
  await expectClosed(port, [408], begun);
  await expectClosed(port, [200, 408], `${begun}\r\n${begun}`);
});

test('headers that arrive a byte at a time', async () => {
  const port = await serve({ headersMs: SHORT_MS });
  const socket = await openSocket(port);
  socket.write(`GET /healthz HTTP/1.1\r\n${HOST}\r\na: `);
  const drip = setInterval(() => socket.write('x'), SHORT_MS / 10);
  onTestFinished(() => clearInterval(drip));
  expect(statusesOf(await readToEnd(socket))).toEqual([408]);
});

test('a body that never ends', async () => {
  const port = await serve({ requestMs: SHORT_MS, headersMs: SHORT_MS });
  const headers = [HOST, 'Content-Type: application/json', 'Content-Length: 100'];
  await expectClosed(port, [408], requestOf('POST /runs HTTP/1.1', headers, '{'));
  const chunked = [HOST, 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
  await expectClosed(port, [408], requestOf('POST /runs HTTP/1.1', chunked, '1\r\n{\r\n'));
});

test('an answer that its client does not read', async () => {
  const port = await serve({ silenceMs: SHORT_MS });
  const socket = connect(port, '127.0.0.1').pause();
  onTestFinished(() => void socket.destroy());
  socket.write(requestOf('GET / HTTP/1.1', [HOST]));
  await expectCut(socket);
});

/** Fewer bytes had arrived than there are. */
async function expectCut(socket: Socket): Promise<void> {
  // Reading would be taking it; that the other side has gone shows in what is sent to it.
  const poke = setInterval(() => socket.write('x'), SHORT_MS);
  await once(socket, 'error');
  clearInterval(poke);
}

test('a stream outlives the limits', async () => {
  const longer = 2 * SHORT_MS;
  const limits = { headersMs: longer, requestMs: longer, silenceMs: longer };
  const stream = await watchStream(await serve(limits), '/stream');
  while (stream.comments.length < (2 * longer) / HEARTBEAT_MS)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(stream.messages.map(({ event }) => event)).toEqual(['joined']);
});
