// Deploys to a Lambda service through the SDK's own clients.

import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, GetRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/deploy/apply-plan.ts';
import { hasWork } from '../../src/deploy/make-plan.ts';
import { tagsOf } from '../../src/deploy/resource-names.ts';
import { TRUST_POLICY } from '../../src/deploy/role-policies.ts';
import { StepError } from '../../src/deploy/step-error.ts';
import { startDeployment } from '../emulator/deployment.ts';
import { archiveOf, DEFAULT_SETTINGS } from '../support/deploy-settings.ts';

test('makes both functions with their settings, each with a role, a policy and a log group', async () => {
  const { deploy, service, ports } = await startDeployment({ looksUntilReady: 2 });
  const { steps } = await deploy();
  expect(service.resources()).toEqual({
    functions: ['wordcount-worker', 'wordcount-cascade'],
    roles: ['wordcount-worker', 'wordcount-cascade'],
    logGroups: ['/aws/lambda/wordcount-worker', '/aws/lambda/wordcount-cascade'],
  });

  const { lambda, iam, logs } = ports.clients;
  const cascade = await lambda.send(new GetFunctionCommand({ FunctionName: 'wordcount-cascade' }));
  expect(cascade.Configuration).toMatchObject({
    State: 'Active',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Architectures: ['arm64'],
    MemorySize: 1769,
    Timeout: 900,
    Role: 'arn:aws:iam::123456789012:role/wordcount-cascade',
    Environment: { Variables: { WORDCOUNT_WORKER_FUNCTION: 'wordcount-worker' } },
    CodeSha256: DEFAULT_SETTINGS.archives.cascade.sha256,
    LoggingConfig: { LogGroup: '/aws/lambda/wordcount-cascade' },
  });
  expect(cascade.Tags).toEqual(tagsOf('wordcount'));

  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'wordcount-worker' }));
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(
    TRUST_POLICY,
  );
  const { PolicyDocument = '' } = await iam.send(
    new GetRolePolicyCommand({
      RoleName: 'wordcount-worker',
      PolicyName: 'wordcount-us-east-1',
    }),
  );
  const policy = steps.find(({ resource }) => resource.kind === 'role policy')?.resource;
  expect(policy).toMatchObject({ document: JSON.parse(decodeURIComponent(PolicyDocument)) });

  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
  expect(logGroups?.map(({ retentionInDays }) => retentionInDays)).toEqual([14, 14]);
  const resourceArn = logGroups?.[0]?.logGroupArn;
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual(tagsOf('wordcount'));
});

test('a second deploy finds nothing to do and changes nothing', async () => {
  const { deploy, takeChangingCalls } = await startDeployment();
  await deploy();
  expect(takeChangingCalls()).not.toEqual([]);
  expect(hasWork(await deploy())).toBe(false);
  expect(takeChangingCalls()).toEqual([]);
});

test('another deployment has its own names', async () => {
  const { deploy, service } = await startDeployment();
  await deploy();
  await deploy({ stem: 'nightly' });
  const { functions } = service.resources();
  expect(functions.filter((name) => name.startsWith('nightly-'))).toHaveLength(2);
  expect(functions).toHaveLength(4);
});

test('changes only what differs: memory, code, policy, retention', async () => {
  const { deploy, takeChangingCalls } = await startDeployment();
  await deploy();
  takeChangingCalls();

  const sizes = { ...DEFAULT_SETTINGS.sizes, worker: { memoryMb: 3008, timeoutSeconds: 180 } };
  await deploy({ sizes });
  expect(takeChangingCalls()).toEqual(['lambda:UpdateFunctionConfiguration']);

  const archives = { ...DEFAULT_SETTINGS.archives, cascade: archiveOf('newer') };
  await deploy({ sizes, archives });
  expect(takeChangingCalls()).toEqual(['lambda:UpdateFunctionCode']);

  await deploy({ sizes, archives, buckets: ['logs', 'more'] });
  expect(takeChangingCalls()).toEqual(['iam:PutRolePolicy']);

  const all = { sizes, archives, buckets: ['logs', 'more'], logRetentionDays: 7 };
  await deploy(all);
  expect(takeChangingCalls()).toEqual(['logs:PutRetentionPolicy', 'logs:PutRetentionPolicy']);
  expect(hasWork(await deploy(all))).toBe(false);
});

test('code and memory change one after the other, as Lambda requires', async () => {
  const { deploy, plan, takeChangingCalls } = await startDeployment({ looksUntilReady: 3 });
  await deploy();
  takeChangingCalls();
  const change = {
    archives: { ...DEFAULT_SETTINGS.archives, worker: archiveOf('newer') },
    sizes: { ...DEFAULT_SETTINGS.sizes, worker: { memoryMb: 512, timeoutSeconds: 5 } },
  };
  await deploy(change);
  expect(takeChangingCalls()).toEqual([
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
  ]);
  expect(hasWork(await plan(change))).toBe(false);
});

