// `wordcount doctor` as a user runs it, with what can be well and what can be wrong.

import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { endpointVariables, MANY_STARTS } from '../emulator/deploying.ts';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { type LambdaService, startLambdaService } from '../emulator/start-lambda-service.ts';
import { clientConfig, testArchive } from '../emulator/test-functions.ts';
import { runCli } from '../support/run-cli.ts';

let bucket: Awaited<ReturnType<typeof startBucket>>;
let service: LambdaService;
let env: Record<string, string>;

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly advice?: string;
}

beforeAll(async () => {
  bucket = await startBucket();
  await bucket.put('a', 'one two\n');
  await bucket.put('empty/b', '');
  service = await startLambdaService({
    variables: { AWS_ENDPOINT_URL_S3: bucket.proxy.endpoint },
    accountConcurrency: 150,
  });
  env = {
    ...bucket.env,
    ...endpointVariables(service),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  await deploy('--bucket', BUCKET);
}, 120_000);

afterAll(async () => {
  await service?.close();
  await bucket?.close();
});

beforeEach(() => service.faults.clear());

async function deploy(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runCli(['deploy', '--yes', ...args], { env });
  expect(exitCode, stderr).toBe(0);
}

async function examine(args: string[] = [], more: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await runCli(['doctor', '--json', ...args], {
    env: { ...env, ...more },
  });
  expect(stderr).toBe('');
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] };
  expect(exitCode).toBe(ok ? 0 : 1);
  const of = (check: string) => checks.filter((one) => one.check === check);
  return { ok, checks, of };
}

const BUCKET_ARGS = ['--bucket', BUCKET];

test('everything is well after deploying', async () => {
  const { stdout, stderr, exitCode } = await runCli(['doctor', ...BUCKET_ARGS], { env });
  expect(stdout.split('\n').map((line) => line.slice(0, 100).trimEnd())).toEqual([
    'ok       region       us-east-1',
    expect.stringMatching(/^ok {7}endpoint {5}AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=http:/),
    'ok       credentials  arn:aws:iam::123456789012:user/tester, account 123456789012',
    'ok       bucket       s3://texts/ can be listed: 2 objects on the first page.',
    'ok       bucket       One byte of s3://texts/a was read.',
    "ok       functions    wordcount-worker: nodejs24.x, arm64, 1769 MB, 180 s, this version's code.",
    "ok       functions    wordcount-cascade: nodejs24.x, arm64, 1769 MB, 900 s, this version's code.",
    expect.stringMatching(
      /^ok {7}protocol {5}wordcount-cascade answers: version \S+, protocol \d+, (arm64|x86_64)\.$/,
    ),
    'ok       concurrency  The account may run 150 functions at a time, 150 of them unreserved. A run cho',
    'ok       roles        The roles are as deploy makes them. Workers may read texts.',
    'ok       network      The functions are in no VPC.',
    '',
  ]);
  expect(stderr).toBe('No problems.\n');
  expect(exitCode).toBe(0);
});

test('it invokes no worker and changes nothing', async () => {
  const before = service.records.calls.length;
  await examine(BUCKET_ARGS);
  const actions = service.records.calls.slice(before).map(({ action }) => action);
  const harmless = /:(Get|List|Describe)|^lambda:InvokeWithResponseStream$/;
  expect(actions.filter((action) => !harmless.test(action))).toEqual([]);
  const invoked = service.records.calls.slice(before).filter(({ action }) => /Invoke/.test(action));
  expect(invoked.map(({ input }) => input.FunctionName)).toEqual(['wordcount-cascade']);
});

test('without functions it says to deploy', async () => {
  const { ok, checks, of } = await examine(['--name', 'another']);
  expect(ok).toBe(false);
  expect(of('functions').map(({ status, message }) => [status, message])).toEqual(
    ['another-worker', 'another-cascade'].map((name) => [
      'problem',
      expect.stringContaining(
        `There is no function ${name} in us-east-1: run "wordcount deploy --name another"`,
      ),
    ]),
  );
  expect(checks.map(({ check }) => check)).not.toContain('protocol');
  expect(of('bucket')).toMatchObject([
    { status: 'unknown', advice: expect.stringMatching(/Give/) },
  ]);
});

