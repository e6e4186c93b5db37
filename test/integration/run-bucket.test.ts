// Whole runs over a bucket: the built program, the deployed functions, and real clients and servers.

import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { runCli, startCli } from '../support/run-cli.ts';

/** More than a page of a listing. */
const KEYS = 1_100;
const ODD_KEYS = ['odd/a b+c%20d', 'odd/"quotes" & <angles>\'', 'odd/é 日本 🎉', 'odd/tab\there'];

let aws: Awaited<ReturnType<typeof startAws>>;
const objects = new Map<string, Buffer>();

beforeAll(async () => {
  aws = await startAws({ directly: true });
  for (let n = 0; n < KEYS; n += 1) {
    const text = createAccessLog(200 + (n % 7) * 300, n);
    const gzipped = n % 3 === 0;
    const key = `logs/${String(n).padStart(4, '0')}${gzipped ? '.gz' : ''}`;
    objects.set(key, gzipped ? gzipSync(text) : Buffer.from(text));
  }
  for (const key of ODD_KEYS) objects.set(key, Buffer.from(`words of ${key}\n`));
  const queue = objects.entries();
  const lane = async () => {
    for (const [key, body] of queue) await aws.put(key, body);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  await aws.put('odd/folder/', '');
}, 60_000);

afterAll(() => aws.close());

function countOf(body: Buffer) {
  const bytes = body[0] === 0x1f ? gunzipSync(body) : body;
  const text = bytes.toString('latin1');
  return {
    bytes: bytes.length,
    lines: text.split('\n').length - 1,
    words: text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length,
  };
}

function expected(prefix: string) {
  const totals = { sizeBytes: 0, bytes: 0, lines: 0, words: 0 };
  for (const [key, body] of objects) {
    if (!key.startsWith(prefix)) continue;
    const { bytes, lines, words } = countOf(body);
    totals.sizeBytes += body.length;
    totals.bytes += bytes;
    totals.lines += lines;
    totals.words += words;
  }
  return totals;
}

function run(...args: string[]) {
  return runCli(['run', '--bucket', BUCKET, '--concurrency', '8', ...args], { env: aws.env });
}

test('Lambda counts a whole bucket, and the bill is the sum of the reports', async () => {
  const before = aws.service.records.reports.length;
  const { stdout, stderr, exitCode } = await run('--json', '--quiet');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    engine: 'lambda',
    status: 'complete',
    objects: { listed: objects.size + 1, counted: objects.size, skipped: 1 },
    totals: expected(''),
  });

  const reports = aws.service.records.reports.slice(before);
  for (const tier of ['cascade', 'worker'] as const) {
    const own = reports.filter(({ functionName }) => functionName === `wordcount-${tier}`);
    const billedMs = own.reduce((sum, report) => sum + report.billedMs, 0);
    expect(document.billing[tier]).toMatchObject({
      invocations: own.length,
      unknown: 0,
      coldStarts: own.filter(({ initMs }) => initMs !== undefined).length,
      billedMs,
      memoryMb: 512,
      memoryUsedMb: Math.max(...own.map(({ memoryUsedMb }) => memoryUsedMb)),
    });
    expect(document.billing[tier].gbSeconds).toBeCloseTo(billedMs / 2000, 6);
  }
  // On a busy machine answers are late, and asked for again.
  expect(document.billing.worker.storeRequests).toBeGreaterThanOrEqual(objects.size);
  // One to find the bucket, and a page for each thousand keys.
  expect(document.billing.listing.storeRequests).toBe(3);
  expect(document.billing.dollars.all.total).toBeGreaterThan(0);
}, 120_000);

test('each key has its own line with --no-agg', async () => {
  const { stdout, exitCode } = await run('--no-agg', '--quiet', '--prefix', 'odd/');
  expect(exitCode).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ key }) => key).sort()).toEqual([...ODD_KEYS, 'odd/folder/'].sort());
  for (const { key, status, reason, bytes, lines: newlines, words } of lines) {
    const body = objects.get(key);
    if (body) expect({ bytes, lines: newlines, words }).toEqual(countOf(body));
    else expect({ status, reason }).toEqual({ status: 'skipped', reason: 'folder-marker' });
  }
});

