// The policies, whole, as IAM is given them.

import { expect, test } from 'vitest';
import { callerPolicy } from '../../../src/deploy/caller-policy.ts';
import { isSamePolicy, toPolicy } from '../../../src/deploy/policy-document.ts';
import { cascadePolicy, TRUST_POLICY, workerPolicy } from '../../../src/deploy/role-policies.ts';
import { readText } from '../../support/documents.ts';

const account = { id: '123456789012', partition: 'aws', region: 'eu-west-1' };
const input = { stem: 'wordcount', account, buckets: ['logs', 'data'], kmsKeyArns: [] };

test('the worker may read objects of the named buckets and write its own logs', () => {
  expect(workerPolicy(input)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadObjects',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:::data/*', 'arn:aws:s3:::logs/*'],
      },
      {
        Sid: 'TellMissingFromForbidden',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::logs'],
      },
      {
        Sid: 'WriteOwnLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/wordcount-worker:*',
      },
    ],
  });
});

test('without named buckets it may read all, and permissions for keys are added only if keys are given', () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { Statement } = workerPolicy({ ...input, buckets: [], kmsKeyArns: [key] });
  expect(Statement[0]?.Resource).toEqual(['arn:aws:s3:::*/*']);
  expect(Statement[1]?.Resource).toEqual(['arn:aws:s3:::*']);
  expect(Statement[2]).toEqual({
    Sid: 'DecryptObjects',
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: [key],
  });
});

test('in a VPC, both may let Lambda manage network interfaces, with the statement of the docs', () => {
  const [, section = ''] = readText('docs/deploying.md').split('## VPC');
  const [, shown = ''] = /```json\n(.*?)```/s.exec(section) ?? [];
  for (const policy of [workerPolicy, cascadePolicy]) {
    const { Statement } = policy({ ...input, network: {} });
    expect(Statement).toContainEqual(JSON.parse(shown));
    expect(policy(input).Statement).toEqual(Statement.filter(({ Sid }) => Sid !== 'UseVpc'));
  }
});

test('the cascade may invoke the worker, write its own logs, and nothing else', () => {
  expect(cascadePolicy(input)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'InvokeWorker',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:wordcount-worker',
      },
      {
        Sid: 'WriteOwnLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/wordcount-cascade:*',
      },
    ],
  });
});

test('only Lambda may assume the roles', () => {
  expect(TRUST_POLICY).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
});

test('names follow the partition', () => {
  const china = { ...account, partition: 'aws-cn', region: 'cn-north-1' };
  const policies = [workerPolicy, cascadePolicy].map((policy) =>
    JSON.stringify(policy({ ...input, account: china })),
  );
  for (const policy of policies) expect(policy).not.toContain('arn:aws:');
});

test('each caller gets its own statements, without any about roles if an existing role is used', () => {
  const sids = (...args: Parameters<typeof callerPolicy>) =>
    callerPolicy(...args).Statement.map(({ Sid }) => Sid);
  expect(sids('run', input)).toEqual([
    'RunListBucket',
    'RunInvokeCascade',
    'RunAccountLimit',
    'RunReservedConcurrency',
  ]);
  expect(sids('deploy', input)).toEqual([
    'DeployRoles',
    'DeployPassRole',
    'DeployFunctions',
    'DeployLogGroups',
    'DeployFindLogGroups',
  ]);
  expect(sids('all', input)).toEqual([...sids('deploy', input), ...sids('run', input)]);

  const roleArn = 'arn:aws:iam::123456789012:role/service-role/mine';
  const [pass, ...others] = callerPolicy('deploy', { ...input, roleArn }).Statement;
  expect(pass).toEqual({
    Sid: 'DeployPassRole',
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roleArn,
    Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  });
  expect(JSON.stringify(others)).not.toContain('iam:');
});

test('statements fit the grammar: unique alphanumeric Sids, actions and ARNs of known shape', () => {
  for (const policy of [callerPolicy('all', input), workerPolicy(input), cascadePolicy(input)]) {
    const sids = policy.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const { Sid, Action, Resource = [] } of policy.Statement) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      for (const arn of [Resource].flat())
        expect(arn).toMatch(/^arn:aws:[a-z0-9]+:[^:]*:[^:]*:.+$|^\*$/);
    }
  }
});

test('policies are compared by content, not by the order of members', () => {
  const [statement] = cascadePolicy(input).Statement;
  if (!statement) throw new Error('no statement');
  const turned = {
    Statement: [Object.fromEntries(Object.entries(statement).reverse())],
    Version: '2012-10-17',
  };
  expect(isSamePolicy(toPolicy(statement), turned)).toBe(true);
  expect(isSamePolicy(toPolicy({ ...statement, Action: 'lambda:*' }), turned)).toBe(false);
  expect(isSamePolicy(toPolicy(statement), null)).toBe(false);
});