test.each<[string, string[], Record<string, string>, Partial<Finding>]>([
  [
    'no region',
    [],
    { AWS_REGION: '' },
    { check: 'region', message: expect.stringMatching(/--region/) },
  ],
  [
    'no credentials',
    BUCKET_ARGS,
    { AWS_ACCESS_KEY_ID: '' },
    { check: 'credentials', message: expect.stringMatching(/No AWS credentials were found/) },
  ],
  [
    'an endpoint that is no URL',
    [],
    { AWS_ENDPOINT_URL_S3: 'localhost' },
    { check: 'endpoint', advice: expect.stringMatching(/^AWS_ENDPOINT_URL_S3 is not a URL/) },
  ],
  [
    'nobody at the endpoint',
    [],
    { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' },
    { check: 'credentials', message: expect.stringMatching(/there is no connection/) },
  ],
  [
    'no such bucket',
    ['--bucket', 'none'],
    {},
    { check: 'bucket', message: expect.stringMatching(/^There is no bucket none/) },
  ],
])('a problem with its remedy: %s', async (_, args, more, expected) => {
  const { checks, ok } = await examine(args, more);
  expect(ok).toBe(false);
  expect(checks).toContainEqual(expect.objectContaining({ status: 'problem', ...expected }));
});

test('an object that may not be read', async () => {
  const remove = bucket.proxy.inject({ key: 'a', fault: { kind: 'access-denied' } });
  const { of, ok } = await examine(BUCKET_ARGS);
  remove();
  expect(ok).toBe(false);
  expect(of('bucket').at(-1)).toMatchObject({
    status: 'problem',
    message: expect.stringMatching(
      /^s3:\/\/texts\/a cannot be read: permission to read it was denied/,
    ),
  });
});

test('nothing at the prefix, and nothing to read there', async () => {
  expect((await examine([...BUCKET_ARGS, '--prefix', 'x'])).of('bucket')).toMatchObject([
    { status: 'note', message: 'There is nothing at s3://texts/x.' },
  ]);
  const empty = await examine([...BUCKET_ARGS, '--prefix', 'empty/']);
  expect(empty.of('bucket').map(({ status }) => status)).toEqual(['ok', 'unknown']);
});

test('what may not be looked at is unknown, and no problem', async () => {
  for (const action of ['lambda:GetFunction', 'lambda:GetAccountSettings', 'iam:GetRole']) {
    const code = action.startsWith('iam') ? 'AccessDenied' : 'AccessDeniedException';
    service.faults.failCall({ action, status: 403, code });
  }
  const { ok, of } = await examine(BUCKET_ARGS);
  expect(ok).toBe(true);
  for (const check of ['functions', 'concurrency', 'roles']) {
    expect(of(check)).toMatchObject([
      {
        status: 'unknown',
        message: expect.stringMatching(/You may not look at it \(\w+:Get\w+\)\./),
      },
    ]);
  }
  expect(of('protocol')).toMatchObject([{ status: 'ok' }]);
});

test('a cascade that may not be invoked', async () => {
  service.faults.failCall({
    action: 'lambda:InvokeWithResponseStream',
    status: 403,
    code: 'AccessDeniedException',
    message: 'not authorized to perform: lambda:InvokeFunction',
  });
  const { ok, of } = await examine();
  expect(ok).toBe(false);
  expect(of('protocol')).toMatchObject([
    { status: 'problem', message: expect.stringMatching(/^Not permitted to/) },
  ]);
});

test('how many workers a run chooses of what the account has', async () => {
  const found = async (...args: string[]) => {
    const { of } = await examine(args);
    return of('concurrency').map(({ status, message }) => `${status}: ${message}`);
  };
  expect(await found()).toEqual([
    'ok: The account may run 150 functions at a time, 150 of them unreserved. A run chooses up to 125 workers, and leaves 15 functions to others.',
  ]);
  expect(await found('--leave', '50')).toEqual([
    'ok: The account may run 150 functions at a time, 150 of them unreserved. A run chooses up to 90 workers, and leaves 50 functions to others.',
  ]);
});

test('more workers than the account has', async () => {
  const { ok, of } = await examine(['--concurrency', '500']);
  expect(ok).toBe(true);
  expect(of('concurrency')).toMatchObject([
    { status: 'note', advice: expect.stringMatching(/^Run with --concurrency 140,/) },
  ]);
});

test('a worker whose policy is missing', MANY_STARTS, async () => {
  await deploy('--name', 'bare', '--bucket', BUCKET);
  const iam = new IAMClient(clientConfig(service.endpoint));
  const policy = { RoleName: 'bare-worker', PolicyName: 'wordcount-us-east-1' };
  await iam.send(new DeleteRolePolicyCommand(policy));
  iam.destroy();
  const { of } = await examine(['--name', 'bare', ...BUCKET_ARGS]);
  expect(of('roles')).toMatchObject([
    { status: 'problem', advice: 'Run "wordcount deploy --name bare --bucket NAME".' },
  ]);
  // What it was allowed to read is not known any more, and all buckets may be too many.
  const again = await runCli(['deploy', '--name', 'bare', '--yes'], { env });
  expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  expect(again.stderr).toContain('Name them with --bucket, or give --all-buckets.');
  await deploy('--name', 'bare', '--bucket', BUCKET);
  expect((await examine(['--name', 'bare', ...BUCKET_ARGS])).ok).toBe(true);
});

test('a bucket that workers may not read, a VPC, reserved concurrency, and other code', async () => {
  await deploy(
    ...['--name', 'odd', '--bucket', 'others', '--reserved-concurrency', '40'],
    ...['--subnet', 'subnet-1', '--security-group', 'sg-1'],
  );
  const lambda = new LambdaClient(clientConfig(service.endpoint));
  const code = { FunctionName: 'odd-cascade', ZipFile: testArchive };
  await lambda.send(new UpdateFunctionCodeCommand(code));
  lambda.destroy();
  const { of } = await examine(['--name', 'odd', '--concurrency', '100', ...BUCKET_ARGS]);
  expect(of('roles')).toMatchObject([
    { status: 'problem', advice: `Run "wordcount deploy --name odd --bucket others ${BUCKET}".` },
  ]);
  expect(of('network')).toMatchObject([
    { status: 'note', message: 'The functions are in a VPC: subnet-1.' },
  ]);
  expect(of('concurrency')).toMatchObject([
    { status: 'note', advice: expect.stringMatching(/^Run with --concurrency 40,/) },
  ]);
});
