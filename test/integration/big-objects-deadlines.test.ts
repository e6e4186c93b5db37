// Large objects and workers that do not finish: their time is up, or they are killed. The totals are exact
// anyway, and counted parts are not read again.

import { constants, gzipSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { BIG_FORMATS, repeatText } from '../support/big-texts.ts';
import { runForLines } from '../support/count-lines.ts';
import { wcReference } from '../support/reference-counts.ts';

const MIB = 2 ** 20;

/** The functions reserve one of their three seconds, which is enough on a slow machine. */
const SHORT = { timeoutSeconds: 3, variables: { WORDCOUNT_RESERVE_MS: '1000' } };

let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  aws = await startAws({ worker: SHORT, concurrency: 12 });
});

afterAll(() => aws.close());

function run(key: string, ...args: string[]) {
  const where = ['--bucket', BUCKET, '--prefix', key];
  return runForLines([...where, '--concurrency', '8', ...args], { env: aws.env });
}

/** The ranges of the object that were asked for since there were so many requests, as they are. */
function rangesOf(key: string, before: number): [start: number, end: number][] {
  return aws.proxy.requests
    .slice(before)
    .filter((request) => request.key === key)
    .map(({ range }) => {
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
      return [Number(start), Number(end) + 1];
    });
}

/** The downloads give up after so many bytes, without a word. */
function stall(key: string, afterBytes: number, times = Infinity): void {
  onTestFinished(aws.proxy.inject({ key, times, fault: { kind: 'stall', afterBytes } }));
}

/** The next worker is killed when it has said how far it came, of a download that has become slow. */
function killAfterReport(key: string, afterBytes: number): void {
  onTestFinished(aws.proxy.inject({ key, times: 1, fault: { kind: 'trickle', afterBytes } }));
  const fault = { kind: 'crash', afterText: '"checkpoint"' } as const;
  onTestFinished(aws.service.faults.inject({ functionName: 'wordcount-worker', times: 1, fault }));
}

test('300 MB have their total even if many downloads stall', async () => {
  const key = 'slow/plain';
  const { part, times, count } = repeatText(8 * MIB, 36);
  await aws.putInParts(
    key,
    Array.from({ length: times }, () => part),
  );
  stall(key, 9 * MIB, 8);
  const { lines, stderr, exitCode } = await run(key);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(lines.get(key)).toMatchObject({ status: 'counted', sizeBytes: count.bytes, ...count });
  // Three slices for two of the eight each, and one more for each download that stalled.
  expect(lines.get(key)?.pieces).toBeGreaterThanOrEqual(20);
  const { reports } = aws.service.records;
  expect(reports.every(({ status }) => status === 'success')).toBe(true);
}, 60_000);

test('each worker continues where the one before it stopped', async () => {
  const text = createAccessLog(6_000_000);
  const plain = Buffer.from(text);
  const blocked = BIG_FORMATS.BGZF?.encode(plain) ?? plain;
  await aws.put('steps/plain', plain);
  await aws.put('steps/BGZF', blocked);
  stall('steps/plain', plain.length / 3.5);
  stall('steps/BGZF', blocked.length / 3.5);
  const before = aws.proxy.requests.length;
  const { lines, exitCode } = await run('steps/');
  expect(exitCode).toBe(0);
  for (const [key, encoded] of [
    ['steps/plain', plain],
    ['steps/BGZF', blocked],
  ] as const) {
    const count = wcReference(plain);
    expect(lines.get(key)).toMatchObject({ status: 'counted', pieces: 4, ...count });
    const ranges = rangesOf(key, before);
    // Every worker begins where the one before it came to, or little before.
    const starts = ranges.map(([start]) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[1]).toBeGreaterThan(encoded.length / 4);
  }
});

