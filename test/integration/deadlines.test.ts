// Functions that run out of time stop before Lambda stops them, and their unfinished work is requested
// again. Time is short here because downloads stall, not because machines are slow.

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { runCli } from '../support/run-cli.ts';

/** The functions reserve one of their three seconds, which is enough on a slow machine. */
const SHORT = { timeoutSeconds: 3, variables: { WORDCOUNT_RESERVE_MS: '1000' } };

const plain = createAccessLog(400_000);
const gzippedText = createAccessLog(3_000_000, 2);
const gzipped = gzipSync(gzippedText);

let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  aws = await startAws({ worker: SHORT });
  await aws.put('plain/large', plain);
  await aws.put('gzip/large.gz', gzipped);
  await aws.put('mixed/large.gz', gzipped);
  await aws.put('mixed/small', 'a few words\n');
});

afterAll(() => aws.close());

async function run(prefix: string, ...more: string[]) {
  const args = ['run', '--bucket', BUCKET, '--concurrency', '2', '--no-agg', '--quiet'];
  const result = await runCli([...args, '--prefix', prefix, ...more], { env: aws.env });
  const lines = result.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { ...result, lines };
}

function stall(key: string, times: number): void {
  const fault = { kind: 'stall', afterBytes: 200_000 } as const;
  onTestFinished(aws.proxy.inject({ key, times, fault }));
}

test('counting of plain text continues where the worker stopped', async () => {
  stall('plain/large', 1);
  const before = aws.proxy.requests.length;
  const { lines, exitCode } = await run('plain/');
  expect(exitCode).toBe(0);
  expect(lines).toEqual([
    expect.objectContaining({ status: 'counted', bytes: plain.length, pieces: 2 }),
  ]);
  expect(lines[0].words).toBe(plain.split(/\s+/).length - 1);
  const ranges = aws.proxy.requests.slice(before).flatMap(({ range }) => range ?? []);
  // The first worker asked for all of it, and the second for what came after.
  expect(ranges).toEqual([
    `bytes=0-${plain.length - 1}`,
    expect.stringMatching(/^bytes=[1-9]\d*-/),
  ]);
  expect(aws.service.records.reports.every(({ status }) => status === 'success')).toBe(true);
});

test('a gzip member is gone on with in its middle', async () => {
  stall('gzip/large.gz', 2);
  const { lines, exitCode } = await run('gzip/');
  expect(exitCode).toBe(0);
  const { length: bytes } = gzippedText;
  expect(lines).toEqual([expect.objectContaining({ status: 'counted', bytes, pieces: 3 })]);
  expect(lines[0].words).toBe(gzippedText.split(/\s+/).length - 1);
});

test('an indivisible object that had a full time limit is partly counted', async () => {
  stall('gzip/large.gz', Number.POSITIVE_INFINITY);
  const { lines, exitCode } = await run('gzip/', '--words', 'article');
  expect(exitCode).toBe(1);
  expect(lines).toEqual([expect.objectContaining({ status: 'partial', reason: 'out-of-time' })]);
  expect(lines[0].bytes).toBeGreaterThan(0);
});

test('an indivisible object that shared its time limit is restarted with a full one', async () => {
  stall('mixed/large.gz', 1);
  const { lines, exitCode } = await run('mixed/', '--words', 'article');
  expect(exitCode).toBe(0);
  expect(lines.map(({ status }) => status)).toEqual(['counted', 'counted']);
});

test('a cascade without time left returns unfinished what it has not begun', async () => {
  const short = await startAws({ cascade: SHORT });
  try {
    const keys = Array.from({ length: 6 }, (_, n) => `k${n}`);
    for (const key of keys) await short.put(key, plain);
    const fault = { kind: 'hang', afterBytes: 0 } as const;
    const functionName = 'wordcount-worker';
    short.service.faults.inject({ functionName, times: 1, fault });
    const args = ['run', '--bucket', BUCKET, '--concurrency', '1', '--task-size', '1'];
    const { stdout, exitCode } = await runCli([...args, '--json', '--quiet'], { env: short.env });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ status: 'complete', objects: { counted: keys.length } });
    expect(document.totals.bytes).toBe(keys.length * plain.length);
    expect(document.billing.cascade).toMatchObject({ unknown: 0 });
    expect(document.billing.cascade.invocations).toBeGreaterThan(1);
    expect(exitCode).toBe(0);
    const { reports } = short.service.records;
    const cascades = reports.filter((report) => report.functionName === 'wordcount-cascade');
    expect(cascades.every(({ status }) => status === 'success')).toBe(true);
  } finally {
    await short.close();
  }
});
