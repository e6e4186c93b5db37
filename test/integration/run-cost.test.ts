// The cost of a run: --dry-run, --max-cost and --confirm-over, with the built program and deployed functions.

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { runCli } from '../support/run-cli.ts';

const KEYS = 30;

let aws: Awaited<ReturnType<typeof startAws>>;
const texts = Array.from({ length: KEYS }, (_, n) => createAccessLog(300 + n, n));

beforeAll(async () => {
  aws = await startAws({ directly: true });
  for (const [n, text] of texts.entries()) {
    const isZipped = n % 3 === 0;
    const key = `logs/${String(n).padStart(2, '0')}${isZipped ? '.gz' : ''}`;
    await aws.put(key, isZipped ? gzipSync(text) : text);
  }
  await aws.put('logs/marker/', '');
}, 60_000);

afterAll(() => aws.close());

function run(...args: string[]) {
  return runCli(['run', `s3://${BUCKET}/logs/`, ...args], { env: aws.env });
}

function countOf(all: readonly string[]) {
  const text = all.join('');
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return { bytes: text.length, lines: text.split('\n').length - 1, words };
}

function invocations(): number {
  return aws.service.records.invocations.length;
}

describe('--dry-run', () => {
  test('says what a run would count, take and cost, and invokes nothing', async () => {
    const before = invocations();
    const { stdout, stderr, exitCode } = await run('--dry-run');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain(`To count: 30 keys under s3://${BUCKET}/logs/`);
    expect(stdout).toMatch(/^ {2}plain .*20 keys$/m);
    expect(stdout).toMatch(/^ {2}gzip .*10 keys$/m);
    expect(stdout).toMatch(/^ {2}left out +1 key +1 folder-marker$/m);
    expect(stdout).toMatch(/^ {2}cost +about \$0\.\d+ +\$0\.\d+ to \$0\.\d+$/m);
    expect(stdout).toMatch(/^Nothing was counted, and no function was invoked\./m);
    expect(invocations()).toBe(before);
  });

  test('is one JSON document', async () => {
    const { stdout } = await run('--dry-run', '--json');
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 1,
      dryRun: true,
      status: 'complete',
      listed: { objects: 31, complete: true, storeRequests: 2 },
      toCount: { objects: 30 },
      leftOut: [{ code: 'folder-marker', objects: 1 }],
      estimate: { invocations: { cascade: 1 }, unpriced: [] },
    });
    const { least, likely, most } = document.estimate.dollars;
    expect(least).toBeLessThanOrEqual(likely);
    expect(likely).toBeLessThanOrEqual(most);
    // These functions are not as deploy makes them by default, so they were looked at.
    expect(document.estimate.assumptions.join()).not.toContain('default');
  });

  test('chooses the same objects as a run', async () => {
    const chosen = ['--include', '**/*.gz', '--min-size', '1', '--dry-run', '--json'];
    const { stdout } = await run(...chosen);
    expect(JSON.parse(stdout).toCount).toMatchObject({
      objects: 10,
      formats: [{ format: 'gzip' }],
    });
    const keys = await runCli(
      ['run', '--bucket', BUCKET, '--key', 'logs/01', '--key', 'gone', '--dry-run', '--json'],
      { env: aws.env },
    );
    expect(JSON.parse(keys.stdout)).toMatchObject({
      // One of these requests was whether the bucket is there.
      listed: { objects: 2, getRequests: 3 },
      toCount: { objects: 1 },
      leftOut: [{ code: 'vanished', objects: 1 }],
    });
  });

  test('ends with status 1 if nothing is found, and has no form for tables', async () => {
    const nothing = await run('--prefix', 'none/', '--dry-run');
    expect(nothing.exitCode).toBe(2);
    const missing = await runCli(['run', `s3://${BUCKET}/none/`, '--dry-run'], { env: aws.env });
    expect(missing).toMatchObject({ exitCode: 1 });
    expect(missing.stdout).toContain('No keys were found');
    expect(await run('--dry-run', '--format', 'csv')).toMatchObject({ exitCode: 2 });
  });

  test('prices only requests where this machine counts', async () => {
    const { stdout } = await run('--dry-run', '--engine', 'local');
    expect(stdout).toMatch(/^ {2}requests +about 30 +GET · 2 LIST$/m);
    // 30 / 1,000 * $0.0004 + 2 / 1,000 * $0.005
    expect(stdout).toMatch(/^ {2}cost +about \$0\.000022 *$/m);
    expect(stdout.replaceAll('\n', ' ')).toContain('is not estimated');
  });
});

