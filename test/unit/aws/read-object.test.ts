// Reads over an in-memory server, by a clock that nobody waits for.

import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectToS3, type S3Settings } from '../../../src/aws/s3-client.ts';
import { createS3Store } from '../../../src/aws/s3-store.ts';
import type { Clock } from '../../../src/scatter/clock.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { setEnvironment } from '../../support/environment.ts';

const BYTES = Buffer.from('some bytes of an object');
const object = { key: 'k', sizeBytes: BYTES.length, etag: '"e"' };

let timers = 0;
const { setTimeout } = globalThis;

beforeEach(() => {
  timers = 0;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers += 1;
    return setTimeout(...args);
  }) as typeof setTimeout;
});

afterEach(() => {
  globalThis.setTimeout = setTimeout;
});

beforeEach(() => setEnvironment({ AWS_ENDPOINT_URL_S3: 'http://s3.example' }));

function connect(answer: (signal: AbortSignal, clock: Clock) => unknown) {
  const clock = createVirtualClock();
  const requestHandler = {
    handle: async (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => ({
      response: await answer(abortSignal, clock),
    }),
  } as unknown as NonNullable<S3Settings['requestHandler']>;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const settings = { region: 'us-east-1', credentials, requestHandler, clock, random: () => 0.5 };
  return { clock, store: createS3Store({ kind: 's3', bucket: 'b' }, connectToS3(settings)) };
}

function sound(body: Readable) {
  const last = BYTES.length - 1;
  const headers = {
    etag: object.etag,
    'content-range': `bytes 0-${last}/${BYTES.length}`,
    'content-length': String(BYTES.length),
  };
  return { statusCode: 206, headers, body };
}

test('the clock of the connection measures all waits', async () => {
  let answers = 0;
  const { clock, store } = connect(async (signal, clock) => {
    answers += 1;
    if (answers < 5) return { statusCode: 503, headers: {}, body: Readable.from([]) };
    await clock.sleep(19_000, signal);
    return sound(Readable.from([BYTES]));
  });
  const chunks: Uint8Array[] = [];
  const { signal } = new AbortController();
  for await (const chunk of store.read(object, 0, BYTES.length, signal)) chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(BYTES);
  const sentAgainMs = 2_000 + 4_000;
  expect(clock.now()).toBe(250 + 500 + 1_000 + 2_000 + sentAgainMs + 19_000);
  expect(store.requests()).toBe(7);
  expect(timers).toBe(0);
});

test('that clock also ends the wait for bodies and answers that never arrive', async () => {
  const silent = [
    (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    () => Promise.resolve(sound(new Readable({ read() {} }))),
  ];
  for (const answer of silent) {
    const { clock, store } = connect(answer);
    const { signal } = new AbortController();
    const reading = store.read(object, 0, BYTES.length, signal) as AsyncIterable<Uint8Array>;
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'read-failed',
      message: /nothing was heard for 20 s/,
    });
    expect(clock.now()).toBeGreaterThan(100_000);
  }
  expect(timers).toBe(0);
});

/** A server whose answers begin after these times; the last one is for all that follow. */
function connectLate(...beginMs: readonly number[]) {
  const aborted: number[] = [];
  let asked = 0;
  const connection = connect(async (signal, clock) => {
    const number = asked;
    asked += 1;
    await clock.sleep(beginMs[Math.min(number, beginMs.length - 1)] ?? 0, signal);
    if (signal.aborted) {
      aborted.push(number);
      throw Object.assign(new Error('aborted'), { name: 'AbortError' });
    }
    return sound(Readable.from([BYTES]));
  });
  return { ...connection, aborted };
}

async function readAll(store: ReturnType<typeof connect>['store'], signal: AbortSignal) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(object, 0, BYTES.length, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const NEVER = 1e9;

test.each([
  ['is not sent again if its answer begins in time', [1_999], 1_999, []],
  ['is sent again after 2 s', [NEVER, 100], 2_100, [0]],
  ['is sent again a second time after another 4 s', [NEVER, NEVER, 100], 6_100, [0, 1]],
  ['is then waited for', [NEVER, NEVER, 19_900], 25_900, [0, 1]],
])('a GET %s', async (_, beginMs, endMs, given) => {
  const { clock, store, aborted } = connectLate(...beginMs);
  expect(await readAll(store, new AbortController().signal)).toEqual(BYTES);
  expect(clock.now()).toBe(endMs);
  expect(aborted).toEqual(given);
  expect(store.requests()).toBe(given.length + 1);
});

test('a GET is not sent again when the read is given up', async () => {
  const reading = new AbortController();
  const { clock, store } = connectLate(NEVER);
  void clock.sleep(1_000, reading.signal).then(() => reading.abort());
  await expect(readAll(store, reading.signal)).rejects.toMatchObject({ code: 'read-failed' });
  expect(store.requests()).toBe(1);
});
