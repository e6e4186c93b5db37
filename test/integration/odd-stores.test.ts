// Whole runs over servers that are not quite S3: a total is exact, or the report says what is left out.

import { expect, test } from 'vitest';
import { entry, isListing, page, sendHtml, useMadeUpS3 } from '../support/made-up-s3.ts';
import { runCli } from '../support/run-cli.ts';

const s3 = useMadeUpS3();

function run(...args: string[]) {
  const where = ['run', '--bucket', 'b', '--engine', 'local'];
  return runCli([...where, ...args], { env: { ...s3().env } });
}

test('a listing that never ends makes the run incomplete, and nothing is counted twice', async () => {
  const truncated = page(entry('a') + entry('b')).replace('>false<', '>true<');
  const repeating = page(entry('a') + entry('b'), '', 't');
  for (const listing of [truncated, repeating]) {
    s3().answer((request, response) => {
      if (isListing(request)) response.end(listing);
      else response.writeHead(200, { etag: '"e"', 'content-length': 7 }).end('a b c\nd');
    });
    const { stdout, stderr, exitCode } = await run('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'incomplete',
      objects: { listed: 2, counted: 2 },
      totals: { lines: 2, words: 8 },
      warnings: [{ code: 'listing-broken' }],
    });
    expect(stderr).toContain('The listing of s3://b is not reliable: ');
    expect(exitCode).toBe(1);
  }
});

test.each([200, 403])(
  'a server that answers with pages of its own (%i) is no S3 server',
  async (status) => {
    s3().answer((_, response) => sendHtml(response, status));
    const { stdout, stderr, exitCode } = await run();
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^.*Could not list s3:\/\/b: this is not an S3 server.*\n$/);
    expect(stderr).toContain(`status ${status}, text/html`);
    expect(exitCode).toBe(2);
  },
);

test.each([302, 304])('a server that leads elsewhere (%i) is no S3 server', async (status) => {
  s3().answer((_, response) => response.writeHead(status, { location: 'https://login' }).end());
  const { stderr, exitCode } = await run();
  expect(stderr).toMatch(/^.*Could not list s3:\/\/b: this is not an S3 server.*\n$/);
  expect(stderr).toContain(`(status ${status})`);
  expect(exitCode).toBe(2);
});

test('what a proxy answers from its cache, or by a redirect, is asked for again', async () => {
  const disturbed = new Map<string, number>();
  s3().answer((request, response) => {
    const path = isListing(request) ? 'listing' : String(request.url);
    const times = (disturbed.get(path) ?? 0) + 1;
    disturbed.set(path, times);
    // The first request for the listing only looks whether there is a bucket.
    if (times === 2 || (times === 1 && path !== 'listing')) {
      response.writeHead(times === 2 ? 302 : 304).end();
    } else if (isListing(request)) response.end(page(entry('a')));
    else response.writeHead(200, { etag: '"e"', 'content-length': 7 }).end('a b c\nd');
  });
  const { stdout, exitCode } = await run('--json');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'complete', totals: { lines: 1, words: 4 } });
  expect(exitCode).toBe(0);
});

test('objects with unreliable answers are named with their reasons and not counted', async () => {
  s3().answer((request, response) => {
    const { pathname } = new URL(request.url ?? '', s3().endpoint);
    if (isListing(request))
      response.end(page(['page', 'sound', 'unpacked'].map((key) => entry(key)).join('')));
    else if (pathname === '/b/page') sendHtml(response, 200);
    else if (pathname === '/b/unpacked') {
      response.writeHead(200, { etag: '"e"' }).write('a b c d e f g h i j');
      response.end();
    } else response.writeHead(200, { etag: '"e"', 'content-length': 7 }).end('a b c\nd');
  });
  const { stdout, exitCode } = await run('--no-agg', '--quiet');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outcomes = Object.fromEntries(
    lines.map(({ key, status, reason, words }) => [key, [status, reason, words]]),
  );
  expect(outcomes).toEqual({
    page: ['failed', 'not-s3', 0],
    sound: ['counted', undefined, 4],
    unpacked: ['failed', 'range-ignored', 0],
  });
  expect(exitCode).toBe(1);
});
