// Attacks on `wordcount serve` by other people and sites, with their results. docs/serving.md lists them in
// a table.

import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AskOptions, type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const TOKEN = 'a-token-of-more-than-16-characters';

function serveOneFile(...args: string[]): Promise<Serving> {
  const dir = createTemporaryFolder();
  writeFileSync(join(dir, 'a.txt'), 'one two three');
  return startServing(['--dir', dir, ...args]);
}

/** The answer to a request, which must not have started a run. */
async function expectRefusal(
  serving: Serving,
  status: number,
  path: string,
  options: AskOptions = {},
): Promise<void> {
  const answer = await serving.ask(path, options);
  expect({ path, ...options, status: answer.status }).toEqual({ path, ...options, status });
  if (status >= 400) expect(JSON.parse(answer.body).message).toMatch(/\.$/);
  expect(answer.body).not.toContain('run-started');
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
}

/** Events that tell something. */
const READS = ['/stream?prefix=', '/runs', '/runs/0123456789ab/report.html', '/config'];

const JSON_TYPE = { 'content-type': 'application/json' };
const START = { method: 'POST', body: '{"prefix":""}' };

test('a name that is made to point here (DNS rebinding)', async () => {
  const serving = await serveOneFile();
  const hosts = [
    'evil.example',
    `evil.example:${serving.port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    'localhost:4001:evil.example',
    'localhost@evil.example',
    '[::1].evil.example',
    '0.0.0.0',
  ];
  for (const host of hosts) {
    for (const path of [...READS, '/', '/history', '/healthz']) {
      await expectRefusal(serving, 421, path, { headers: { host } });
    }
    await expectRefusal(serving, 421, '/runs', { ...START, headers: { ...JSON_TYPE, host } });
  }
  expect(await serving.runs()).toEqual([]);
  for (const host of ['localhost', `LOCALHOST:${serving.port}`, '127.0.0.1:80', '[::1]:4001']) {
    expect((await serving.ask('/runs', { headers: { host } })).status).toBe(200);
  }
});

test('requests by the pages of other sites', async () => {
  const serving = await serveOneFile();
  const host = `localhost:${serving.port}`;
  const strange = [
    // An image, a script, a frame, a link, a form: none of them has an Origin when it is a GET.
    ...['cross-site', 'same-site'].flatMap((site) =>
      ['image', 'script', 'iframe', 'document', 'empty'].map((dest) => ({
        'sec-fetch-site': site,
        'sec-fetch-dest': dest,
      })),
    ),
    // EventSource and fetch, and the page of another server of this machine.
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    { origin: 'http://localhost:3000' },
    { origin: 'file://' },
    // A browser prefetches while an address is typed.
    { 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch;prerender' },
  ];
  for (const about of strange) {
    const headers = { host, ...about };
    for (const path of READS) {
      await expectRefusal(serving, 403, path, { headers });
    }
    await expectRefusal(serving, 403, '/runs', { ...START, headers: { ...JSON_TYPE, ...headers } });
    await expectRefusal(serving, 403, '/runs/0123456789ab', { method: 'DELETE', headers });
  }
  // A form sends text without asking first; with JSON's type the browser would ask, by OPTIONS.
  await expectRefusal(serving, 415, '/runs', {
    ...START,
    headers: { 'content-type': 'text/plain' },
  });
  await expectRefusal(serving, 405, '/runs', { method: 'OPTIONS' });
  expect(await serving.runs()).toEqual([]);

  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
  expect((await serving.ask('/', { headers: { host, ...link } })).status).toBe(200);
  const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  const started = await serving.ask('/runs', { ...START, headers: { ...own, ...JSON_TYPE } });
  expect(started.status).toBe(201);
});

test('a proxy whose name is given', async () => {
  const serving = await serveOneFile('--allow-host', 'counts.example');
  const host = 'counts.example';
  const own = { host, origin: 'https://counts.example', 'sec-fetch-site': 'same-origin' };
  const started = await serving.ask('/runs', { ...START, headers: { ...own, ...JSON_TYPE } });
  expect(started.status).toBe(201);
  // A proxy that does not pass the Host header on.
  const passed = { ...own, host: 'localhost' };
  await expectRefusal(serving, 403, '/runs', { ...START, headers: { ...passed, ...JSON_TYPE } });
});

test('pages run no foreign script, and no site can frame them', async () => {
  const serving = await serveOneFile();
  for (const path of ['/', '/scatter', '/runs', '/no-such-page']) {
    const { headers } = await serving.ask(path);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|http/);
  }
  const page = await serving.ask('/');
  const { etag = '' } = page.headers;
  const again = await serving.ask('/', { headers: { 'if-none-match': etag } });
  expect(again).toMatchObject({ status: 304, body: '' });
});

test('paths that lead out of the pages, or out of the folder', async () => {
  const serving = await serveOneFile();
  const paths = [
    '/../package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets//etc/passwd',
    '//etc/passwd',
    '/assets/',
    '/assets/constructor',
    '/__proto__',
    '/..\\..\\package.json',
  ];
  for (const path of paths) await expectRefusal(serving, 404, path);

  // The folder is the server's: no query names another.
  for (const query of ['prefix=../', 'prefix=/etc/', 'prefix=none&dir=/etc&bucket=other']) {
    const stream = await serving.watch(`/stream?no_agg=1&${query}`);
    await stream.ended;
    expect(stream.messages.filter(({ event }) => event === 'object')).toEqual([]);
  }
});

test('requests that are too large or malformed', async () => {
  const serving = await serveOneFile();
  const post = (body: string) => ({ method: 'POST', headers: JSON_TYPE, body });
  await expectRefusal(serving, 413, '/runs', post(`{"prefix":"${'x'.repeat(100_000)}"}`));
  await expectRefusal(serving, 400, '/runs', post('{"prefix":'));
  await expectRefusal(serving, 400, '/runs', post('[]'));
  await expectRefusal(serving, 400, '/runs', post('{"prefix":7}'));
  await expectRefusal(serving, 400, '/runs', post('{}'));
  await expectRefusal(serving, 400, `/stream?prefix=${'x'.repeat(5_000)}`);
  expect((await serving.ask(`/stream?prefix=${'x'.repeat(50_000)}`)).status).toBe(431);
  await expectRefusal(serving, 404, '/stream?run=nobody');
  await expectRefusal(serving, 404, '/runs/nobody', { method: 'DELETE' });
  for (const [method, path] of [
    ['PUT', '/runs'],
    ['DELETE', '/runs'],
    ['PATCH', '/stream'],
    ['POST', '/stream'],
    ['GET', '/runs/0123456789ab'],
    ['POST', '/'],
    ['TRACE', '/config'],
  ] as const) {
    await expectRefusal(serving, 405, path, { method });
  }
  expect((await serving.ask('/stream?prefix=', { method: 'HEAD' })).status).toBe(200);
  expect(await serving.runs()).toEqual([]);
});

test('a server that other machines can reach requires its token', async () => {
  const serving = await serveOneFile('--host', '0.0.0.0', '--token', TOKEN);
  const guesses = [
    {},
    { authorization: `Bearer ${TOKEN}x` },
    { authorization: 'Bearer' },
    { authorization: `Basic ${TOKEN}` },
    { cookie: `wordcount-${serving.port}=${TOKEN}` },
    { cookie: `wordcount-${serving.port}=` },
  ];
  for (const headers of guesses) {
    for (const path of [...READS, '/', '/history', '/assets/none.js']) {
      await expectRefusal(serving, 401, path, { headers });
    }
    await expectRefusal(serving, 401, '/runs', { ...START, headers: { ...JSON_TYPE, ...headers } });
  }
  await expectRefusal(serving, 401, '/?token=wrong');
  // In an address it stands for a page only.
  await expectRefusal(serving, 401, `/stream?token=${TOKEN}`);
  expect((await serving.ask('/healthz')).status).toBe(200);
  // An address cannot be made to point elsewhere, a name can.
  expect((await serving.ask('/healthz', { headers: { host: '192.0.2.7' } })).status).toBe(200);
  await expectRefusal(serving, 421, '/healthz', { headers: { host: 'evil.example' } });

  const opened = await serving.ask(`/scatter?prefix=a&token=${TOKEN}`);
  expect(opened).toMatchObject({ status: 303, headers: { location: './scatter?prefix=a' } });
  const [cookie = ''] = opened.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(TOKEN);
  const shown = { cookie: `other=1; ${cookie.split(';')[0]}` };
  expect((await serving.ask('/scatter', { headers: shown })).status).toBe(200);
  const bearer = { authorization: `Bearer ${TOKEN}` };
  const config = await serving.ask('/config', { headers: bearer });
  expect(JSON.parse(config.body)).toMatchObject({ tokenRequired: true });
  const stream = await serving.watch('/stream', { headers: bearer });
  await stream.ended;
  expect(stream.messages.at(-1)?.event).toBe('run-ended');

  serving.process.kill('SIGTERM');
  const { stderr } = await serving.process;
  expect(stderr).not.toContain(TOKEN);
});

test('bytes that are not HTTP are answered with 400', async () => {
  const serving = await serveOneFile();
  const socket = connect(serving.port, '127.0.0.1');
  socket.end('this is no HTTP\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect((await serving.ask('/healthz')).status).toBe(200);
});
