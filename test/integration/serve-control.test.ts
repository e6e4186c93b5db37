// How runs of `wordcount serve` begin and end: by request, for want of viewers, by a signal, or by
// what goes wrong; and how the server itself does.

import { once } from 'node:events';
import { rmdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { runCli } from '../support/run-cli.ts';
import { type StreamReader, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** The run's last message, once the stream has ended. */
async function lastOf(stream: StreamReader) {
  await stream.ended;
  return stream.messages.at(-1);
}

const INTERRUPTED = { event: 'run-ended', data: { status: 'interrupted' } };

test('a run is started, watched and stopped', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--task-size', '1']);
  const started = await serving.start({ prefix: '', noAgg: true });
  expect(started.status).toBe(201);
  const { id } = JSON.parse(started.body);

  const stream = await serving.watch(`/stream?run=${id}`);
  expect((await stream.first('object')).data).toMatchObject({ key: 'small.txt', words: 3 });
  const stopped = await serving.ask(`/runs/${id}`, { method: 'DELETE' });
  expect(stopped.status).toBe(202);
  expect(JSON.parse(stopped.body)).toMatchObject({ id, state: 'stopping' });
  expect(await lastOf(stream)).toMatchObject(INTERRUPTED);
  expect(stream.messages.filter(({ event }) => event === 'object')).toMatchObject([
    { data: { key: 'small.txt', status: 'counted' } },
    { data: { key: 'endless.log', reason: 'interrupted' } },
  ]);
  expect(await serving.runs()).toMatchObject([{ id, state: 'interrupted', viewers: 0 }]);
});

test('a run ends for want of viewers, and not while one comes back', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--grace', '1']);
  const first = await serving.watch('/stream');
  await first.first('run-started');
  first.close();
  const second = await serving.watch('/stream', {
    headers: { 'last-event-id': first.messages.at(-1)?.id ?? '' },
  });
  const { data: joined } = await second.first('joined');
  expect(joined.id).toBe(first.messages[0]?.data.id);
  second.close();

  // Asked for, not watched: these end too.
  expect((await serving.start({ prefix: 'small' })).status).toBe(201);
  let runs = await serving.runs();
  while (runs.some(({ state }) => state === 'running' || state === 'stopping')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    runs = await serving.runs();
  }
  expect(runs.find(({ id }) => id === joined.id)).toMatchObject({ state: 'interrupted' });
});

test('one run too many is refused, and taken when there is room', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--max-runs', '1']);
  const stream = await serving.watch('/stream?prefix=e');
  const refused = await serving.start({ prefix: 's' });
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.body).message).toMatch(/^A run is in progress/);
  expect((await serving.ask('/stream?prefix=s')).status).toBe(429);
  expect(await serving.runs()).toHaveLength(1);

  await serving.ask(`/runs/${stream.messages[0]?.data.id}`, { method: 'DELETE' });
  await stream.ended;
  expect((await serving.start({ prefix: 's' })).status).toBe(201);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the streams with an event', async (signal) => {
  const serving = await startServing(['--dir', createEndlessTree()]);
  const streams = [await serving.watch('/stream'), await serving.watch('/stream')];
  await Promise.all(streams.map((stream) => stream.first('run-started')));
  serving.process.kill(signal);
  for (const stream of streams) expect(await lastOf(stream)).toMatchObject(INTERRUPTED);
  const { exitCode, stderr, stdout } = await serving.process;
  expect(exitCode).toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/Run [0-9a-f]{12} ended\. Interrupted after/);
});

test('a second signal waits for nobody', async () => {
  const serving = await startServing(['--dir', createEndlessTree()]);
  // A request that does not come to its end holds the server for a while.
  const socket = connect(serving.port, '127.0.0.1');
  socket.write('POST /runs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n');
  socket.write('content-length: 100\r\n\r\n{');
  const stream = await serving.watch('/stream');
  serving.process.kill('SIGTERM');
  expect(await lastOf(stream)).toMatchObject(INTERRUPTED);
  serving.process.kill('SIGTERM');
  const { exitCode } = await serving.process;
  socket.destroy();
  expect(exitCode).toBe(143);
});

test('a folder that has gone is told to who asks for a run', async () => {
  const dir = createTemporaryFolder();
  const serving = await startServing(['--dir', dir]);
  rmdirSync(dir);
  const stream = await serving.watch('/stream');
  const message = `There is no folder ${dir}. Give --dir the path of a folder.`;
  expect(await lastOf(stream)).toMatchObject({
    event: 'run-failed',
    data: { reason: 'not-begun', message },
  });
  expect(await serving.runs()).toMatchObject([{ state: 'failed', message }]);
});

test.each([
  ['no source', [], /--dir PATH/],
  ['a folder that does not exist', ['--dir', '/no/such/folder'], /\/no\/such\/folder/],
  ['Lambda for a folder', ['--dir', '.', '--engine', 'lambda'], /Lambda counts buckets only/],
  ['a port that is none', ['--dir', '.', '--port', '65536'], /0 to 65535/],
  [
    'a host that is elsewhere',
    ['--dir', '.', '--host', '192.0.2.1', '--token', 'sixteen-or-more-characters'],
    /192\.0\.2\.1, port 4001: this machine does not have that address/,
  ],
  ['all addresses without a token', ['--dir', '.', '--host', '0.0.0.0'], /WORDCOUNT_TOKEN/],
  ['a short token', ['--dir', '.', '--token', 'short'], /at least 16 characters/],
  ['no run at a time', ['--dir', '.', '--max-runs', '0'], /whole number from 1/],
])('%s', async (_, args, message) => {
  const { stdout, stderr, exitCode } = await runCli(['serve', ...args]);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('a port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = String(typeof address === 'object' && address?.port);
  const { stderr, exitCode } = await runCli(['serve', '--dir', '.', '--port', port]);
  other.close();
  expect(stderr).toBe(
    `wordcount: Cannot listen on 127.0.0.1, port ${port}: another program uses it. Give another --port, or --port 0 for any free one.\n`,
  );
  expect(exitCode).toBe(2);
});