test("deploy waits for someone else's change in progress", async () => {
  const { deploy, plan, ports, told } = await startDeployment({ looksUntilReady: 4 });
  await deploy();
  told.length = 0;
  await ports.clients.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'wordcount-worker', MemorySize: 256 }),
  );
  await deploy();
  expect(told).toContain('waiting until wordcount-worker is ready');
  expect(told).toContain('changed function wordcount-worker');
  expect(hasWork(await plan())).toBe(false);
});

test('the next deploy waits for a function that is still being made', async () => {
  const { deploy, told, takeChangingCalls, ports } = await startDeployment({ looksUntilReady: 4 });
  await deploy();
  takeChangingCalls();
  told.length = 0;
  await ports.clients.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'wordcount-worker', Timeout: 180 }),
  );
  const { steps } = await deploy();
  expect(steps.at(-2)).toMatchObject({ action: 'wait', resource: { name: 'wordcount-worker' } });
  expect(told).toEqual([
    'waiting until wordcount-worker is ready',
    'ready: function wordcount-worker',
  ]);
  expect(takeChangingCalls()).toEqual(['lambda:UpdateFunctionConfiguration']);
});

test('a role that Lambda does not know yet is retried', async () => {
  const { deploy, told, service } = await startDeployment({ newRoleRefusals: 3 });
  await deploy();
  expect(told).toContain('waiting for IAM changes to propagate (up to 2 min)');
  const refused = service.records.calls.filter(
    ({ errorCode }) => errorCode === 'InvalidParameterValueException',
  );
  expect(refused).toHaveLength(6);
});

test('a role that Lambda never accepts ends the wait with the reason', async () => {
  const { deploy, service } = await startDeployment({ newRoleRefusals: 1_000 });
  const error = await deploy().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StepError);
  expect(error).toMatchObject({ doing: 'create the function wordcount-worker', done: 6, total: 8 });
  expect(String((error as StepError).cause)).toContain('cannot be assumed by Lambda');
  expect(service.records.calls.length).toBeLessThan(100);
});

test.each([
  { action: 'logs:PutRetentionPolicy', nth: 1, done: 0 },
  { action: 'iam:CreateRole', nth: 2, done: 3 },
  { action: 'iam:PutRolePolicy', nth: 1, done: 4 },
  { action: 'lambda:CreateFunction', nth: 1, done: 6 },
  { action: 'lambda:CreateFunction', nth: 2, done: 7 },
])('after a failure of $action ($nth), the next deploy does the rest', async (fault) => {
  const { action, nth, done } = fault;
  const { deploy, plan, service } = await startDeployment();
  service.faults.failCall({ action, nth, status: 403, code: 'AccessDeniedException' });
  await expect(deploy()).rejects.toMatchObject({ name: 'StepError', done, total: 8 });

  service.faults.clear();
  const { steps } = await deploy();
  expect(steps.filter((step) => step.action === 'leave')).toHaveLength(done);
  const created = service.records.calls.filter(
    (call) => call.action.includes(':Create') && call.errorCode === undefined,
  );
  expect(created).toHaveLength(6);
  expect(hasWork(await plan())).toBe(false);
  expect(Object.values(service.resources()).flat()).toHaveLength(6);
});

test('after an interruption between two steps, the next deploy does the rest', async () => {
  const { deploy, plan, ports } = await startDeployment();
  const interruption = new AbortController();
  const observer = {
    onBegin: () => undefined,
    onWait: () => undefined,
    onDone: (done: string) => {
      if (done === 'created role wordcount-cascade') interruption.abort();
    },
  };
  const interrupted = applyPlan(await plan(), { ...ports, signal: interruption.signal }, observer);
  await expect(interrupted).rejects.toMatchObject({
    ...{ name: 'StepError', done: 4, total: 8 },
    cause: { name: 'AbortError' },
  });
  const { steps } = await deploy();
  expect(steps.map(({ action }) => action)).toEqual([
    ...Array.from({ length: 4 }, () => 'leave'),
    ...Array.from({ length: 4 }, () => 'create'),
  ]);
});

test('with an existing role, IAM is not called at all', async () => {
  const { deploy, service, ports } = await startDeployment();
  await ports.clients.iam.send(
    new CreateRoleCommand({
      RoleName: 'mine',
      AssumeRolePolicyDocument: JSON.stringify(TRUST_POLICY),
    }),
  );
  const roleArn = 'arn:aws:iam::123456789012:role/mine';
  const before = service.records.calls.length;
  await deploy({ roleArn });
  const calls = service.records.calls.slice(before).map(({ action }) => action);
  expect(calls.filter((action) => action.startsWith('iam:'))).toEqual([]);
  expect(service.resources().roles).toEqual(['mine']);
  expect(hasWork(await deploy({ roleArn }))).toBe(false);
});

test('a resource with the name that deploy did not make is reported, and nothing is changed', async () => {
  const { plan, ports, deploy, service } = await startDeployment();
  await deploy({ stem: 'other' });
  await ports.clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'wordcount-worker',
      Role: 'arn:aws:iam::123456789012:role/other-worker',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: archiveOf('of somebody').zip },
    }),
  );
  const { foreign } = await plan();
  expect(foreign.map(({ kind, name }) => [kind, name])).toEqual([['function', 'wordcount-worker']]);
  expect(service.resources().logGroups).not.toContain('/aws/lambda/wordcount-worker');
});
