// Outcomes of single keys of a bucket: each is counted, or named with a reason.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { runCli } from '../support/run-cli.ts';
import type { S3Fault } from '../support/s3-fault-answers.ts';

const FAULTS: Readonly<Record<string, [S3Fault, string]>> = {
  gone: [{ kind: 'no-such-key' }, 'vanished'],
  replaced: [{ kind: 'precondition-failed' }, 'changed'],
  misunderstood: [{ kind: 'precondition-failed' }, 'if-match-unsupported'],
  secret: [{ kind: 'access-denied' }, 'access-denied'],
  restoring: [{ kind: 'invalid-object-state' }, 'archived'],
};

let bucket: Awaited<ReturnType<typeof startBucket>>;

beforeAll(async () => {
  bucket = await startBucket();
  for (const key of [...Object.keys(FAULTS), 'frozen', 'whole']) await bucket.put(key, 'two words');
  for (const [key, [fault]] of Object.entries(FAULTS)) bucket.proxy.inject({ key, fault });
  // Asked without the tag, the server says of the one object that it is another now.
  const [fault] = FAULTS.replaced as [S3Fault, string];
  bucket.proxy.inject({ key: 'replaced', method: 'HEAD', fault });
  bucket.proxy.setStorageClass('frozen', 'GLACIER');
});

afterAll(() => bucket.close());

function run(...args: string[]) {
  const common = ['run', '--bucket', BUCKET, '--engine', 'local', '--quiet'];
  return runCli([...common, ...args], { env: bucket.env });
}

test('each key that is not counted is named with its reason, and the rest is counted', async () => {
  const { stdout, exitCode } = await run('--no-agg');
  expect(exitCode).toBe(1);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outcomes = Object.fromEntries(
    lines.map(({ key, status, reason }) => [key, reason ? `${status}: ${reason}` : status]),
  );
  expect(outcomes).toEqual({
    ...Object.fromEntries(Object.entries(FAULTS).map(([key, [, why]]) => [key, `failed: ${why}`])),
    frozen: 'skipped: archived',
    whole: 'counted',
  });
});

test('the totals leave these keys out, and the report says so', async () => {
  const { stdout, exitCode } = await run('--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'incomplete',
    objects: { listed: 7, counted: 1, failed: 5, skipped: 1 },
    totals: { words: 2 },
  });
});
