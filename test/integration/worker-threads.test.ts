// Workers with more than one vCPU under AWS's runtime client: they count on several threads, and whatever happens to a
// thread costs no exactness.

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createWorkerInvoker } from '../../src/aws/lambda-invoker.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../src/protocol/request.ts';
import { systemClock } from '../../src/scatter/clock.ts';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { collect } from '../support/collect.ts';
import { setEnvironment } from '../support/environment.ts';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { wcOfAll } from '../support/wc.ts';

const TWO_VCPUS_MB = 3_538;

/** More than one thread reads at a time. */
const OBJECTS = 150;

/** Each thread but the first notes when it sends its first request for an object, and then does as the test says. */
function preloaded(folder: string, atFirstRead = ''): { NODE_OPTIONS: string } {
  const file = join(folder, 'preload.cjs');
  const program = `
    const { isMainThread } = require('node:worker_threads');
    const { Socket } = require('node:net');
    const { write } = Socket.prototype;
    let hasRead = isMainThread;
    Socket.prototype.write = function (data, ...more) {
      if (!hasRead && String(data).startsWith('GET /${BUCKET}/')) {
        hasRead = true;
        require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'threads'))}, process.pid + '\\n');
        ${atFirstRead}
      }
      return write.call(this, data, ...more);
    };`;
  writeFileSync(file, program);
  return { NODE_OPTIONS: `--require=${file}` };
}

