// A server over a bucket that cannot be read says so before anyone opens a page, in the words of `run`
// and with its exit code.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { runCli } from '../support/run-cli.ts';
import { startServing } from '../support/serving.ts';

let bucket: Awaited<ReturnType<typeof startBucket>>;

beforeAll(async () => {
  bucket = await startBucket();
}, 60_000);

afterAll(() => bucket.close());

/** What both verbs say and exit with. */
async function expectRefused(
  args: readonly string[],
  message: RegExp,
  env: Record<string, string> = {},
): Promise<void> {
  const options = { env: { ...bucket.env, ...env } };
  const served = await runCli(['serve', '--port', '0', ...args], options);
  expect(served.stderr).toMatch(message);
  expect(served).toMatchObject({ stdout: '', exitCode: 2 });
  expect(served.stderr.trimEnd().split('\n')).toHaveLength(1);
  const run = await runCli(['run', ...args], options);
  expect(run).toEqual(served);
}

test.each([['lambda'], ['local']])('a bucket that there is none of, with %s', async (engine) => {
  await expectRefused(
    ['--bucket', `${BUCKET}-2`, '--engine', engine],
    /^wordcount: There is no bucket texts-2\./,
  );
});

test('a bucket that may not be listed', async () => {
  const undo = bucket.proxy.inject({ fault: { kind: 'access-denied' } });
  await expectRefused(['--bucket', BUCKET], /^wordcount: Not permitted to list s3:\/\/texts: /);
  undo();
});

test('a bucket whose region leads nowhere', async () => {
  const region = 'eu-west-3';
  const undo = bucket.proxy.inject({ fault: { kind: 'redirect', region } });
  await expectRefused(
    ['--bucket', BUCKET],
    /^wordcount: The bucket texts is in eu-west-3: give --region eu-west-3\./,
  );
  undo();
});

test('no credentials, no region, no server', async () => {
  const args = ['--bucket', BUCKET];
  const none = { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' };
  await expectRefused(args, /^wordcount: No AWS credentials were found/, none);
  await expectRefused(args, /^wordcount: No AWS region is set/, { AWS_REGION: '' });
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const nowhere = { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` };
  await expectRefused(args, /there is no connection/, nowhere);
});

test('a bucket that goes later is told to who asks for a run', async () => {
  const serving = await startServing(['--bucket', BUCKET, '--engine', 'local'], {
    env: bucket.env,
  });
  expect(await serving.runs()).toEqual([]);
  await bucket.client.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  const stream = await serving.watch('/stream');
  const { data } = await stream.first('run-failed');
  expect(data).toMatchObject({ reason: 'not-begun' });
  expect(data.message).toMatch(/^There is no bucket texts\./);
});
