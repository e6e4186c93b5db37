// A VPC, a boundary, tags and reserved concurrency, on a Lambda service: made, changed alone, kept when they
// are left out, and removed.

import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { hasWork } from '../../src/deploy/make-plan.ts';
import { tagsOf } from '../../src/deploy/resource-names.ts';
import { startDeployment } from '../emulator/deployment.ts';
import { archiveOf } from '../support/deploy-settings.ts';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';
const NETWORK = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
const EVERYTHING = {
  buckets: ['logs'],
  boundaryArn: BOUNDARY,
  network: NETWORK,
  reservedWorkers: 200,
  tags: { team: 'search' },
};

const WAITED = 'waiting until Lambda has removed its network interfaces (some 20 min)';

test('a new deployment has all of them, and the next one keeps them', async () => {
  const { request, ports, takeChangingCalls } = await startDeployment();
  await request(EVERYTHING);
  const { lambda, iam, logs } = ports.clients;
  const worker = await lambda.send(new GetFunctionCommand({ FunctionName: 'wordcount-worker' }));
  expect(worker.Configuration?.VpcConfig).toMatchObject({
    SubnetIds: NETWORK.subnetIds,
    SecurityGroupIds: NETWORK.securityGroupIds,
  });
  expect(worker.Concurrency).toEqual({ ReservedConcurrentExecutions: 200 });
  const tags = { team: 'search', ...tagsOf('wordcount') };
  expect(worker.Tags).toEqual(tags);
  const cascade = await lambda.send(new GetFunctionCommand({ FunctionName: 'wordcount-cascade' }));
  expect(cascade.Configuration?.VpcConfig?.SubnetIds).toEqual(NETWORK.subnetIds);
  expect(cascade.Concurrency).toBeUndefined();
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'wordcount-cascade' }));
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
  expect(Object.fromEntries(Role?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [])).toEqual(tags);
  const resourceArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/wordcount-worker';
  expect(await logs.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({ tags });

  takeChangingCalls();
  expect(hasWork(await request())).toBe(false);
  expect(takeChangingCalls()).toEqual([]);
});

test.each([
  ['reserved concurrency', { reservedWorkers: 100 }, ['lambda:PutFunctionConcurrency']],
  ['no reserved concurrency', { reservedWorkers: null }, ['lambda:DeleteFunctionConcurrency']],
  [
    'another boundary',
    { boundaryArn: `${BOUNDARY}-2` },
    ['iam:PutRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
  ],
  [
    'no boundary',
    { boundaryArn: null },
    ['iam:DeleteRolePermissionsBoundary', 'iam:DeleteRolePermissionsBoundary'],
  ],
  [
    'another subnet',
    { network: { subnetIds: ['subnet-3'] } },
    ['lambda:UpdateFunctionConfiguration', 'lambda:UpdateFunctionConfiguration'],
  ],
  [
    'a tag',
    { tags: { stage: 'test' } },
    [
      ...['logs:TagResource', 'logs:TagResource', 'iam:TagRole', 'iam:TagRole'],
      ...['lambda:TagResource', 'lambda:TagResource'],
    ],
  ],
  [
    'no tag',
    { untag: ['team', 'never-there'] },
    [
      ...['logs:UntagResource', 'logs:UntagResource', 'iam:UntagRole', 'iam:UntagRole'],
      ...['lambda:UntagResource', 'lambda:UntagResource'],
    ],
  ],
  [
    'memory',
    { sizes: { worker: { memoryMb: 2000 }, cascade: {} } },
    ['lambda:UpdateFunctionConfiguration'],
  ],
])('deploying with %s changes only that', async (_, change, calls) => {
  const { request, takeChangingCalls } = await startDeployment();
  await request(EVERYTHING);
  takeChangingCalls();
  await request(change);
  expect(takeChangingCalls()).toEqual(calls);
  expect(hasWork(await request(change))).toBe(false);
  expect(hasWork(await request())).toBe(false);
});

test('leaving the VPC waits for its network interfaces before the roles change', async () => {
  const { request, ports, told, service } = await startDeployment({ looksUntilReady: 3 });
  await request(EVERYTHING);
  told.length = 0;
  await request({ network: null });
  expect(told.filter((line) => !line.includes('is ready'))).toEqual([
    'changed function wordcount-worker',
    'changed function wordcount-cascade',
    WAITED,
    'changed role policy wordcount-worker/wordcount-us-east-1',
    'changed role policy wordcount-cascade/wordcount-us-east-1',
  ]);
  const { Configuration } = await ports.clients.lambda.send(
    new GetFunctionCommand({ FunctionName: 'wordcount-worker' }),
  );
  expect(Configuration?.VpcConfig?.SubnetIds).toEqual([]);
  const policies = service.records.calls.filter(({ action }) => action === 'iam:PutRolePolicy');
  expect(String(policies.at(-1)?.input.PolicyDocument)).not.toContain('ec2:');
  expect(hasWork(await request())).toBe(false);
});

test('destroying waits for the network interfaces before the roles go, and leaves nothing', async () => {
  const { request, destroy, planRemoval, service, told } = await startDeployment({
    looksUntilReady: 3,
  });
  await request(EVERYTHING);
  told.length = 0;
  await destroy();
  expect(told.indexOf(WAITED)).toBeGreaterThan(told.indexOf('removed function wordcount-worker'));
  expect(told.indexOf(WAITED)).toBeLessThan(
    told.indexOf('removed role policy wordcount-cascade/wordcount-us-east-1'),
  );
  expect(service.resources()).toEqual({ functions: [], roles: [], logGroups: [] });
  expect(await planRemoval()).toEqual({ targets: [], kept: [] });
});

test('interfaces of a deployment whose name goes on are left to it', async () => {
  const { request, destroy, service } = await startDeployment();
  await request(EVERYTHING);
  const other = { network: { ...NETWORK, securityGroupIds: ['sg-2'] }, reservedWorkers: null };
  await request({ ...EVERYTHING, ...other, stem: 'wordcount-worker' });
  await destroy();
  expect(service.resources().functions).toEqual([
    'wordcount-worker-worker',
    'wordcount-worker-cascade',
  ]);
  expect(service.resources().roles).toHaveLength(2);
});

test('interfaces that another function uses are named, and the roles stay with them', async () => {
  const { request, destroy, ports, service } = await startDeployment();
  await request(EVERYTHING);
  await ports.clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'other',
      Role: 'arn:aws:iam::123456789012:role/wordcount-worker',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: archiveOf('of somebody').zip },
      VpcConfig: { SubnetIds: NETWORK.subnetIds, SecurityGroupIds: NETWORK.securityGroupIds },
    }),
  );
  const error = await destroy().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'StepError',
    doing: 'remove the network interfaces wordcount',
  });
  expect(String((error as Error).cause)).toContain('network interfaces eni-');
  expect(service.resources()).toMatchObject({
    functions: ['other'],
    roles: ['wordcount-worker', 'wordcount-cascade'],
  });
});

test('more than the account has is refused by Lambda, and said', async () => {
  const { request } = await startDeployment({ accountConcurrency: 150 });
  await expect(request({ reservedWorkers: 100 })).rejects.toMatchObject({
    name: 'StepError',
    cause: { message: expect.stringContaining('below its minimum value') },
  });
});
