// Requests that two readers could understand differently, or that are none: all are refused, and
// start nothing.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { exchange, requestOf, statusesOf } from '../support/raw-http.ts';
import { type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

let serving: Serving;

beforeEach(async () => {
  const dir = createTemporaryFolder();
  writeFileSync(join(dir, 'a.txt'), 'one two three');
  serving = await startServing(['--dir', dir]);
});

const HOST = 'Host: localhost';
const CLOSE = 'Connection: close';
const START = 'GET /stream?prefix= HTTP/1.1';

async function expectStatus(
  status: number,
  firstLine: string,
  headers: readonly string[],
  body = '',
): Promise<void> {
  const text = await exchange(serving.port, requestOf(firstLine, headers, body));
  expect({ firstLine, headers, statuses: statusesOf(text) }).toEqual({
    firstLine,
    headers,
    statuses: [status],
  });
  expect(text).not.toContain('run-started');
}

async function expectNothingStarted(): Promise<void> {
  expect(await serving.runs()).toEqual([]);
  expect(serving.lines).toHaveLength(1);
}

test('a header that is there twice', async () => {
  const { port } = serving;
  const pairs = [
    [HOST, 'Host: evil.example'],
    ['Host: evil.example', HOST],
    [HOST, HOST],
    [HOST, 'hOST: localhost'],
    [HOST, `Origin: http://localhost:${port}`, 'Origin: https://evil.example'],
    [HOST, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'],
    [HOST, 'Sec-Fetch-Site: none', 'Sec-Fetch-Site: none'],
    [HOST, 'Sec-Fetch-Dest: document', 'Sec-Fetch-Dest: image'],
    [HOST, 'Sec-Purpose: other', 'Sec-Purpose: prefetch'],
    [HOST, 'Authorization: Bearer a', 'Authorization: Bearer b'],
    [HOST, 'Cookie: a=1', 'Cookie: b=2'],
    [HOST, 'Last-Event-ID: 0123456789ab.1', 'Last-Event-ID: 0123456789ab.2'],
    // Behind more headers than Node.js itself keeps.
    [HOST, ...Array.from({ length: 2_500 }, () => 'a:'), HOST],
  ];
  for (const headers of pairs) await expectStatus(400, START, [...headers, CLOSE]);
  const types = ['Content-Type: application/json', 'Content-Type: text/plain'];
  const body = '{"prefix":""}';
  const length = `Content-Length: ${body.length}`;
  await expectStatus(400, 'POST /runs HTTP/1.1', [HOST, ...types, length, CLOSE], body);
  await expectNothingStarted();
  // What a proxy may well add to.
  const lists = [
    'Accept: a/b',
    'Accept: c/d',
    'Via: 1.1 a',
    'Via: 1.1 b',
    'Cache-Control: no-store',
  ];
  await expectStatus(200, 'GET /runs HTTP/1.1', [HOST, ...lists, CLOSE]);
});

test('a body whose end is not certain', async () => {
  const json = 'Content-Type: application/json';
  const body = '{"prefix":""}';
  const chunked = 'Transfer-Encoding: chunked';
  const chunks = `d\r\n${body}\r\n0\r\n\r\n`;
  const tries: [readonly string[], string][] = [
    [['Content-Length: 13', 'Content-Length: 13'], body],
    [['Content-Length: 13', 'Content-Length: 5'], body],
    [['Content-Length: 13, 13'], body],
    [['Content-Length: +13'], body],
    [['Content-Length: 0x0d'], body],
    [['Content-Length: -1'], body],
    [['Content-Length: 99999999999999999999'], body],
    [['Content-Length: 13', chunked], chunks],
    [[chunked, 'Content-Length: 13'], chunks],
    [[chunked, chunked], chunks],
    [['Transfer-Encoding: gzip'], body],
    [['Transfer-Encoding: chunked, identity'], chunks],
    [[chunked], `nine\r\n${body}\r\n0\r\n\r\n`],
    [[chunked], `d${body}\r\n0\r\n\r\n`],
    [[chunked], `fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`],
  ];
  for (const [headers, bytes] of tries) {
    await expectStatus(400, 'POST /runs HTTP/1.1', [HOST, json, ...headers, CLOSE], bytes);
  }
  await expectNothingStarted();
  await expectStatus(201, 'POST /runs HTTP/1.1', [HOST, json, chunked, CLOSE], chunks);
});

test('an address and a Host that disagree', async () => {
  const { port } = serving;
  const path = '/stream?prefix=';
  const tries: [string, string][] = [
    [`http://evil.example${path}`, 'localhost'],
    [`http://localhost${path}`, 'localhost:80'],
    [`http://localhost:${port}${path}`, 'localhost'],
    [`http://user@localhost${path}`, 'localhost'],
    [`http://localhost@evil.example${path}`, 'localhost'],
    [`https://localhost${path}`, 'localhost'],
    [`file://${path}`, 'localhost'],
    [`ftp://localhost${path}`, 'localhost'],
    [`http:${path}`, 'localhost'],
    [`stream?prefix=`, 'localhost'],
    [`?prefix=`, 'localhost'],
    ['*', 'localhost'],
  ];
  for (const [target, host] of tries) {
    await expectStatus(400, `GET ${target} HTTP/1.1`, [`Host: ${host}`, CLOSE]);
  }
  await expectStatus(421, `GET http://evil.example${path} HTTP/1.1`, ['Host: evil.example', CLOSE]);
  await expectNothingStarted();
  for (const target of ['http://localhost/runs', 'HTTP://LOCALHOST', 'http://localhost?a=b']) {
    await expectStatus(200, `GET ${target} HTTP/1.1`, [HOST, CLOSE]);
  }
});

test('a Host that is none', async () => {
  for (const host of [
    '',
    ' ',
    ':80',
    'local host',
    'localhost:',
    'localhost:a',
    'localhost/',
    'local\x80',
  ]) {
    await expectStatus(421, START, [`Host:${host}`, CLOSE]);
  }
  await expectStatus(400, START, [CLOSE]);
  await expectStatus(421, 'GET /stream HTTP/1.0', []);
  await expectNothingStarted();
});

test('a Last-Event-ID that is none starts nothing', async () => {
  const ids = [
    '',
    '1',
    'none',
    '0123456789ab',
    '0123456789ab.',
    '0123456789ab.-1',
    '0123456789AB.1',
  ];
  ids.push('0123456789ab.1.END', '0123456789ab.1.end.end', '0123456789ab.1e3', 'x'.repeat(5_000));
  ids.push('0123456789ab.1\t0123456789ab.2', '\xff', '0123456789ab.1234567890123456');
  for (const id of ids) await expectStatus(400, START, [HOST, `Last-Event-ID: ${id}`, CLOSE]);
  await expectNothingStarted();
});

test('a position that the run has never had is taken for its beginning', async () => {
  const first = await serving.watch('/stream?prefix=');
  await first.ended;
  const id = first.messages[0]?.data.id;
  const headers = { 'last-event-id': `${id}.999999999999999` };
  const again = await serving.watch(`/stream?run=${id}`, { headers });
  await again.ended;
  expect(again.messages).toHaveLength(first.messages.length);
  expect(again.messages.slice(1)).toEqual(first.messages.slice(1));
});

test('a parameter that is given twice', async () => {
  for (const query of [
    'prefix=a&prefix=b',
    'prefix=&prefix=',
    'no_agg=1&no_agg=0',
    'run=a&run=b',
  ]) {
    await expectStatus(400, `GET /stream?${query} HTTP/1.1`, [HOST, CLOSE]);
  }
  await expectNothingStarted();
});

test('what is no request', async () => {
  const tries: [string, readonly string[]][] = [
    ['GET /stream HTTP/1.2', [HOST]],
    ['GET /stream HTTP/3.0', [HOST]],
    ['get /stream HTTP/1.1', [HOST]],
    ['GET /str\x00eam HTTP/1.1', [HOST]],
    [START, [HOST, 'a\x00b: c']],
    [START, [HOST, 'a: b\x00c']],
    [START, [HOST, 'no colon']],
    [START, [HOST, ': no name']],
    [START, [HOST, 'space : before the colon']],
    [START, [HOST, ' folded: line']],
  ];
  for (const [firstLine, headers] of tries) await expectStatus(400, firstLine, headers);
  for (const firstLine of ['GET /stream', 'GET /stream HTTP/0.9', 'GET /stream HTTP/2.0']) {
    await expectStatus(505, firstLine, [HOST, CLOSE]);
  }
  await expectStatus(431, START, [HOST, `a: ${'x'.repeat(20_000)}`]);
  await expectStatus(431, START, [HOST, ...Array.from({ length: 5_000 }, (_, n) => `a${n}: b`)]);
  await expectStatus(417, START, [HOST, 'Expect: the-unexpected', CLOSE]);
  // No tunnel is made, and no answer is owed.
  expect(
    statusesOf(await exchange(serving.port, requestOf('CONNECT a:80 HTTP/1.1', [HOST]))),
  ).toEqual([]);
  await expectNothingStarted();
});
