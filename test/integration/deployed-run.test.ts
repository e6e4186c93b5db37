// From nothing to nothing: the archives of the build are deployed, count a bucket, and are destroyed.

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type LambdaService,
  startLambdaService,
} from '../support/lambda-service/start-lambda-service.ts';
import { runCli } from '../support/run-cli.ts';
import { createAccessLog } from '../support/sample-text.ts';
import { BUCKET, startBucket } from '../support/start-aws.ts';

let bucket: Awaited<ReturnType<typeof startBucket>>;
let service: LambdaService;
let env: Record<string, string>;

beforeAll(async () => {
  bucket = await startBucket();
  service = await startLambdaService({ newRoleRefusals: 1, variables: bucket.env });
  env = {
    ...bucket.env,
    AWS_ENDPOINT_URL_LAMBDA: service.endpoint,
    AWS_ENDPOINT_URL_IAM: service.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: service.endpoint,
    AWS_ENDPOINT_URL_STS: service.endpoint,
  };
});

afterAll(async () => {
  await service.close();
  await bucket.close();
});

test('deploy, run, deploy again, destroy', { timeout: 120_000 }, async () => {
  const texts = [1, 2, 3, 4, 5].map((seed) => createAccessLog(20_000, seed));
  for (const [index, text] of texts.entries()) {
    const even = index % 2 === 0;
    await bucket.put(`${index} a+b%.log${even ? '.gz' : ''}`, even ? gzipSync(text) : text);
  }

  const deployed = await runCli(['deploy', '--bucket', BUCKET], { env });
  expect(deployed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Done.') });

  const run = await runCli(['run', '--bucket', BUCKET, '--no-agg', '--quiet'], { env });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = run.stdout.trim().split('\n');
  const counted = lines.map((line) => JSON.parse(line) as { words: number });
  const words = texts.map((text) => text.split(/\s+/).filter(Boolean).length);
  expect(counted.map((line) => line.words).sort()).toEqual(words.sort());

  const again = await runCli(['deploy', '--bucket', BUCKET], { env });
  expect(again.stderr).toMatch(/^Nothing to do\./);

  expect((await runCli(['destroy', '--yes'], { env })).exitCode).toBe(0);
  expect(service.resources()).toEqual({ functions: [], roles: [], logGroups: [] });

  const gone = await runCli(['run', '--bucket', BUCKET], { env });
  expect(gone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('wordcount deploy') });
});