/** So dear that a few invocations use up a small budget. */
const DEAR = ['--price-invocations', '1000', '--task-size', '1', '--concurrency', '3'];

describe('--max-cost', () => {
  test('refuses a limit below what one worker may cost, and names one that would do', async () => {
    const { stderr, exitCode } = await run('--max-cost', '0.0001');
    expect(exitCode).toBe(2);
    const [, least = ''] = /Give --max-cost (\S+) or more/.exec(stderr) ?? [];
    expect(await run('--max-cost', least, '--quiet')).toMatchObject({ exitCode: 0 });
  });

  test('ends a run before it exceeds it, and the run can go on', async () => {
    const limit = 0.014;
    const before = invocations();
    const first = await run('--max-cost', String(limit), '--json', ...DEAR);
    expect(first.exitCode, first.stderr).toBe(1);
    const part = JSON.parse(first.stdout);
    expect(part).toMatchObject({ status: 'incomplete', reason: 'over-budget' });
    const { counted, skipped, listed } = part.objects;
    expect(counted).toBeGreaterThan(0);
    expect([counted + skipped, part.objects.failed, part.objects.partial]).toEqual([listed, 0, 0]);
    expect(part.billing.dollars.all.total).toBeLessThanOrEqual(limit);
    expect(invocations() - before).toBeLessThanOrEqual(limit / 0.001);
    expect(first.stderr).toContain('The limit of $0.014 is reached');
    expect(first.stderr).toContain(`To count the rest: wordcount run --resume ${part.id}`);

    const runs = await runCli(['runs', '--json'], { env: aws.env });
    expect(JSON.parse(runs.stdout).runs.at(-1)).toMatchObject({
      status: 'over-budget',
      next: `wordcount run --resume ${part.id}`,
    });
    const left = await runCli(['run', '--resume', '--dry-run', '--json'], { env: aws.env });
    expect(JSON.parse(left.stdout)).toMatchObject({
      toCount: { objects: skipped - 1 },
      earlier: { id: part.id, objects: counted },
    });
    // To ask is to list twice, and what is counted already stays so.
    const asking = ['--max-cost', '1', '--confirm-over', '5'];
    const rest = await runCli(['run', '--resume', ...asking, '--json'], { env: aws.env });
    expect(rest.exitCode, rest.stderr).toBe(0);
    expect(JSON.parse(rest.stdout)).toMatchObject({
      status: 'complete',
      objects: { counted: KEYS, skipped: 1 },
      totals: countOf(texts),
      resumed: { objects: counted },
    });
  });

  test('needs all prices', async () => {
    const { stderr, exitCode } = await runCli(
      ['run', `s3://${BUCKET}/logs/`, '--max-cost', '1', '--region', 'xx-north-1'],
      { env: aws.env },
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/are not known\. Give --price-gb-second, --price-invocations, /);
  });

  test('is about Lambda alone', async () => {
    expect(await run('--max-cost', '1', '--engine', 'local')).toMatchObject({ exitCode: 2 });
    const folder = await runCli(['run', 'docs/adr', '--max-cost', '1', '--quiet']);
    expect(folder).toMatchObject({ exitCode: 0 });
  });
});

test('--confirm-over refuses without a terminal what may cost more, and runs what does not', async () => {
  const before = invocations();
  const refused = await run('--confirm-over', '0.0000001');
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/expected to cost about \$0\.\d+ \(\$0\.\d+ to \$0\.\d+\)/);
  expect(refused.stderr).toMatch(/Give --yes to run it without asking\.\n$/);
  expect(invocations()).toBe(before);
  expect(await run('--confirm-over', '0.0000001', '--yes', '--quiet')).toMatchObject({
    exitCode: 0,
  });
  expect(invocations()).toBeGreaterThan(before);
  expect(await run('--confirm-over', '5', '--quiet')).toMatchObject({ exitCode: 0 });
});