/** The processes in which further threads have read, one for each thread. */
function readingThreads(folder: string): string[] {
  try {
    return readFileSync(join(folder, 'threads'), 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}

async function start(options: {
  readonly memoryMb?: number;
  readonly atFirstRead?: string;
  readonly timeoutSeconds?: number;
}) {
  const { memoryMb = TWO_VCPUS_MB, atFirstRead, timeoutSeconds } = options;
  const folder = createTemporaryFolder();
  const variables = { WORDCOUNT_RESERVE_MS: '1000', ...preloaded(folder, atFirstRead) };
  const settings = { memoryMb, variables, ...(timeoutSeconds && { timeoutSeconds }) };
  const aws = await startAws({ worker: settings });
  onTestFinished(() => aws.close());
  return { aws, folder };
}

type Aws = Awaited<ReturnType<typeof startAws>>;

/** Puts objects of both kinds; the counts are those of wc. */
async function putTexts(aws: Aws, count: number, sizeBytes = 2_000) {
  const folder = createTemporaryFolder();
  for (let n = 0; n < count; n += 1) {
    const text = createAccessLog(sizeBytes, n);
    writeFileSync(join(folder, `${n}`), text);
    await aws.put(`logs/${n}`, n % 2 === 0 ? text : gzipSync(text));
  }
  return await wcOfAll(folder);
}

/** Holds every answer back until a further thread reads too. */
function holdUntilShared({ proxy }: Aws, folder: string): () => void {
  const until = expect.poll(() => readingThreads(folder).length).toBeGreaterThan(0);
  const when = ({ key }: { key: string }) => key !== '';
  const stop = proxy.inject({ when, fault: { kind: 'hold', until } });
  onTestFinished(stop);
  return stop;
}

/** One worker at a time. */
async function run(aws: Aws, ...more: string[]) {
  const args = ['run', '--bucket', BUCKET, '--prefix', 'logs/', '--concurrency', '1'];
  const { stdout, stderr } = await runCli([...args, '--json', '--quiet', ...more], {
    env: aws.env,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** Asks the worker function itself for all texts; gives the frames of its answer. */
async function ask(aws: Aws, keys: readonly string[], changes: Partial<WorkerRequest> = {}) {
  const restore = setEnvironment(aws.env);
  const { invoke, close } = createWorkerInvoker({
    ...{ functionName: 'wordcount-worker', concurrency: 1, clock: systemClock },
  });
  const sizeBytes = 1_000_000;
  const request: WorkerRequest = {
    ...{ protocol: PROTOCOL_VERSION, words: 'wc', reportEveryMs: 200, inFlight: keys.length / 2 },
    source: { kind: 's3', bucket: BUCKET },
    slices: keys.map((key) => ({ key, sizeBytes, start: 0, end: sizeBytes, format: 'plain' })),
    ...changes,
  };
  try {
    return await collect(invoke(request, new AbortController().signal));
  } finally {
    close();
    restore();
  }
}

/** A thread takes some seconds to use up its memory, and longer on a busy machine. */
const LIMIT = { timeout: 120_000 };

describe.runIf(availableParallelism() > 1)('a worker with two vCPUs', () => {
  test('counts as wc does, and keeps its thread for later tasks', async () => {
    const { aws, folder } = await start({});
    const totals = await putTexts(aws, OBJECTS);
    holdUntilShared(aws, folder);
    const document = await run(aws, '--task-size', '75');
    expect(document).toMatchObject({ status: 'complete', totals, warnings: [] });
    const { invocations, storeRequests } = document.billing.worker;
    expect(invocations).toBeGreaterThan(2);
    // Those of all threads: late answers are asked for again.
    expect(storeRequests).toBeGreaterThanOrEqual(OBJECTS);
    const threads = readingThreads(folder);
    expect(new Set(threads).size).toBe(threads.length);
  });

  test.each([
    ['exits', 'process.exit(9)', 'function-error'],
    ['throws', "setImmediate(() => { throw new Error('boom'); })", 'function-error'],
    [
      'is out of memory',
      'for (const all = []; ; ) all.push(Array(1e6).fill(0.5))',
      'out-of-memory',
    ],
  ])('loses nothing when its thread %s', LIMIT, async (_, act, code) => {
    const { aws, folder } = await start({ atFirstRead: act });
    const totals = await putTexts(aws, OBJECTS);
    holdUntilShared(aws, folder);
    const document = await run(aws);
    expect(readingThreads(folder).length).toBeGreaterThan(0);
    expect(document).toMatchObject({ status: 'complete', totals });
    expect(document.warnings).toContainEqual(expect.objectContaining({ code }));
    expect(document.billing.worker.unknown).toBe(0);
  });

  test('ends on all threads when a time limit of its own is up, and says how far each is', async () => {
    const timeoutSeconds = 20;
    const { aws, folder } = await start({ timeoutSeconds });
    const keys = Array.from({ length: 8 }, (_, n) => `logs/${n}`);
    for (const key of keys) await aws.put(key, 'word\n'.repeat(200_000));
    const stopHolding = holdUntilShared(aws, folder);
    const whole = await ask(aws, keys);
    stopHolding();
    expect(whole.filter(({ type }) => type === 'count')).toHaveLength(8);

    // The further thread is there by now. Each takes half of them, and gets the beginning of each.
    const fault = { kind: 'stall', afterBytes: 500_000 } as const;
    onTestFinished(aws.proxy.inject({ fault, when: ({ key }) => key !== '' }));
    const before = aws.proxy.requests.length;
    const frames = await ask(aws, keys, { timeLimitMs: 1_000 });
    const asked = aws.proxy.requests.slice(before).map(({ key }) => key);
    expect(new Set(asked).size).toBe(8);
    const reached = frames.filter((frame) => frame.type === 'checkpoint');
    expect(reached.map(({ slice }) => slice).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const { start, next, count } of reached) {
      expect(start.at).toBe(0);
      expect(next.at).toBeGreaterThan(0);
      expect([count.bytes, count.words]).toEqual([next.at, Math.ceil(next.at / 5)]);
    }
    expect(frames.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(frames.map(({ type }) => type).slice(-2)).toEqual(['end', 'billed']);
    // Long before its function's own limit.
    const last = frames.at(-1);
    expect(last?.type === 'billed' && last.billedMs).toBeLessThan((timeoutSeconds * 1_000) / 2);
  });

  test('returns in time what its threads have not finished', async () => {
    const { aws } = await start({ timeoutSeconds: 3 });
    const totals = await putTexts(aws, 16, 400_000);
    const fault = { kind: 'stall', afterBytes: 5_000 } as const;
    onTestFinished(aws.proxy.inject({ times: 16, fault, when: ({ key }) => key !== '' }));
    const document = await run(aws);
    expect(document).toMatchObject({ status: 'complete', totals });
    const { reports } = aws.service.records;
    expect(reports.every(({ status }) => status === 'success')).toBe(true);
  });
});

test('a worker with one vCPU begins no thread', async () => {
  const { aws, folder } = await start({ memoryMb: TWO_VCPUS_MB - 1 });
  const totals = await putTexts(aws, 20);
  expect(await run(aws)).toMatchObject({ status: 'complete', totals, warnings: [] });
  expect(readingThreads(folder)).toEqual([]);
});
