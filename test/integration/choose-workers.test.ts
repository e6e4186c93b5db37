// How many workers a run has where --concurrency leaves that to the program: by what the account may run.

import {
  DeleteFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { reduceMessages } from '../support/reduce-messages.ts';
import { runCli } from '../support/run-cli.ts';
import { startServing } from '../support/serving.ts';

const KEYS = 12;
const WORKER = { FunctionName: 'wordcount-worker' };
const LIMITS = ['lambda:GetAccountSettings', 'lambda:GetFunctionConcurrency'];

let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  aws = await startAws({ accountConcurrency: 140, concurrency: 8, directly: true });
  for (let n = 0; n < KEYS; n += 1) await aws.put(`k${n}`, 'two words\n');
}, 60_000);

afterAll(() => aws?.close());

beforeEach(() => aws.service.faults.clear());

async function run(...args: string[]) {
  const before = aws.service.records.calls.length;
  const result = await runCli(['run', '--bucket', BUCKET, '--json', ...args], { env: aws.env });
  expect(result.exitCode, result.stderr).toBe(0);
  const document = JSON.parse(result.stdout);
  expect(document).toMatchObject({ status: 'complete', totals: { words: 2 * KEYS } });
  const calls = aws.service.records.calls.slice(before);
  const lookUps = calls.map(({ action }) => action).filter((action) => LIMITS.includes(action));
  return { document, lookUps: lookUps.sort(), stderr: result.stderr };
}

test('as many as the account may run, less what is left to others and what cascades take', async () => {
  const { document, lookUps, stderr } = await run();
  expect(lookUps).toEqual(LIMITS);
  expect(document.workers).toMatchObject({
    limit: { workers: 116, source: 'account', unreserved: 140, left: 14, cascades: 10 },
  });
  // So little work needs no more than any run may have.
  expect(document.workers).toMatchObject({ workers: 100, reason: 'time' });
  expect(stderr).toMatch(/^ +workers +100 +at a time at most · more would be no faster$/m);
});

test('--leave says how many are left to others', async () => {
  const { document } = await run('--leave', '100', '--concurrency', 'auto');
  expect(document.workers).toEqual({
    workers: 36,
    reason: 'time',
    limit: { workers: 36, source: 'account', unreserved: 140, left: 100, cascades: 4 },
  });
});

test('what is reserved for the workers bounds them', async () => {
  await aws.lambda.send(
    new PutFunctionConcurrencyCommand({ ...WORKER, ReservedConcurrentExecutions: 7 }),
  );
  const { document } = await run();
  expect(document.workers).toEqual({
    workers: 7,
    reason: 'time',
    limit: { workers: 7, source: 'reserved' },
  });
  await aws.lambda.send(new DeleteFunctionConcurrencyCommand(WORKER));
});

test.each(LIMITS)('a caller who lacks %s is told so, and has a hundred', async (action) => {
  aws.service.faults.failCall({ action, status: 403, code: 'AccessDeniedException' });
  const { document } = await run();
  expect(document.workers).toMatchObject({
    workers: 100,
    limit: { source: 'assumed', cause: `${action} is not permitted` },
  });
});

test('a limit that cannot be looked up ends no run', async () => {
  const action = 'lambda:GetAccountSettings';
  aws.service.faults.failCall({ action, status: 500, code: 'ServiceException', message: 'odd\nx' });
  const { document } = await run();
  expect(document.workers.limit).toEqual({ workers: 100, source: 'assumed', cause: 'odd' });
});

test('nothing is looked up where the number is given, and where Lambda is not used', async () => {
  for (const args of [
    ['--concurrency', '5'],
    ['--engine', 'local'],
  ]) {
    const { document, lookUps } = await run(...args);
    expect(lookUps).toEqual([]);
    expect(document).not.toHaveProperty('workers');
  }
});

test('runs of one server share what the account may run', async () => {
  const serving = await startServing(['--bucket', BUCKET, '--max-runs', '3'], { env: aws.env });
  const stream = await serving.watch('/stream?prefix=k');
  await stream.ended;
  expect(reduceMessages(stream.messages)).toMatchObject({
    status: 'complete',
    objects: { counted: KEYS },
    workersChosen: {
      reason: 'time',
      limit: { workers: 38, source: 'account', unreserved: 140, left: 14, cascades: 4, runs: 3 },
    },
  });
});

test('where more workers would be faster, the result says what keeps them away', async () => {
  // By its name, its bytes cost many times as much as those of plain text.
  await aws.put('text.bz2', 'two words\n'.repeat(1_000_000));
  const args = ['run', '--bucket', BUCKET, '--key', 'text.bz2', '--format', 'table'];
  const { stdout, exitCode } = await runCli([...args, '--leave', '138'], { env: aws.env });
  expect(exitCode).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'workers 1 at a time at most of 140 functions that the account may run 138 left to others · 1 for cascades',
  );
});