test.each(['plain', 'BGZF'])(
  'what a killed worker has reported of %s is not read again',
  async (name) => {
    const key = `killed/${name}`;
    const text = Buffer.from(createAccessLog(4_000_000));
    const encoded = BIG_FORMATS[name]?.encode(text) ?? text;
    await aws.put(key, encoded);
    killAfterReport(key, encoded.length / 2);
    const before = aws.proxy.requests.length;
    const { lines, exitCode } = await run(key);
    expect(exitCode).toBe(0);
    expect(lines.get(key)).toMatchObject({ status: 'counted', pieces: 2, ...wcReference(text) });
    const [first, second, ...others] = rangesOf(key, before);
    expect(first).toEqual([0, encoded.length]);
    expect(second?.[0]).toBeGreaterThan(0);
    expect(second?.[1]).toBe(encoded.length);
    expect(others).toEqual([]);
    expect(aws.service.records.invocations.map(({ fault }) => fault)).toContain('crash');
  },
);

test('a member that is too long for one worker is counted by one after the other', async () => {
  const key = 'long-member';
  const { part, times } = repeatText(8 * MIB, 4);
  const text = Buffer.concat(Array.from({ length: times }, () => part));
  const encoded = gzipSync(text, { level: 1 });
  await aws.put(key, encoded);
  stall(key, encoded.length / 3.5);
  const before = aws.proxy.requests.length;
  const { lines, stderr, exitCode } = await run(key);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(lines.get(key)).toMatchObject({ status: 'counted', pieces: 4, ...wcReference(text) });
  const starts = rangesOf(key, before).map(([start]) => start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(starts[1]).toBeGreaterThan(encoded.length / 5);
});

test('a member that is cut has its total even if many downloads stall', async () => {
  const key = 'cut-member';
  const text = Buffer.from(createAccessLog(12_000_000, 3));
  const encoded = gzipSync(text);
  await aws.put(key, encoded);
  stall(key, 150_000, 6);
  const { lines, stderr, exitCode } = await run(key, '--slice-size', '700K');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(lines.get(key)).toMatchObject({ status: 'counted', ...wcReference(text) });
  expect(lines.get(key)?.pieces).toBeGreaterThan(5);
}, 60_000);

test('damage in a long member ends it where it would end in one piece', async () => {
  const key = 'damaged-member';
  const text = Buffer.from(createAccessLog(9_000_000, 2));
  const encoded = gzipSync(text);
  const end = encoded.length - 100_000;
  await aws.put(key, encoded.subarray(0, end));
  stall(key, 400_000);
  const { lines, exitCode } = await run(key);
  expect(exitCode).toBe(1);
  const inflated = inflateRawSync(encoded.subarray(10, end), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  expect(lines.get(key)).toMatchObject({
    status: 'partial',
    reason: 'truncated',
    ...wcReference(inflated),
  });
});

test('an object that is too big for one cascade is counted by several', async () => {
  // It has not the time for two workers one after the other to come to their ends.
  const cascade = { timeoutSeconds: 5, variables: { WORDCOUNT_RESERVE_MS: '1000' } };
  const short = await startAws({ worker: SHORT, cascade, concurrency: 12 });
  try {
    const plain = Buffer.from(createAccessLog(6_000_000));
    const blocked = BIG_FORMATS.BGZF?.encode(plain) ?? plain;
    const objects = {
      'both/plain': plain,
      'both/BGZF': blocked,
      'both/one-member': gzipSync(plain),
    };
    for (const [key, encoded] of Object.entries(objects)) {
      await short.put(key, encoded);
      const fault = { kind: 'stall', afterBytes: encoded.length / 2.5 } as const;
      short.proxy.inject({ key, fault });
    }
    const args = ['--bucket', BUCKET, '--prefix', 'both/', '--concurrency', '8'];
    const { lines, stderr, exitCode } = await runForLines(args, { env: short.env });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const key of Object.keys(objects)) {
      expect(lines.get(key)).toMatchObject({ status: 'counted', ...wcReference(plain) });
      expect(lines.get(key)?.pieces).toBeGreaterThanOrEqual(3);
    }
    const { reports } = short.service.records;
    expect(reports.every(({ status }) => status === 'success')).toBe(true);
    const cascades = reports.filter((report) => report.functionName === 'wordcount-cascade');
    expect(cascades.length).toBeGreaterThan(1);
  } finally {
    await short.close();
  }
});
