// Listings that never end: the keys found before are counted, none twice, and the listing is never treated
// as complete.

import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { connectToS3 } from '../../src/aws/s3-client.ts';
import { createS3Store, openBucket } from '../../src/aws/s3-store.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { entry, page, sendError, sendHtml, useMadeUpS3 } from '../support/made-up-s3.ts';

const never = new AbortController().signal;

const s3 = useMadeUpS3();

/** Answers with these one after another, and with the last one for ever. */
function answerWith(...answers: readonly (string | ((response: ServerResponse) => void))[]): void {
  let next = 0;
  s3().answer((_, response) => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    if (typeof answer === 'string') response.end(answer);
    else answer?.(response);
  });
}

async function list(prefix = '') {
  const connection = connectToS3({ clock: createHurriedClock(), random: () => 1 });
  const store = createS3Store({ kind: 's3', bucket: 'b' }, connection);
  const keys: string[] = [];
  let error: Error | undefined;
  try {
    for await (const objects of store.list(prefix, never))
      keys.push(...objects.map(({ key }) => key));
  } catch (cause) {
    error = cause as Error;
  }
  connection.client.destroy();
  if (error) expect(error).toBeInstanceOf(UserError);
  return { keys, message: error?.message };
}

const truncated = (contents: string) =>
  page(contents).replace('<IsTruncated>false<', '<IsTruncated>true<');
const empty = (token: string) => page('', '', token);

test.each<[string, readonly string[], readonly string[], RegExp]>([
  [
    'says that more follow, but not which',
    [truncated(entry('a'))],
    ['a'],
    /more follow, but not which/,
  ],
  ['has an empty token', [page(entry('a'), '', '')], ['a'], /more follow, but not which/],
  ['gives the same page again', [page(entry('a'), '', 't')], ['a'], /the same page again/],
  [
    'gives the same page with another token',
    [1, 2, 3].map((n) => page(entry('a'), '', `t${n}`)),
    ['a'],
    /the same page again/,
  ],
  [
    'gives two pages by turns with ever new tokens',
    [...'abab'].map((key, n) => page(entry(key) + entry(`${key}2`), '', `t${n}`)),
    ['a', 'a2', 'b', 'b2'],
    /the same page again/,
  ],
  [
    'leads back by a token that was there before',
    [page(entry('a'), '', 't1'), page(entry('b'), '', 't2'), page(entry('c'), '', 't1')],
    ['a', 'b', 'c'],
    /leads back/,
  ],
  [
    'begins each page with the last key of the one before',
    [page(entry('a') + entry('b'), '', 't'), page(entry('b') + entry('c'))],
    ['a', 'b', 'c'],
    /twice, such as b\./,
  ],
  [
    'has a key twice',
    [page(entry('a') + entry('b') + entry('a'))],
    ['a', 'b'],
    /twice, such as a\./,
  ],
  [
    'leads back by the tokens of empty pages',
    [page(entry('a'), '', 't'), empty('t2'), empty('t')],
    ['a'],
    /leads back/,
  ],
])('a listing that %s is reported as broken', async (_, pages, keys, message) => {
  answerWith(...pages);
  const listed = await list();
  expect(listed.keys).toEqual(keys);
  expect(listed.message).toMatch(/^The listing of s3:\/\/b is not reliable: /);
  expect(listed.message).toMatch(message);
});

test('empty pages are skipped', async () => {
  answerWith(empty('t1'), empty('t2'), page(entry('a'), '', 't3'), empty('t4'), page(entry('b')));
  expect(await list()).toEqual({ keys: ['a', 'b'], message: undefined });
});

const size = (text: string) => page(entry('a').replace('>7<', `>${text}<`));

