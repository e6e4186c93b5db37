// The stream of `wordcount serve`, read by an independent reader of server-sent events.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { reduceMessages } from '../support/reduce-messages.ts';
import { type Message, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

let bucket: Awaited<ReturnType<typeof startBucket>>;

beforeAll(async () => {
  bucket = await startBucket();
  for (let n = 0; n < 40; n += 1) await bucket.put(`logs/${n}`, `${'word '.repeat(n)}\n`);
}, 60_000);

afterAll(() => bucket.close());

function objectKeys(messages: readonly Message[]): string[] {
  return messages.filter(({ event }) => event === 'object').map(({ data }) => data.key);
}

const ALL_KEYS = Array.from({ length: 40 }, (_, n) => `logs/${n}`);
const ALL_WORDS = (39 * 40) / 2;

/** Serves the bucket, of whose objects four cannot be read before they are released. */
async function serveHeldBucket() {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isHeld = ({ key }: { key: string }) => key.endsWith('5');
  const undo = bucket.proxy.inject({ fault: { kind: 'hold', until }, when: isHeld });
  const args = ['--bucket', BUCKET, '--engine', 'local', '--task-size', '1'];
  const serving = await startServing([...args, '--concurrency', '8'], { env: bucket.env });
  const asked = bucket.proxy.requests.length;
  return {
    serving,
    release() {
      undo();
      release();
    },
    /** How often each key was read since. */
    reads: () => bucket.proxy.requests.slice(asked).filter(({ key }) => key !== ''),
  };
}

test('a run from its first event to its last', async () => {
  const root = createTemporaryFolder();
  mkdirSync(join(root, 'logs'));
  const odd = 'logs/two\nlines <img src=x onerror=alert(1)>.log';
  writeFileSync(join(root, odd), createAccessLog(20_000, 1));
  for (let n = 0; n < 30; n += 1) {
    writeFileSync(join(root, `logs/${n}.log`), createAccessLog(2_000, n));
  }
  writeFileSync(join(root, 'other.txt'), 'not below the prefix');
  const serving = await startServing(['--dir', root]);
  const stream = await serving.watch('/stream?prefix=logs/&no_agg=1');
  await stream.ended;

  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(stream.headers['content-encoding']).toBeUndefined();
  expect(stream.retryMs).toBeGreaterThan(0);

  const [joined, first] = stream.messages;
  expect(joined).toMatchObject({ event: 'joined', data: { prefix: 'logs/', noAgg: true } });
  expect(first).toMatchObject({ event: 'run-started', data: { schema: 1 } });
  expect(stream.messages.at(-1)).toMatchObject({
    event: 'run-ended',
    data: { status: 'complete' },
  });
  const runId = joined?.data.id;
  const last = stream.messages.length - 1;
  expect(stream.messages.map(({ id }) => id)).toEqual(
    stream.messages.map((_, n) => `${runId}.${n}${n === last ? '.end' : ''}`),
  );
  for (const { event, data } of stream.messages.slice(1)) expect(data.type).toBe(event);

  const wc = execFileSync('sh', ['-c', 'cat logs/* | LC_ALL=C wc -lwc'], { cwd: root });
  const [lines, words, bytes] = wc.toString().trim().split(/ +/).map(Number);
  const totals = reduceMessages(stream.messages);
  expect(totals.tally).toEqual({ lines, words, bytes });
  expect(objectKeys(stream.messages).sort()).toContain(odd);
  expect(totals.objects.counted).toBe(31);

  // A browser that reconnects is told not to, and nothing is counted again.
  const headers = { 'last-event-id': stream.messages.at(-1)?.id ?? '' };
  const back = await serving.ask('/stream?prefix=logs/&no_agg=1', { headers });
  expect(back).toMatchObject({ status: 204, body: '' });
  expect(await serving.runs()).toMatchObject([{ id: runId, state: 'complete' }]);

  // A viewer that joins an ended run late gets the same events.
  const late = await serving.watch(`/stream?run=${runId}`);
  await late.ended;
  expect(late.messages.slice(1)).toEqual(stream.messages.slice(1));
});

test('a viewer that reconnects in mid-run misses no event and starts no run', async () => {
  const { serving, release, reads } = await serveHeldBucket();
  const before = await serving.watch('/stream?prefix=logs/&no_agg=1');
  await before.until((messages) => objectKeys(messages).length >= 10);
  before.close();
  const seen = before.messages.at(-1);

  const headers = { 'last-event-id': seen?.id ?? '' };
  const after = await serving.watch('/stream?prefix=logs/&no_agg=1', { headers });
  const joined = await after.first('joined');
  expect(joined).toMatchObject({ id: seen?.id, data: { id: before.messages[0]?.data.id } });
  release();
  await after.ended;

  const keys = [...objectKeys(before.messages), ...objectKeys(after.messages)];
  expect(keys.sort()).toEqual([...ALL_KEYS].sort());
  expect(reduceMessages([...before.messages, ...after.messages])).toMatchObject({
    status: 'complete',
    objects: { counted: 40 },
    tally: { words: ALL_WORDS },
  });
  expect(await serving.runs()).toHaveLength(1);
  expect(reads()).toHaveLength(40);
});

test('two viewers watch one run, even if one asks for less', async () => {
  const { serving, release, reads } = await serveHeldBucket();
  const first = await serving.watch('/stream?prefix=logs/&no_agg=1');
  await first.until((messages) => objectKeys(messages).length >= 5);
  const second = await serving.watch('/stream?prefix=logs/');
  const answer = await serving.start({ prefix: 'logs/', noAgg: true });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ state: 'running', viewers: 2 });
  release();
  await Promise.all([first.ended, second.ended]);

  for (const { messages } of [first, second]) {
    expect(messages.at(-1)).toMatchObject({ event: 'run-ended', data: { status: 'complete' } });
    expect(reduceMessages(messages).tally.words).toBe(ALL_WORDS);
  }
  expect(second.messages[0]?.data.id).toBe(first.messages[0]?.data.id);
  expect(await serving.runs()).toHaveLength(1);
  expect(reads()).toHaveLength(40);
});

test('a viewer that reconnects to an unknown run is told so and starts none', async () => {
  const serving = await startServing(['--dir', createTemporaryFolder()]);
  const headers = { 'last-event-id': '0123456789ab.17' };
  for (const path of ['/stream?prefix=', '/stream?run=0123456789ab']) {
    const stream = await serving.watch(path, { headers });
    await stream.ended;
    expect(stream.messages).toMatchObject([
      { id: '0123456789ab.17.end', event: 'run-failed', data: { reason: 'forgotten' } },
    ]);
  }
  const again = await serving.ask('/stream?prefix=', {
    headers: { 'last-event-id': '0123456789ab.17.end' },
  });
  expect(again.status).toBe(204);
  expect(await serving.runs()).toEqual([]);
});

test('a new request for the prefix of an ended run counts again', async () => {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'a.txt'), 'one two');
  const serving = await startServing(['--dir', root]);
  const ids = new Set<string>();
  for (let n = 0; n < 2; n += 1) {
    const stream = await serving.watch('/stream');
    await stream.ended;
    ids.add(stream.messages[0]?.data.id);
    expect(reduceMessages(stream.messages).tally.words).toBe(2);
  }
  expect(ids.size).toBe(2);
});
