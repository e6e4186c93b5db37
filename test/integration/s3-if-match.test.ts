// Reads are tied to the listed object, on servers that support If-Match and on those that do not.

import { expect, test } from 'vitest';
import { answerSoundly, ETAG, readMadeUp, SIZE, TEXT } from '../support/made-up-object.ts';
import { sendError, useMadeUpS3 } from '../support/made-up-s3.ts';

const s3 = useMadeUpS3();

const methods = () => s3().asked.map(({ method }) => method);

function refuse(etag: string, times = Number.POSITIVE_INFINITY) {
  let refusals = 0;
  s3().answer((request, response) => {
    if (request.method === 'HEAD') {
      response.writeHead(200, { etag, 'content-length': SIZE }).end();
    } else if (refusals < times) {
      refusals += 1;
      sendError(response, 412, 'PreconditionFailed');
    } else answerSoundly()(request, response);
  });
}

test('an object with another tag has changed', async () => {
  refuse('"other"');
  const { error } = await readMadeUp();
  expect(error).toMatchObject({ code: 'changed', retryable: false });
  expect(methods()).toEqual(['GET', 'HEAD']);
});

test('a server that refuses its own tag is reported as not supporting If-Match', async () => {
  refuse(ETAG);
  const { text, error } = await readMadeUp();
  expect(text).toBe('');
  expect(error).toMatchObject({ code: 'if-match-unsupported', retryable: false });
  expect(methods()).toEqual(['GET', 'HEAD', 'GET', 'HEAD']);
});

test('a server that refuses a tag only once supports If-Match', async () => {
  refuse(ETAG, 1);
  expect(await readMadeUp()).toEqual({ text: TEXT, error: undefined });
});

test('an object that was deleted meanwhile has vanished', async () => {
  s3().answer((request, response) => {
    if (request.method === 'HEAD') response.writeHead(404).end();
    else sendError(response, 412, 'PreconditionFailed');
  });
  expect((await readMadeUp()).error).toMatchObject({ code: 'vanished' });
});

test('a weak tag is compared but not sent, because it never matches', async () => {
  s3().answer(answerSoundly());
  expect(await readMadeUp({ etag: `W/${ETAG}` })).toEqual({ text: TEXT, error: undefined });
  expect(s3().asked[0]?.headers).not.toHaveProperty('if-match');
  const { error } = await readMadeUp({ etag: 'W/"other"' });
  expect(error).toMatchObject({ code: 'changed' });
});
