// That the policies which deploy makes and prints allow every call of a deployment's life, and no more:
// the calls that the services have noted are held to the policies as IAM would.

import { CreateRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../src/deploy/caller-policy.ts';
import type { PolicyDocument } from '../../src/deploy/policy-document.ts';
import { endpointVariables } from '../emulator/deploying.ts';
import {
  permissionsForCall,
  permissionsForS3Request,
  permissionsToLog,
  permissionToDecrypt,
} from '../emulator/required-permissions.ts';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { type LambdaService, startLambdaService } from '../emulator/start-lambda-service.ts';
import { clientConfig, testArchive, trustLambda } from '../emulator/test-functions.ts';
import { runCli } from '../support/run-cli.ts';
import { missingFrom, type Permission, trusts, uselessParts } from '../support/simulate-policy.ts';

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d';
const LENT_ROLE = 'arn:aws:iam::123456789012:role/lent';

let bucket: Awaited<ReturnType<typeof startBucket>>;
let service: LambdaService;
let env: Record<string, string>;

type Life = 'deploy' | 'doctor' | 'more' | 'run' | 'local' | 'lent';

/** The options that take more permissions. */
const MORE = [
  ...['--subnet', 'subnet-1', '--security-group', 'sg-1', '--reserved-concurrency', '100'],
  ...['--permissions-boundary', 'arn:aws:iam::123456789012:policy/boundary', '--untag', 'old'],
];

/** The permissions that the caller needed for each of these. */
const needed = new Map<Life, Permission[]>();
/** By the function's name, what its role needed. */
const neededByRole = new Map<string, Permission[]>();

beforeAll(async () => {
  bucket = await startBucket();
  await bucket.put('a', 'one two\n');
  await bucket.put('gone', 'three\n');
  service = await startLambdaService({
    newRoleRefusals: 1,
    variables: { AWS_ENDPOINT_URL_S3: bucket.proxy.endpoint },
  });
  env = {
    ...bucket.env,
    ...endpointVariables(service),
  };
  await live();
}, 120_000);

afterAll(async () => {
  await service?.close();
  await bucket?.close();
});

/** Makes, changes, uses and removes a deployment, and one with a role that was there before. */
async function live(): Promise<void> {
  const config = clientConfig(service.endpoint);
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const deployed = ['--yes', '--bucket', BUCKET, '--kms-key', KMS_KEY];
  await wordcount('deploy', ['deploy', ...deployed]);
  await wordcount('doctor', ['doctor', '--bucket', BUCKET]);
  // Somebody else changes what the next deploy puts right again.
  const RoleName = 'wordcount-worker';
  const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const code = { FunctionName: 'wordcount-cascade', ZipFile: testArchive };
  await lambda.send(new UpdateFunctionCodeCommand(code));
  await wordcount('deploy', ['deploy', ...deployed, '--worker-memory', '1024']);

  // Listed, and then deleted.
  bucket.proxy.inject({ key: 'gone', fault: { kind: 'no-such-key' } });
  await wordcount('run', ['run', '--bucket', BUCKET, '--max-cost', '1'], 1);
  await service.idle();
  await wordcount('local', ['run', '--bucket', BUCKET, '--engine', 'local'], 1);
  await wordcount('deploy', ['destroy', '--yes']);

  await wordcount('deploy', ['deploy', ...deployed]);
  await wordcount('deploy', ['deploy', '--yes', '--tag', 'old=1']);
  await wordcount('more', ['deploy', '--yes', ...MORE]);
  await wordcount('more', ['destroy', '--yes']);

  const AssumeRolePolicyDocument = trustLambda;
  await iam.send(new CreateRoleCommand({ RoleName: 'lent', AssumeRolePolicyDocument }));
  await wordcount('lent', ['deploy', '--yes', '--role', LENT_ROLE]);
  await wordcount('lent', ['deploy', '--yes', '--role', LENT_ROLE, '--worker-memory', '1024']);
  await lambda.send(new UpdateFunctionCodeCommand(code));
  await wordcount('lent', ['deploy', '--yes', '--role', LENT_ROLE, '--worker-memory', '1024']);
  await wordcount('lent', ['destroy', '--keep-roles', '--yes']);
  for (const client of [iam, lambda]) client.destroy();
}

async function wordcount(whose: Life, args: string[], exitCode = 0): Promise<void> {
  const before = [service.records.calls.length, bucket.proxy.requests.length];
  const result = await runCli(args, { env });
  expect(result, result.stderr).toMatchObject({ exitCode });
  const add = <Key>(map: Map<Key, Permission[]>, key: Key, permissions: Permission[]) =>
    map.set(key, [...(map.get(key) ?? []), ...permissions]);
  for (const call of service.records.calls.slice(before[0])) {
    const permissions = permissionsForCall(call);
    if (call.byFunction === undefined) add(needed, whose, permissions);
    else add(neededByRole, call.byFunction, permissions);
    const invoked = /^lambda:Invoke/.test(call.action) && String(call.input.FunctionName);
    if (invoked) add(neededByRole, invoked, permissionsToLog(invoked));
  }
  for (const request of bucket.proxy.requests.slice(before[1])) {
    const permissions = permissionsForS3Request(request);
    if (request.byFunction === undefined) add(needed, whose, permissions);
    // The objects are taken to be encrypted with the key.
    else add(neededByRole, request.byFunction, [...permissions, permissionToDecrypt(KMS_KEY)]);
  }
}

async function printedPolicy(caller: Caller, ...args: string[]): Promise<PolicyDocument> {
  const where = ['--bucket', BUCKET, '--region', 'us-east-1'];
  const { stdout } = await runCli(['deploy', '--print-policy', caller, ...where, ...args]);
  return JSON.parse(stdout);
}

async function expectToFit(policy: PolicyDocument, permissions: readonly Permission[]) {
  expect(permissions).not.toEqual([]);
  const distinct = [...new Map(permissions.map((one) => [JSON.stringify(one), one])).values()];
  expect({
    missing: await missingFrom(policy, distinct),
    useless: await uselessParts(policy, distinct),
  }).toEqual({ missing: [], useless: [] });
}

/** The role policies as they were sent to IAM. */
function rolePolicy(role: string, member: 'PolicyDocument' | 'AssumeRolePolicyDocument') {
  const action = member === 'PolicyDocument' ? 'iam:PutRolePolicy' : 'iam:CreateRole';
  const sent = service.records.calls.find(
    (call) => call.action === action && call.input.RoleName === role,
  );
  return JSON.parse(String(sent?.input[member])) as PolicyDocument;
}

test('deploying, changing and destroying need exactly the policy for deploy', async () => {
  await expectToFit(await printedPolicy('deploy'), needed.get('deploy') ?? []);
});

test('a VPC, a boundary, tags and reserved concurrency need exactly the policy for that', async () => {
  const both = [...(needed.get('deploy') ?? []), ...(needed.get('more') ?? [])];
  await expectToFit(await printedPolicy('deploy', ...MORE), both);
});

test('with an existing role, fewer permissions are needed', async () => {
  const policy = await printedPolicy('deploy', '--role', LENT_ROLE);
  await expectToFit(policy, needed.get('lent') ?? []);
});

test('a run needs exactly the policy for run', async () => {
  await expectToFit(await printedPolicy('run'), needed.get('run') ?? []);
});

test('doctor needs exactly the policy for doctor', async () => {
  await expectToFit(await printedPolicy('doctor'), needed.get('doctor') ?? []);
});

test('doing both needs the policy for all', async () => {
  const both = [...(needed.get('deploy') ?? []), ...(needed.get('run') ?? [])];
  await expectToFit(await printedPolicy('all'), both);
});

test('the local engine reads the objects of a bucket and invokes nothing', async () => {
  const { Statement, ...rest } = await printedPolicy('run');
  const read = {
    Sid: 'ReadObjects',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${BUCKET}/*`,
  } as const;
  const list = Statement.filter(({ Sid }) => Sid === 'RunListBucket');
  await expectToFit({ ...rest, Statement: [...list, read] }, needed.get('local') ?? []);
});

test.each(['wordcount-worker', 'wordcount-cascade'])('the role of %s fits it', async (role) => {
  await expectToFit(rolePolicy(role, 'PolicyDocument'), neededByRole.get(role) ?? []);
  const trust = rolePolicy(role, 'AssumeRolePolicyDocument');
  const roleArn = `arn:aws:iam::123456789012:role/${role}`;
  expect(await trusts(trust, 'lambda.amazonaws.com', roleArn)).toBe(true);
  expect(await trusts(trust, 'ec2.amazonaws.com', roleArn)).toBe(false);
});
