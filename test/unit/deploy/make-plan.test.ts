// Plans, from what should be and what is, without AWS.

import { expect, test } from 'vitest';
import { describePlan } from '../../../src/deploy/describe-plan.ts';
import { type DeploySettings, toDesiredState } from '../../../src/deploy/desired-state.ts';
import type { FoundState } from '../../../src/deploy/found-state.ts';
import { hasWork, makePlan } from '../../../src/deploy/make-plan.ts';
import { tagsOf } from '../../../src/deploy/resource-names.ts';
import { archiveOf, DEFAULT_SETTINGS } from '../../support/deploy-settings.ts';
import { deployed } from '../../support/deployed-state.ts';

const account = { id: '123456789012', partition: 'aws', region: 'eu-west-1' };
const settings: DeploySettings = { ...DEFAULT_SETTINGS, account };
const desired = toDesiredState(settings);

function plannedWork(found: FoundState, wanted = desired): string[] {
  return makePlan('wordcount', wanted, found)
    .steps.filter(({ action }) => action !== 'leave')
    .map(({ action, resource, changes }) =>
      [action, resource.kind, resource.name, ...changes.map(({ text }) => text)].join(' '),
    );
}

test('everything is created if nothing exists, in the order of dependence', () => {
  expect(plannedWork({ worker: {}, cascade: {} })).toEqual([
    'create log group /aws/lambda/wordcount-worker',
    'create log group /aws/lambda/wordcount-cascade',
    'create role wordcount-worker',
    'create role wordcount-cascade',
    'create role policy wordcount-eu-west-1',
    'create role policy wordcount-eu-west-1',
    'create function wordcount-worker',
    'create function wordcount-cascade',
  ]);
});

test('there is no work if everything is as desired', () => {
  const plan = makePlan('wordcount', desired, deployed(desired));
  expect(plan.steps).toHaveLength(8);
  expect(hasWork(plan)).toBe(false);
});

test('with an existing role no role is read or created', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/mine';
  const wanted = toDesiredState({ ...settings, roleArn });
  expect(wanted.worker.function.roleArn).toBe(roleArn);
  expect(plannedWork({ worker: {}, cascade: {} }, wanted).join()).not.toMatch(/role/);
});

test.each<[string, Partial<DeploySettings>, string[]]>([
  [
    'memory',
    { sizes: { ...settings.sizes, worker: { memoryMb: 3008, timeoutSeconds: 180 } } },
    ['change function wordcount-worker memory 1769 MB → 3008 MB'],
  ],
  [
    'time-out',
    { sizes: { ...settings.sizes, cascade: { memoryMb: 1769, timeoutSeconds: 60 } } },
    ['change function wordcount-cascade time-out 900 s → 60 s'],
  ],
  [
    'code',
    { archives: { ...settings.archives, worker: archiveOf('another') } },
    ['change function wordcount-worker code'],
  ],
  [
    'architecture',
    { architecture: 'x86_64' },
    [
      'change function wordcount-worker architecture arm64 → x86_64',
      'change function wordcount-cascade architecture arm64 → x86_64',
    ],
  ],
  [
    'retention',
    { logRetentionDays: 1 },
    [
      'change log group /aws/lambda/wordcount-worker logs are kept 14 days → 1 day',
      'change log group /aws/lambda/wordcount-cascade logs are kept 14 days → 1 day',
    ],
  ],
  [
    'buckets',
    { buckets: [] },
    ['change role policy wordcount-eu-west-1 now: read objects of all buckets, write its own logs'],
  ],
])('only what differs is changed: %s', (_, change, work) => {
  const wanted = toDesiredState({ ...settings, ...change });
  expect(plannedWork(deployed(desired), wanted)).toEqual(work);
});

test('manual changes are reverted', () => {
  const found = deployed(desired);
  const { cascade } = found;
  const drifted: FoundState = {
    ...found,
    cascade: {
      logGroup: { ...cascade.logGroup, retentionDays: undefined },
      role: { ...cascade.role, trustPolicy: { Version: '2012-10-17', Statement: [] } },
      function: { ...cascade.function, variables: { SECRET: 'x' }, runtime: 'nodejs22.x' },
    },
  };
  expect(plannedWork(drifted)).toEqual([
    'change log group /aws/lambda/wordcount-cascade logs are kept for ever → 14 days',
    'change role wordcount-cascade who may use it',
    'change function wordcount-cascade runtime nodejs22.x → nodejs24.x variables SECRET, WORDCOUNT_WORKER_FUNCTION',
  ]);
});

const NETWORK = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

