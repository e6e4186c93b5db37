// An account that runs fewer functions at a time than --concurrency.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { runCli } from '../support/run-cli.ts';

const KEYS = 30;

let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  aws = await startAws({ concurrency: 3, directly: true });
  for (let n = 0; n < KEYS; n += 1) await aws.put(`k${n}`, 'two words\n'.repeat(1 + n));
});

afterAll(() => aws.close());

test('everything is counted, and throttling is not a failure', async () => {
  const args = ['run', '--bucket', BUCKET, '--concurrency', '8', '--task-size', '3'];
  const { stdout, exitCode } = await runCli([...args, '--json', '--quiet'], { env: aws.env });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    status: 'complete',
    objects: { counted: KEYS },
    totals: { words: KEYS * (KEYS + 1) },
    billing: { worker: { unknown: 0 }, cascade: { unknown: 0 } },
  });
  expect(exitCode).toBe(0);
  const refused = aws.service.records.invocations.filter(({ status }) => status === 'refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(document.warnings).toEqual([
    expect.objectContaining({ code: 'throttled', level: 'information' }),
  ]);
});
