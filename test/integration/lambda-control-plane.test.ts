// The control plane of the Lambda service, with the parts of IAM, CloudWatch Logs and STS that
// deploying takes, driven by the SDK's own clients.

import { createHash } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand as TagLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LambdaService, startLambdaService } from '../emulator/start-lambda-service.ts';
import { clientConfig, testArchive, trustLambda } from '../emulator/test-functions.ts';
import { zipArchive } from '../support/zip-archive.ts';

let service: LambdaService;
let lambda: LambdaClient;
let iam: IAMClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  service = await startLambdaService({ looksUntilReady: 1, newRoleRefusals: 1 });
  const config = clientConfig(service.endpoint);
  lambda = new LambdaClient(config);
  iam = new IAMClient(config);
  logs = new CloudWatchLogsClient(config);
});

afterAll(() => service.close());

function creation(settings: Partial<CreateFunctionCommandInput> = {}) {
  return new CreateFunctionCommand({
    FunctionName: 'counter',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::123456789012:role/counter',
    Handler: 'index.buffered',
    Code: { ZipFile: testArchive },
    Tags: { made: 'here' },
    ...settings,
  });
}

const look = () => lambda.send(new GetFunctionCommand({ FunctionName: 'counter' }));

test('a role from its making to its end', async () => {
  const RoleName = 'scratch';
  const creating = { RoleName, AssumeRolePolicyDocument: trustLambda, Path: '/tests/' };
  const made = await iam.send(
    new CreateRoleCommand({ ...creating, Tags: [{ Key: 'a', Value: '<1&"2">' }] }),
  );
  expect(made.Role?.Arn).toBe('arn:aws:iam::123456789012:role/tests/scratch');
  await expect(iam.send(new CreateRoleCommand(creating))).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
  });
  await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'b', Value: '2' }] }));
  const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
  expect(Tags).toEqual([
    { Key: 'a', Value: '<1&"2">' },
    { Key: 'b', Value: '2' },
  ]);
  await iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: '{"Statement":[]}' }),
  );
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe('{"Statement":[]}');

  const policy = { RoleName, PolicyName: 'read' };
  const PolicyDocument = '{"Statement":[{"Resource":"arn:aws:s3:::a/*"}]}';
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  const shown = await iam.send(new GetRolePolicyCommand(policy));
  expect(decodeURIComponent(shown.PolicyDocument ?? '')).toBe(PolicyDocument);
  expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['read']);
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies).toEqual([]);

  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  });
  await iam.send(new DeleteRolePolicyCommand(policy));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('a log group from its making to its end', async () => {
  const logGroupName = '/aws/lambda/scratch';
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: '1' } }));
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
  const describe = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName });
  const { logGroups } = await logs.send(describe);
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 14 }]);
  const resourceArn = logGroups?.[0]?.logGroupArn;
  await logs.send(new TagLogGroupCommand({ resourceArn, tags: { b: '2' } }));
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual({ a: '1', b: '2' });
  await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  expect((await logs.send(describe)).logGroups).toEqual([]);
  await expect(logs.send(new DeleteLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a function from its making to its end', async () => {
  const missingRole = lambda.send(creation());
  await expect(missingRole).rejects.toThrow('cannot be assumed by Lambda');
  await iam.send(
    new CreateRoleCommand({ RoleName: 'counter', AssumeRolePolicyDocument: trustLambda }),
  );
  const roleTooNew = lambda.send(creation());
  await expect(roleTooNew).rejects.toMatchObject({ name: 'InvalidParameterValueException' });

  const made = await lambda.send(creation());
  expect(made).toMatchObject({ State: 'Pending', MemorySize: 128, Timeout: 3 });
  expect(made.CodeSha256).toBe(createHash('sha256').update(testArchive).digest('base64'));
  await expect(lambda.send(creation())).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
  const invocation = new InvokeCommand({ FunctionName: 'counter' });
  await expect(lambda.send(invocation)).rejects.toThrow('in the following state: Pending');
  expect((await look()).Configuration?.State).toBe('Pending');
  expect((await look()).Configuration?.State).toBe('Active');
  expect((await lambda.send(invocation)).FunctionError).toBeUndefined();
  expect(service.resources().logGroups).toEqual(['/aws/lambda/counter']);

  const ZipFile = zipArchive({ 'index.mjs': `export const buffered = async () => 'new'` });
  const update = new UpdateFunctionCodeCommand({ FunctionName: 'counter', ZipFile });
  const updated = await lambda.send(update);
  expect(updated.LastUpdateStatus).toBe('InProgress');
  expect(updated.CodeSha256).not.toBe(made.CodeSha256);
  const configure = new UpdateFunctionConfigurationCommand({
    FunctionName: 'counter',
    MemorySize: 512,
    Environment: { Variables: { MODE: 'x' } },
  });
  await expect(lambda.send(configure)).rejects.toThrow('An update is in progress');
  await look();
  expect((await look()).Configuration?.LastUpdateStatus).toBe('Successful');
  expect(await lambda.send(configure)).toMatchObject({ MemorySize: 512, Timeout: 3 });
  await look();
  await look();
  const { Payload } = await lambda.send(invocation);
  expect(Buffer.from(Payload ?? []).toString()).toBe('"new"');

  const Resource = made.FunctionArn;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { b: '2' } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['made'] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: '2' });
  expect((await look()).Tags).toEqual({ b: '2' });

  await lambda.send(new DeleteFunctionCommand({ FunctionName: 'counter' }));
  await expect(look()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(lambda.send(invocation)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test.each<[string, string, Partial<CreateFunctionCommandInput>]>([
  ['a name with a space', 'ValidationException', { FunctionName: 'no spaces' }],
  ['too little memory', 'ValidationException', { MemorySize: 64 }],
  ['too long a time limit', 'ValidationException', { Timeout: 901 }],
  ['an old runtime', 'ValidationException', { Runtime: 'nodejs4.3' }],
  ['a role without its ARN', 'ValidationException', { Role: 'counter' }],
  [
    'a reserved variable',
    'InvalidParameterValueException',
    { Environment: { Variables: { AWS_REGION: 'eu-west-1' } } },
  ],
  [
    'too large an environment',
    'InvalidParameterValueException',
    { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
  ],
  [
    'an archive that is none',
    'InvalidParameterValueException',
    { Code: { ZipFile: Buffer.from('not a zip') } },
  ],
  [
    'a log level in text',
    'InvalidParameterValueException',
    { LoggingConfig: { SystemLogLevel: 'WARN' } },
  ],
])('%s is refused with %s', async (_, name, settings) => {
  await expect(lambda.send(creation(settings))).rejects.toMatchObject({ name });
});

test('the caller is known', async () => {
  const sts = new STSClient(clientConfig(service.endpoint));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/tester',
  });
});

test('a call can be made to fail, and all are noted', async () => {
  service.faults.failCall({
    action: 'iam:GetRole',
    nth: 2,
    status: 403,
    code: 'AccessDenied',
    message: 'User is not authorized',
  });
  const get = () => iam.send(new GetRoleCommand({ RoleName: 'counter' }));
  await get();
  await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
  await get();
  expect(service.records.calls.slice(-3)).toEqual(
    [
      { action: 'iam:GetRole', status: 200 },
      { action: 'iam:GetRole', status: 403, errorCode: 'AccessDenied' },
      { action: 'iam:GetRole', status: 200 },
    ].map((call) =>
      expect.objectContaining({ ...call, input: expect.objectContaining({ RoleName: 'counter' }) }),
    ),
  );
});