test.each<[string, Partial<DeploySettings>, string[]]>([
  [
    'reserved concurrency',
    { reservedWorkers: 200 },
    ['change function wordcount-worker reserved concurrency none → 200'],
  ],
  [
    'a boundary',
    { boundaryArn: BOUNDARY },
    [
      `change role wordcount-worker boundary none → ${BOUNDARY}`,
      `change role wordcount-cascade boundary none → ${BOUNDARY}`,
    ],
  ],
  [
    'a VPC, which the roles must permit first',
    { network: NETWORK },
    [
      'change role policy wordcount-eu-west-1 now: read objects of logs, use the VPC, write its own logs',
      'change role policy wordcount-eu-west-1 now: invoke wordcount-worker, use the VPC, write its own logs',
      'change function wordcount-worker VPC none → subnet-1 subnet-2 sg-1',
      'change function wordcount-cascade VPC none → subnet-1 subnet-2 sg-1',
    ],
  ],
])('what a deployment has not yet is added: %s', (_, change, work) => {
  const wanted = toDesiredState({ ...settings, ...change });
  expect(plannedWork(deployed(desired), wanted)).toEqual(work);
});

test('leaving a VPC comes before the roles lose its permissions', () => {
  const inVpc = toDesiredState({ ...settings, network: NETWORK });
  const gone = 'once the network interfaces are gone';
  expect(plannedWork(deployed(inVpc), desired)).toEqual([
    'change function wordcount-worker VPC subnet-1 subnet-2 sg-1 → none',
    'change function wordcount-cascade VPC subnet-1 subnet-2 sg-1 → none',
    `change role policy wordcount-eu-west-1 now: read objects of logs, write its own logs ${gone}`,
    `change role policy wordcount-eu-west-1 now: invoke wordcount-worker, write its own logs ${gone}`,
  ]);
});

test('the order of subnets and groups is no difference', () => {
  const turned = { ...NETWORK, subnetIds: ['subnet-2', 'subnet-1'] };
  const found = deployed(toDesiredState({ ...settings, network: NETWORK }));
  expect(plannedWork(found, toDesiredState({ ...settings, network: turned }))).toEqual([]);
});

test('tags are set and removed everywhere, and others stay', () => {
  const found = deployed(toDesiredState({ ...settings, tags: {} }));
  const tags = { ...tagsOf('wordcount'), team: 'a', old: 'x', other: 'y' };
  const { logGroup, role, function: fn } = found.worker;
  const worker = {
    logGroup: { ...logGroup, tags },
    role: { ...role, tags },
    function: { ...fn, tags },
  };
  const wanted = toDesiredState({ ...settings, tags: { team: 'b' }, untag: ['old'] });
  expect(plannedWork({ ...found, worker }, wanted)).toEqual([
    'change log group /aws/lambda/wordcount-worker tag team a → b tag old x → none',
    'change log group /aws/lambda/wordcount-cascade tag team none → b',
    'change role wordcount-worker tag team a → b tag old x → none',
    'change role wordcount-cascade tag team none → b',
    'change function wordcount-worker tag team a → b tag old x → none',
    'change function wordcount-cascade tag team none → b',
  ]);
});

test('additional tags are no difference', () => {
  const found = deployed(desired);
  const tags = { ...tagsOf('wordcount'), team: 'search' };
  const tagged = { ...found, worker: { ...found.worker, logGroup: { retentionDays: 14, tags } } };
  expect(plannedWork(tagged)).toEqual([]);
});

test('a function that an earlier deploy left in progress is waited for', () => {
  const found = deployed(desired);
  const pending = { ...found.worker, function: { ...found.worker.function, settled: false } };
  expect(plannedWork({ ...found, worker: pending })).toEqual(['wait function wordcount-worker']);
});

test('functions and roles without our tags are in the way; log groups are used as they are', () => {
  const found = deployed(desired);
  const foreign: FoundState = {
    worker: {
      logGroup: { ...found.worker.logGroup, tags: {}, retentionDays: 3 },
      role: { ...found.worker.role, tags: tagsOf('another') },
      function: { ...found.worker.function, tags: { 'wordcount:stem': 'wordcount' } },
    },
    cascade: found.cascade,
  };
  const plan = makePlan('wordcount', desired, foreign);
  expect(plan.foreign.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'role wordcount-worker',
    'function wordcount-worker',
  ]);
  expect(plan.steps[0]).toMatchObject({ action: 'keep', resource: { kind: 'log group' } });
});

test('a plan reads as aligned lines', () => {
  const found = deployed(desired);
  const state = { worker: found.worker, cascade: { role: found.cascade.role } };
  expect(describePlan(makePlan('wordcount', desired, state))).toBe(
    `  leave   log group    /aws/lambda/wordcount-worker
  create  log group    /aws/lambda/wordcount-cascade
          logs are kept 14 days
  leave   role         wordcount-worker
  leave   role         wordcount-cascade
  leave   role policy  wordcount-worker/wordcount-eu-west-1
  leave   role policy  wordcount-cascade/wordcount-eu-west-1
  leave   function     wordcount-worker
  create  function     wordcount-cascade
          nodejs24.x, arm64, 1769 MB, 900 s, 1 kB of code
`,
  );
});
