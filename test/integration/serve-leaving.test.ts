// Clients that leave at any moment of any request, or send the next before they have an answer: the
// server says nothing of it, keeps nothing of it, and serves others.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { exchange, openSocket, readToEnd, requestOf, statusesOf } from '../support/raw-http.ts';
import { type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

let serving: Serving;
let folder: string;

beforeEach(async () => {
  folder = createTemporaryFolder();
  writeFileSync(join(folder, 'a.txt'), 'one two three');
  serving = await startServing(['--dir', folder]);
});

const HOST = 'Host: localhost';
const CLOSE = 'Connection: close';
const JSON_TYPE = 'Content-Type: application/json';
const BODY = '{"prefix":"none"}';
const START = requestOf(
  'POST /runs HTTP/1.1',
  [HOST, JSON_TYPE, `Content-Length: ${BODY.length}`],
  BODY,
);
const CHUNKED = requestOf(
  'POST /runs HTTP/1.1',
  [HOST, JSON_TYPE, 'Transfer-Encoding: chunked'],
  `8\r\n${BODY.slice(0, 8)}\r\n9\r\n${BODY.slice(8)}\r\n0\r\n\r\n`,
);
const LIST = requestOf('GET /runs HTTP/1.1', [HOST]);
const PAGE = requestOf('GET / HTTP/1.1', [HOST]);
const STREAM = requestOf('GET /stream?prefix=none HTTP/1.1', [HOST]);
const STOP = requestOf('DELETE /runs/0123456789ab HTTP/1.1', [HOST]);

/** Ends the server; gives what it has said beside its address and its runs. */
async function linesToTheEnd(): Promise<string[]> {
  serving.process.kill('SIGTERM');
  const { stderr, exitCode } = await serving.process;
  expect(exitCode).toBe(0);
  return stderr.split('\n').filter((line) => !/^(Serving .*|Run [0-9a-f]{12} .*|)$/.test(line));
}

const LEAVING = {
  'breaks the connection': (socket) => socket.resetAndDestroy(),
  'closes the connection': (socket) => socket.destroy(),
  'ends its side': (socket) => socket.end(),
} satisfies Record<string, (socket: Awaited<ReturnType<typeof openSocket>>) => unknown>;

test.each(Object.entries(LEAVING))('a client that %s after any byte', async (_, leave) => {
  for (const request of [START, CHUNKED, LIST, PAGE, STREAM, STOP]) {
    const cuts = Array.from({ length: request.length }, (_, n) => n + 1);
    // The last bytes are the body and the end of the headers; of those before, every third will do.
    const tried = cuts.filter((cut) => cut % 3 === 0 || cut > request.length - 50);
    await Promise.all(
      tried.map(async (cut) => {
        const socket = await openSocket(serving.port);
        await new Promise((resolve) => socket.write(request.slice(0, cut), resolve));
        leave(socket);
        await readToEnd(socket);
      }),
    );
    expect((await serving.ask('/healthz')).status).toBe(200);
  }
  expect(await linesToTheEnd()).toEqual([]);
});

test('a request that is not whole starts nothing', async () => {
  for (const request of [START, CHUNKED, STREAM]) {
    for (let cut = 1; cut < request.length; cut += request.length - cut < 30 ? 1 : 7) {
      const socket = await openSocket(serving.port);
      await new Promise((resolve) => socket.write(request.slice(0, cut), resolve));
      socket.resetAndDestroy();
    }
  }
  expect(await serving.runs()).toEqual([]);
  expect(await linesToTheEnd()).toEqual([]);
});

test('a viewer that leaves in mid-answer, and its run goes on for others', async () => {
  const endless = await startServing(['--dir', createEndlessTree(), '--grace', '60']);
  for (const leave of Object.values(LEAVING)) {
    const socket = await openSocket(endless.port);
    socket.write(requestOf('GET /stream?no_agg=1 HTTP/1.1', [HOST]));
    await new Promise((resolve) => socket.once('data', resolve));
    leave(socket);
    await readToEnd(socket);
  }
  let [run] = await endless.runs();
  while (run?.viewers !== 0) [run] = await endless.runs();
  expect(run).toMatchObject({ state: 'running' });
  expect(endless.lines).toHaveLength(2);
});

test('requests that are sent at once are answered in their order', async () => {
  const last = requestOf('GET /healthz HTTP/1.1', [HOST, CLOSE]);
  const sent = [LIST, STOP, START, 'GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n', LIST, last];
  const text = await exchange(serving.port, sent.join(''));
  expect(statusesOf(text)).toEqual([200, 404, 201, 404, 200, 200]);
  expect(text).toContain('"prefix":"none"');
  expect(text.trimEnd()).toMatch(/\{"status":"ok"\}$/);
});

test('what is sent behind the last request of a connection is void', async () => {
  for (const last of [requestOf('GET /runs HTTP/1.1', [HOST, CLOSE]), STREAM]) {
    const before = await serving.runs();
    const text = await exchange(serving.port, last + START.replace('none', 'void'));
    expect(statusesOf(text)).toEqual([200]);
    expect((await serving.runs()).filter(({ prefix }) => prefix === 'void')).toEqual([]);
    expect((await serving.runs()).length - before.length).toBe(last === STREAM ? 1 : 0);
  }
});

test('behind an answer of Node.js itself', async () => {
  const noHost = requestOf('GET /runs HTTP/1.1', []);
  const unexpected = requestOf('GET /runs HTTP/1.1', [HOST, 'Expect: the-unexpected']);
  // The first ends the connection, the second does not.
  expect(statusesOf(await exchange(serving.port, noHost + STREAM))).toEqual([400]);
  expect(await serving.runs()).toEqual([]);
  expect(statusesOf(await exchange(serving.port, unexpected + STREAM))).toEqual([417, 200]);
  expect(await serving.runs()).toMatchObject([{ prefix: 'none', viewers: 0 }]);
  expect(await linesToTheEnd()).toEqual([]);
});

test('a second stream of a connection has no viewer that nobody is', async () => {
  const endless = await startServing(['--dir', createEndlessTree(), '--grace', '60']);
  const stream = requestOf('GET /stream HTTP/1.1', [HOST]);
  const socket = await openSocket(endless.port);
  socket.write(stream + stream + stream);
  await new Promise((resolve) => socket.once('data', resolve));
  expect(await endless.runs()).toMatchObject([{ viewers: 1 }]);
  socket.destroy();
  let [run] = await endless.runs();
  while (run?.viewers !== 0) [run] = await endless.runs();
});

test('a connection on which too many requests wait is closed', async () => {
  const text = await exchange(serving.port, LIST.repeat(1_000));
  expect(statusesOf(text).length).toBeLessThan(100);
  const endless = requestOf('GET /stream?prefix=a HTTP/1.1', [HOST]);
  const held = await exchange(serving.port, endless + LIST.repeat(1_000));
  expect(statusesOf(held).length).toBeLessThanOrEqual(1);
  expect((await serving.ask('/healthz')).status).toBe(200);
  expect(await linesToTheEnd()).toEqual([]);
});
