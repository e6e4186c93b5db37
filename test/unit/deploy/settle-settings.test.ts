// The result of a deploy, from what is asked and what is deployed already.

import { expect, test } from 'vitest';
import type { DeployRequest } from '../../../src/deploy/deploy-request.ts';
import { describeAccess } from '../../../src/deploy/describe-plan.ts';
import type { FoundState } from '../../../src/deploy/found-state.ts';
import type { PolicyDocument } from '../../../src/deploy/policy-document.ts';
import { tagsOf } from '../../../src/deploy/resource-names.ts';
import { TRUST_POLICY, workerPolicy } from '../../../src/deploy/role-policies.ts';
import { settleSettings } from '../../../src/deploy/settle-settings.ts';
import { DEFAULT_SETTINGS } from '../../support/deploy-settings.ts';

const account = { id: '123456789012', partition: 'aws', region: 'eu-west-1' };
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';
const NETWORK = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
const NOTHING: FoundState = { worker: {}, cascade: {} };

const bare: DeployRequest = {
  stem: 'wordcount',
  tags: {},
  untag: [],
  sizes: { worker: {}, cascade: {} },
};

function settle(request: Partial<DeployRequest>, found: FoundState) {
  return settleSettings({ ...bare, ...request }, account, found, DEFAULT_SETTINGS.archives);
}

/** A deployment that was given everything. */
function deployed(policy: unknown = policyFor(['logs', 'data'], [KEY])): FoundState {
  const tags = tagsOf('wordcount');
  const fn = {
    tags,
    description: '',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    architecture: 'x86_64',
    memoryMb: 3008,
    timeoutSeconds: 99,
    roleArn: 'arn:aws:iam::123456789012:role/wordcount-worker',
    variables: {},
    codeSha256: '',
    settled: true,
    network: NETWORK,
  };
  const role = {
    trustPolicy: TRUST_POLICY,
    tags,
    boundaryArn: BOUNDARY,
    policyNames: ['wordcount-eu-west-1'],
    policy,
  };
  const logGroup = { retentionDays: 7, tags };
  return {
    worker: { function: { ...fn, reservedConcurrency: 50 }, role, logGroup },
    cascade: { function: { ...fn, memoryMb: 600 }, role, logGroup },
  };
}

function policyFor(buckets: string[], kmsKeyArns: string[] = []): PolicyDocument {
  return workerPolicy({ stem: 'wordcount', account, buckets, kmsKeyArns });
}

test('a new deployment has the defaults', () => {
  expect(settle({}, NOTHING)).toEqual({ ...DEFAULT_SETTINGS, account, buckets: [] });
});

test('what is left out stays as it is deployed', () => {
  const settings = settle({}, deployed());
  expect(settings).toMatchObject({
    kmsKeyArns: [KEY],
    boundaryArn: BOUNDARY,
    network: NETWORK,
    reservedWorkers: 50,
    architecture: 'x86_64',
    logRetentionDays: 7,
    sizes: {
      worker: { memoryMb: 3008, timeoutSeconds: 99 },
      cascade: { memoryMb: 600, timeoutSeconds: 99 },
    },
  });
  expect(settings.buckets.toSorted()).toEqual(['data', 'logs']);
});

test.each<[Partial<DeployRequest>, object]>([
  [{ buckets: ['other'] }, { buckets: ['other'], kmsKeyArns: [KEY] }],
  [{ buckets: [] }, { buckets: [], kmsKeyArns: [KEY] }],
  [{ kmsKeyArns: [] }, { kmsKeyArns: [] }],
  [{ boundaryArn: null }, { boundaryArn: undefined }],
  [{ network: null }, { network: undefined }],
  [{ network: { subnetIds: ['subnet-2'] } }, { network: { ...NETWORK, subnetIds: ['subnet-2'] } }],
  [{ reservedWorkers: null }, { reservedWorkers: undefined }],
  [{ architecture: 'arm64' }, { architecture: 'arm64', logRetentionDays: 7 }],
  [
    { sizes: { worker: { memoryMb: 1769 }, cascade: {} } },
    { sizes: { worker: { memoryMb: 1769, timeoutSeconds: 99 } } },
  ],
])('what is asked replaces what is deployed: %o', (request, expected) => {
  const settings = settle(request, deployed());
  expect(settings).toMatchObject(
    Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
  );
  for (const [name, value] of Object.entries(expected)) {
    if (value === undefined) expect(settings).not.toHaveProperty(name);
  }
});