test('this machine gives the same counts with nothing deployed', async () => {
  const { AWS_ENDPOINT_URL_LAMBDA: _, ...env } = aws.env;
  const args = ['run', '--bucket', BUCKET, '--prefix', 'logs/1', '--engine', 'local'];
  const { stdout, stderr, exitCode } = await runCli([...args, '--json', '--quiet'], { env });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ engine: 'local', totals: expected('logs/1') });
  expect(document.billing.worker.storeRequests).toBe(document.objects.counted);
});

test('at most --concurrency workers run at the same time', () => {
  expect(aws.service.peakConcurrency('wordcount-worker')).toBeLessThanOrEqual(8);
});

test('the report has invocations, memory and dollars by tier', async () => {
  const { stderr, exitCode } = await run('--prefix', 'odd/', '--verbose');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/cost +\$0\.0\d+ +worker [\d.]+ GB-s, 1 invocation/);
  expect(stderr).toMatch(/│ worker +│ +1 │ +\d │ +0 │ +\d+ │ +[\d.]+ │ +\d+ of 512 MB │/);
  expect(stderr).toMatch(
    /│ total +│ +\$0\.0\d+ │ +\$0\.0000004\d* │ +6 │ +\$0\.0\d+ │ +\$0\.0\d+ │/,
  );
  expect(stderr).toContain('Prices of us-east-1');
});

test('prices can be given, and without one only GB-seconds are shown', async () => {
  const elsewhere = { ...aws.env, AWS_REGION: 'xx-nowhere-1' };
  const args = ['run', '--bucket', BUCKET, '--prefix', 'odd/', '--json', '--quiet'];
  const unpriced = JSON.parse((await runCli(args, { env: elsewhere })).stdout);
  expect(unpriced.billing.dollars.all.total).toBeNull();
  expect(unpriced.billing.worker.gbSeconds).toBeGreaterThan(0);

  const own = ['--price-gb-second', '1', '--price-invocations', '0', '--price-s3-get', '0'];
  const { stdout } = await runCli([...args, ...own, '--price-s3-list', '0'], { env: elsewhere });
  const { dollars, cascade, worker } = JSON.parse(stdout).billing;
  expect(dollars.all.total).toBeCloseTo(cascade.gbSeconds + worker.gbSeconds, 9);
});

test('BUCKET names the bucket if nothing else does', async () => {
  const env = { ...aws.env, BUCKET };
  const { stdout } = await runCli(['run', '--prefix', 'odd/', '--json', '--quiet'], { env });
  expect(JSON.parse(stdout).source).toEqual({ bucket: BUCKET, prefix: 'odd/' });
});

test('the SDK is not loaded for a folder, because it would slow down the start', async () => {
  const hooks = `export async function resolve(name, context, next) {
    if (name.includes('aws-sdk')) throw new Error('the SDK is loaded');
    return next(name, context);
  }`;
  const code = `import { register } from 'node:module'; register(${JSON.stringify(toModule(hooks))});`;
  const env = { ...aws.env, NODE_OPTIONS: `--import=${toModule(code)}` };
  const folder = await runCli(['run', '--dir', 'bin', '--quiet'], { env });
  expect(folder).toMatchObject({ exitCode: 0, stderr: '' });
  const bucket = await runCli(['run', '--bucket', BUCKET, '--quiet'], { env });
  expect(bucket.stderr).toContain('the SDK is loaded');
});

function toModule(code: string): string {
  return `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
}

test('a missing function is reported in one line that says what to do', async () => {
  const { stderr, exitCode } = await run('--name', 'other', '--quiet');
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'wordcount: There is no function other-cascade in us-east-1: run "wordcount deploy --name other", ' +
      'or count on this machine with --engine local.\n',
  );
});

test('Ctrl-C ends a run on Lambda with its counts so far, and names what is not included', async () => {
  const { faults, records } = aws.service;
  const undo = faults.inject({ functionName: 'wordcount-worker', fault: { kind: 'hang' } });
  const before = records.invocations.length;
  const cli = startCli(['run', '--bucket', BUCKET, '--prefix', 'odd/'], { env: aws.env });
  await records.waitFor(() =>
    records.invocations.slice(before).some(({ fault }) => fault === 'hang'),
  );
  cli.kill('SIGINT');
  const { stderr, exitCode } = await cli;
  undo();
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/^Partial result, because the run was interrupted: 0 of 5 keys/m);
  expect(stderr).toMatch(/cascade 0 GB-s, 1 invocation, 1 without a\s+report/);
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    'not included in the cost. Workers that already started will finish on their own.',
  );
});
