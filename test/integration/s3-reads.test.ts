// Answers to reads are accepted only if they are exactly what was requested. Each store here behaves like a
// known store, proxy or filter.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import {
  answerSoundly,
  ETAG,
  type Headers,
  readMadeUp,
  SIZE,
  send,
  TEXT,
} from '../support/made-up-object.ts';
import { sendHtml, useMadeUpS3 } from '../support/made-up-s3.ts';

const s3 = useMadeUpS3();

test.each<[string, Headers, number]>([
  ['S3', {}, 206],
  ['lakeFS, which says 200', {}, 200],
  ['a server that says 200 and no range', { 'content-range': '' }, 200],
  ['StorageGRID, which sends chunks', { 'content-length': '' }, 206],
  ['a server that does not tell how long the object is', { 'content-range': '' }, 206],
  ['a server that leaves out the quotes', { etag: ETAG.replaceAll('"', '') }, 206],
  ['a server with a weak tag', { etag: `W/${ETAG}` }, 206],
  ['a store of packed objects', { 'content-encoding': 'gzip' }, 206],
])('%s is accepted', async (_, headers, status) => {
  s3().answer(answerSoundly(headers, status));
  expect(await readMadeUp()).toEqual({ text: TEXT, error: undefined });
  expect(await readMadeUp({ start: 100, end: 200 })).toEqual({
    text: TEXT.slice(100, 200),
    error: undefined,
  });
});

test('the stored bytes are requested unchanged, with an unsigned header', async () => {
  s3().answer(answerSoundly());
  await readMadeUp();
  const [request] = s3().asked;
  expect(request?.headers).toMatchObject({ range: `bytes=0-${SIZE - 1}`, 'if-match': ETAG });
  expect(request?.headers['accept-encoding']).toBe('gzip');
  expect(request?.headers.authorization).not.toContain('accept-encoding');
});

const all = { etag: ETAG };

test.each<[string, string, (request: IncomingMessage, response: ServerResponse) => void]>([
  [
    'gives the whole object for a range',
    'range-ignored',
    (_, response) => send(response, 200, { ...all, 'content-length': SIZE }, TEXT),
  ],
  [
    'gives the whole object for a range, in chunks',
    'range-ignored',
    (_, response) => send(response, 200, all, TEXT),
  ],
  [
    'gives another range',
    'range-ignored',
    answerSoundly({ 'content-range': `bytes 101-200/${SIZE}` }),
  ],
  [
    'gives a shorter range',
    'range-ignored',
    answerSoundly({ 'content-range': `bytes 100-198/${SIZE}`, 'content-length': 99 }),
  ],
  ['says another length', 'altered', answerSoundly({ 'content-length': 99 })],
  ['is a page with 200', 'not-s3', (_, response) => sendHtml(response, 200)],
  [
    'is a page with 200 that is as long as what was asked for',
    'not-s3',
    (_, response) =>
      send(response, 200, { 'content-type': 'text/html', 'content-length': 100 }, 'x'.repeat(100)),
  ],
  [
    'is a page with 200 and a tag of its own',
    'not-s3',
    (_, response) => send(response, 200, { 'content-type': 'text/html', etag: '"page"' }, 'page'),
  ],
  [
    'is JSON with 200',
    'not-s3',
    (_, response) => send(response, 200, { 'content-type': 'application/json' }, '{}'),
  ],
  ['is empty, with 204', 'not-s3', (_, response) => response.writeHead(204).end()],
  ['is a page with 403', 'not-s3', (_, response) => sendHtml(response, 403)],
  [
    'is a page with 404, which is XML too',
    'not-s3',
    (_, response) => sendHtml(response, 404, true),
  ],
  ['is a page with 502', 'not-s3', (_, response) => sendHtml(response, 502)],
])('an answer that %s is retried', async (_, code, answer) => {
  let answers = 0;
  s3().answer((request, response) => {
    answers += 1;
    (answers <= 2 ? answer : answerSoundly())(request, response);
  });
  expect(await readMadeUp({ start: 100, end: 200 })).toEqual({
    text: TEXT.slice(100, 200),
    error: undefined,
  });
  expect(s3().asked).toHaveLength(3);

  s3().answer(answer);
  const { text, error } = await readMadeUp({ start: 100, end: 200 });
  expect(text).toBe('');
  expect(error).toMatchObject({ code, retryable: true });
  expect(s3().asked).toHaveLength(5);
});

test.each<[string, Headers, string]>([
  ['another tag', { etag: '"other"' }, ETAG],
  ['another length of the whole', { 'content-range': `bytes 100-199/${SIZE + 1}` }, ETAG],
  [
    'another length of the whole and no tag',
    { etag: '', 'content-range': 'bytes 100-199/300' },
    '',
  ],
])('an object with %s has changed', async (_, headers, etag) => {
  s3().answer(answerSoundly(headers));
  const { text, error } = await readMadeUp({ start: 100, end: 200, etag });
  expect(text).toBe('');
  expect(error).toMatchObject({ code: 'changed', retryable: false });
  expect(s3().asked).toHaveLength(1);
});

test('a web page is reported with its status and type', async () => {
  s3().answer((_, response) => sendHtml(response, 403));
  expect((await readMadeUp()).error?.message).toBe('status 403, text/html');
  s3().answer((_, response) => sendHtml(response, 200));
  expect((await readMadeUp()).error?.message).toMatch(/^status 200, text\/html/);
});
