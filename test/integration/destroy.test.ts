// Destroying at a Lambda service what was deployed there.

import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { UntagResourceCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { toPolicy } from '../../src/deploy/policy-document.ts';
import { startDeployment } from '../emulator/deployment.ts';

const NOTHING = { functions: [], roles: [], logGroups: [] };
const MADE_BY_DEPLOY = 'wordcount:made-by';

test('removes all that deploy made, and the next time there is nothing', async () => {
  const { deploy, destroy, planRemoval, service, takeChangingCalls, told } =
    await startDeployment();
  await deploy();
  told.length = 0;
  await destroy();
  expect(service.resources()).toEqual(NOTHING);
  expect(told).toEqual([
    'removed function wordcount-cascade',
    'removed function wordcount-worker',
    'removed log group /aws/lambda/wordcount-cascade',
    'removed log group /aws/lambda/wordcount-worker',
    'removed role policy wordcount-cascade/wordcount-us-east-1',
    'removed role wordcount-cascade',
    'removed role policy wordcount-worker/wordcount-us-east-1',
    'removed role wordcount-worker',
  ]);
  takeChangingCalls();
  expect(await planRemoval()).toEqual({ targets: [], kept: [] });
  expect(takeChangingCalls()).toEqual([]);
});

test('another deployment stays', async () => {
  const { deploy, destroy, service } = await startDeployment();
  await deploy();
  await deploy({ stem: 'nightly' });
  await destroy();
  expect(Object.values(service.resources()).flat()).toHaveLength(6);
  await destroy('nightly');
  expect(service.resources()).toEqual(NOTHING);
});

test('what has not the tags is reported and stays', async () => {
  const { deploy, destroy, ports, service } = await startDeployment();
  await deploy();
  const { lambda, iam } = ports.clients;
  await lambda.send(
    new UntagResourceCommand({
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:wordcount-worker',
      TagKeys: [MADE_BY_DEPLOY],
    }),
  );
  await iam.send(new UntagRoleCommand({ RoleName: 'wordcount-worker', TagKeys: [MADE_BY_DEPLOY] }));
  const { kept } = await destroy();
  expect(kept.map(({ target, why }) => `${target.kind} ${target.name}: ${why}`)).toEqual([
    'function wordcount-worker: it has not the tags of what deploy makes',
    'role wordcount-worker: it has not the tags of what deploy makes',
  ]);
  expect(service.resources()).toEqual({
    functions: ['wordcount-worker'],
    roles: ['wordcount-worker'],
    logGroups: [],
  });
});

test('a log group that somebody else made stays, with and without our functions', async () => {
  const { deploy, destroy, ports, service } = await startDeployment();
  const logGroupName = '/aws/lambda/wordcount-worker';
  await ports.clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
  await deploy();
  await destroy();
  expect(service.resources()).toEqual({ ...NOTHING, logGroups: [logGroupName] });
});

test('a role that another region uses stays, without the policy of this one', async () => {
  const { deploy, destroy, ports, service } = await startDeployment();
  await deploy();
  await ports.clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: 'wordcount-worker',
      PolicyName: 'wordcount-eu-west-1',
      PolicyDocument: JSON.stringify(toPolicy()),
    }),
  );
  const { kept } = await destroy();
  expect(kept).toEqual([
    {
      target: { kind: 'role', name: 'wordcount-worker' },
      why: 'it has other policies: wordcount-eu-west-1',
    },
  ]);
  expect(service.resources()).toEqual({ ...NOTHING, roles: ['wordcount-worker'] });
});

test('a role that something was attached to is named, and goes once it is detached', async () => {
  const { deploy, destroy, ports, service } = await startDeployment();
  await deploy();
  const attached = {
    RoleName: 'wordcount-worker',
    PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  };
  await ports.clients.iam.send(new AttachRolePolicyCommand(attached));
  await expect(destroy()).rejects.toMatchObject({
    doing: 'remove the role wordcount-worker',
    done: 7,
    total: 8,
  });
  await ports.clients.iam.send(new DetachRolePolicyCommand(attached));
  const { targets } = await destroy();
  expect(targets).toEqual([{ kind: 'role', name: 'wordcount-worker' }]);
  expect(service.resources()).toEqual(NOTHING);
});

test.each([
  'lambda:DeleteFunction',
  'logs:DeleteLogGroup',
  'iam:DeleteRolePolicy',
  'iam:DeleteRole',
])('ended half-way by %s, the next destroy removes the rest', async (action) => {
  const { deploy, destroy, service } = await startDeployment();
  await deploy();
  service.faults.failCall({ action, nth: 2, status: 403, code: 'AccessDeniedException' });
  await expect(destroy()).rejects.toMatchObject({ name: 'StepError', total: 8 });
  service.faults.clear();
  await destroy();
  expect(service.resources()).toEqual(NOTHING);
});

test('what is removed by somebody else meanwhile is removed', async () => {
  const { deploy, destroy, service } = await startDeployment();
  await deploy();
  service.faults.failCall({
    action: 'lambda:DeleteFunction',
    nth: 1,
    status: 404,
    code: 'ResourceNotFoundException',
  });
  // It is still there in truth, which the check at the end must notice.
  await expect(destroy()).rejects.toThrow('These still exist: function wordcount-cascade');
  await destroy();
  expect(service.resources()).toEqual(NOTHING);
});
