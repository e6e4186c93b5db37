// Retries of reads: their number, their pauses and their end.

import { expect, test } from 'vitest';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { answerSoundly, ETAG, rangeOf, readMadeUp, SIZE, TEXT } from '../support/made-up-object.ts';
import { sendError, useMadeUpS3 } from '../support/made-up-s3.ts';

const SOUND = { text: TEXT, error: undefined };

const s3 = useMadeUpS3();

test.each([
  [503, 'SlowDown'],
  [503, 'ServiceUnavailable'],
  [429, 'TooManyRequests'],
  [400, 'KMS.ThrottlingException'],
  [400, 'ThrottlingException'],
  [400, 'RequestLimitExceeded'],
])('%i %s is waited out with patience', async (status, code) => {
  const clock = createHurriedClock();
  let answers = 0;
  s3().answer((request, response) => {
    answers += 1;
    if (answers < 12) sendError(response, status, code);
    else answerSoundly()(request, response);
  });
  expect(await readMadeUp({ clock })).toEqual(SOUND);
  // The pauses are at their longest, because these tests have no randomness.
  expect(clock.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, ...Array(6).fill(10_000)]);

  s3().answer((_, response) => sendError(response, status, code));
  const { error } = await readMadeUp();
  expect(error).toMatchObject({ code: 's3-slow-down', retryable: true, throttled: true });
  expect(s3().asked).toHaveLength(12);
});

test.each([
  ['a connection that breaks before its headers', 0],
  ['a connection that breaks after its headers', 1],
])('%s is attempted five times', async (_, headers) => {
  const clock = createHurriedClock();
  s3().answer((_, response) => {
    if (headers === 0) {
      response.destroy();
      return;
    }
    const head = { etag: ETAG, 'content-range': `bytes 0-${SIZE - 1}/${SIZE}` };
    response.writeHead(206, { ...head, 'content-length': SIZE });
    response.flushHeaders();
    setImmediate(() => response.destroy());
  });
  const { text, error } = await readMadeUp({ clock });
  expect(text).toBe('');
  expect(error).toMatchObject({ code: 'read-failed', retryable: true, throttled: false });
  expect(s3().asked).toHaveLength(5);
  expect(clock.pauses).toEqual([100, 200, 400, 800]);
});

test('an attempt that gave new bytes does not use up a retry', async () => {
  s3().answer((request, response) => {
    const [start, end] = rangeOf(request);
    const head = { etag: ETAG, 'content-range': `bytes ${start}-${end - 1}/${SIZE}` };
    response.writeHead(206, { ...head, 'content-length': end - start });
    // Ten bytes and no more with each connection.
    response.write(TEXT.slice(start, start + 10), () => response.destroy());
  });
  expect(await readMadeUp()).toEqual(SOUND);
  expect(s3().asked).toHaveLength(SIZE / 10);
});

test('without a listed tag, the tag of the first answer binds later ones', async () => {
  let answers = 0;
  s3().answer((request, response) => {
    answers += 1;
    const [start, end] = rangeOf(request);
    const head = { etag: `"${answers}"`, 'content-range': `bytes ${start}-${end - 1}/${SIZE}` };
    response.writeHead(206, { ...head, 'content-length': end - start });
    response.write(TEXT.slice(start, start + 10), () => response.destroy());
  });
  const { text, error } = await readMadeUp({ etag: '' });
  expect(text).toBe(TEXT.slice(0, 10));
  expect(error).toMatchObject({ code: 'changed' });
  expect(s3().asked.map(({ headers }) => headers['if-match'])).toEqual([undefined, '"1"']);
});

test('a silent answer is abandoned, and reading continues where it stopped', async () => {
  const clock = createHurriedClock();
  let isSilent = true;
  s3().answer((request, response) => {
    if (!isSilent) return answerSoundly()(request, response);
    response.writeHead(206, { etag: ETAG, 'content-range': `bytes 0-${SIZE - 1}/${SIZE}` });
    response.write(TEXT.slice(0, 10));
  });
  const onChunk = () => {
    if (!isSilent) return;
    isSilent = false;
    // Once the read waits for more; as long as its reader does something else nothing is amiss.
    setImmediate(() => clock.advance(20_000));
  };
  expect(await readMadeUp({ clock, onChunk })).toEqual(SOUND);
  expect(s3().asked).toHaveLength(2);
});

test('a slow reader is not mistaken for a silent server', async () => {
  const clock = createHurriedClock();
  s3().answer(answerSoundly());
  expect(await readMadeUp({ clock, onChunk: () => clock.advance(60_000) })).toEqual(SOUND);
  expect(s3().asked).toHaveLength(1);
});

test('a server that never answers is reported as silent', async () => {
  const clock = createHurriedClock();
  s3().answer(() => clock.advance(20_000));
  const { error } = await readMadeUp({ clock });
  expect(error).toMatchObject({ code: 'read-failed', message: /nothing was heard for 20 s/ });
  expect(s3().asked).toHaveLength(5);
});

test.each(['waits for its turn', 'waits for an answer'])(
  'a read that is not wanted any more and %s ends at once',
  async (state) => {
    const abort = new AbortController();
    s3().answer((_, response) => {
      if (state === 'waits for an answer') abort.abort();
      else sendError(response, 503, 'SlowDown');
    });
    // No pause ends by itself here.
    const clock = { ...createHurriedClock(0) };
    const sleep = clock.sleep;
    clock.sleep = (ms, signal) => {
      if (ms < 15_000) abort.abort();
      return sleep(ms, signal);
    };
    const { error } = await readMadeUp({ clock, signal: abort.signal });
    expect(error?.code).toMatch(/^(s3-slow-down|read-failed)$/);
    expect(s3().asked).toHaveLength(1);
  },
);

test('a wrong clock is corrected after the first refusal', async () => {
  let answers = 0;
  s3().answer((request, response) => {
    answers += 1;
    if (answers > 1) return answerSoundly()(request, response);
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    sendError(response, 403, 'RequestTimeTooSkewed', '', { date });
  });
  expect(await readMadeUp()).toEqual(SOUND);
});