const STRANGE: readonly [string, string | ((response: ServerResponse) => void), RegExp][] = [
  ['nothing', '', /no ListBucketResult/],
  [
    'a login page',
    (response) => sendHtml(response, 200),
    /no ListBucketResult, status 200, text\/html/,
  ],
  ['a page of a console that is XML', (response) => sendHtml(response, 200, true), /text\/html/],
  ['JSON', '{"objects": []}', /no ListBucketResult/],
  ['buckets', '<ListAllMyBucketsResult></ListAllMyBucketsResult>', /no ListBucketResult/],
  ['an XML document that breaks off', page(entry('a')).slice(0, -30), /not well-formed XML/],
  [
    'a page without an end or a next one',
    '<ListBucketResult></ListBucketResult>',
    /whether more follow/,
  ],
  ['an end that is neither', page('').replace('>false<', '>no<'), /whether more follow/],
  ['a size with a fraction', size('1.5'), /size is no whole number/],
  ['a size below zero', size('-1'), /size is no whole number/],
  ['a size in words', size('seven'), /size is no whole number/],
  ['a size in another notation', size('1e3'), /size is no whole number/],
  ['an empty size', size(''), /size is no whole number/],
  ['an enormous size', size('9007199254740993'), /no size: a/],
  ['no size', page('<Contents><Key>a</Key></Contents>'), /no size: a/],
  ['no key', page('<Contents><Size>7</Size></Contents>'), /no key/],
  ['an empty key', page(entry('')), /no key/],
  [
    'one of more objects than are in it',
    page(entry('a')).replace('<IsTruncated>', '<KeyCount>2</KeyCount><IsTruncated>'),
    /a page counts 2 keys, but lists 1/,
  ],
  [
    'one with objects in a namespace of their own',
    page(entry('a').replace(/(<\/?)Contents/g, '$1s3:Contents')).replace(
      '<IsTruncated>',
      '<KeyCount>1</KeyCount><IsTruncated>',
    ),
    /a page counts 1 keys, but lists 0/,
  ],
  ['a key with another prefix', page(entry('b')), /another prefix: b/],
];

test.each(STRANGE)(
  'where the first page is %s, it is said to be no S3 server',
  async (_, answer, detail) => {
    answerWith(answer);
    const opening = openBucket({ kind: 's3', bucket: 'b' }, 'a', never, {
      clock: createHurriedClock(),
    });
    await expect(opening).rejects.toThrow(/this is not an S3 server/);
    await expect(opening).rejects.toThrow(detail);
    await expect(opening).rejects.toBeInstanceOf(UserError);
    expect(s3().asked).toHaveLength(3);
  },
);

test.each(STRANGE)('a later page that is %s breaks the listing off', async (_, answer, detail) => {
  answerWith(page(entry('aa'), '', 't'), answer);
  const { keys, message } = await list('a');
  expect(keys).toEqual(['aa']);
  expect(message).toMatch(detail);
  expect(s3().asked).toHaveLength(9);
});

test.each(STRANGE)('a page that is %s only for once is asked for again', async (_, answer) => {
  answerWith(page(entry('aa'), '', 't'), answer, page(entry('ab')));
  expect(await list('a')).toEqual({ keys: ['aa', 'ab'], message: undefined });
});

test.each([403, 404, 502])(
  'a page with %i is told with its status, and as not from S3',
  async (status) => {
    for (const isXml of [false, true]) {
      answerWith((response) => sendHtml(response, status, isXml));
      const { message } = await list();
      expect(message).toMatch(/^Could not list s3:\/\/b: this is not an S3 server/);
      expect(message).toContain(`status ${status}, text/html`);
    }
  },
);

test.each([
  [503, 'SlowDown', 24],
  [500, 'InternalError', 8],
  [403, 'AccessDenied', 1],
])('a page with the answer %i %s is requested %i times', async (status, code, times) => {
  answerWith(page(entry('a'), '', 't'), (response) => sendError(response, status, code));
  const { keys, message } = await list();
  expect(keys).toEqual(['a']);
  expect(message).toContain('s3://b');
  expect(s3().asked).toHaveLength(1 + times);
});