test('every bucket stays every bucket, and never comes by itself', () => {
  expect(settle({}, deployed(policyFor([]))).buckets).toEqual([]);
  expect(settle({}, deployed(policyFor(['logs']))).buckets).toEqual(['logs']);
});

test.each([
  ['no JSON', null],
  ['no statements', { Version: '2012-10-17' }],
  ['no such statement', { Version: '2012-10-17', Statement: [{ Sid: 'Mine' }] }],
  ['a part of a bucket', withResource('arn:aws:s3:::logs/2026/*')],
  ['a pattern', withResource('arn:aws:s3:::log*/*')],
  ['no resources', withResource()],
])('a policy that tells no buckets has to be answered by the user: %s', (_, policy) => {
  expect(() => settle({}, deployed(policy))).toThrow(/give --all-buckets/);
  expect(settle({ buckets: ['logs'] }, deployed(policy)).buckets).toEqual(['logs']);
});

function withResource(...Resource: string[]) {
  return { Version: '2012-10-17', Statement: [{ Sid: 'ReadObjects', Resource }] };
}

test('a lent role stays until roles of its own are asked for', () => {
  const lentRoleArn = 'arn:aws:iam::123456789012:role/lent';
  const { worker, cascade } = deployed();
  const found: FoundState = {
    worker: { function: worker.function as never },
    cascade: { function: cascade.function as never },
    lentRoleArn,
  };
  expect(settle({}, found).roleArn).toBe(lentRoleArn);
  expect(settle({ roleArn: null }, deployed())).not.toHaveProperty('roleArn');
  // Nothing tells which buckets the other role let workers read.
  const { lentRoleArn: _, ...withoutRoles } = found;
  expect(() => settle({ roleArn: null }, withoutRoles)).toThrow(/give --all-buckets/);
  const named = settle({ roleArn: null, buckets: ['logs'] }, withoutRoles);
  expect(named.buckets).toEqual(['logs']);
});

test('workers that exist are not given every bucket because their policy is missing', () => {
  const { worker, cascade } = deployed();
  const role = { ...worker.role, policyNames: [], policy: undefined } as never;
  const found: FoundState = { worker: { ...worker, role }, cascade };
  expect(() => settle({}, found)).toThrow(
    'no policy wordcount-eu-west-1 of the role wordcount-worker',
  );
  expect(settle({ buckets: [] }, found).buckets).toEqual([]);
});

test('workers of another region with the same role are not given every bucket', () => {
  const { worker } = deployed();
  const inOtherRegion = (...policyNames: string[]): FoundState => ({
    worker: { role: { ...worker.role, policyNames, policy: undefined } as never },
    cascade: {},
  });
  const found = inOtherRegion('wordcount-us-east-1');
  expect(() => settle({}, found)).toThrow(/give --all-buckets/);
  expect(settle({ buckets: ['logs'] }, found).buckets).toEqual(['logs']);
  // A deploy that ended after it had made the role, and one to whose role somebody has added something.
  expect(settle({}, inOtherRegion()).buckets).toEqual([]);
  expect(settle({}, inOtherRegion('mine')).buckets).toEqual([]);
});

test('half of a VPC is refused', () => {
  const subnet = { network: { subnetIds: ['subnet-1'] } };
  expect(() => settle(subnet, NOTHING)).toThrow('--subnet is given without --security-group');
  const group = { network: { securityGroupIds: ['sg-1'] } };
  expect(() => settle(group, NOTHING)).toThrow('--security-group is given without --subnet');
});

test('settings of a function of another origin are not taken over', () => {
  const found = deployed();
  const foreign = { ...found.worker.function, tags: {} } as never;
  const state = { worker: { function: foreign }, cascade: {} };
  expect(settle({}, state).architecture).toBe('arm64');
});

test.each<[string, Partial<DeployRequest>, FoundState, string]>([
  ['a new deployment', { buckets: ['logs'] }, NOTHING, 'none → logs'],
  ['nothing asked', {}, deployed(policyFor(['logs'])), 'logs, as before'],
  ['more', { buckets: ['logs', 'a'] }, deployed(policyFor(['logs'])), 'logs → a, logs'],
  ['all', { buckets: [] }, deployed(policyFor(['logs'])), 'logs → all buckets'],
  ['narrowed', { buckets: ['logs'] }, deployed(policyFor([])), 'all buckets → logs'],
  ['changed by hand', { buckets: ['logs'] }, deployed(null), 'unknown → logs'],
])('one line says the buckets before and after: %s', (_, request, found, text) => {
  const line = describeAccess(settle(request, found), found);
  expect(line).toBe(`Buckets that workers may read: ${text}\n`);
});
