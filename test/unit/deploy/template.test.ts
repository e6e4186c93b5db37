// Templates make what deploy makes: resource by resource, and by the specifications of those who apply them.

import { expect, test } from 'vitest';
import {
  type DeploySettings,
  type ResourceSpec,
  toDesiredState,
  toResources,
} from '../../../src/deploy/desired-state.ts';
import { TRUST_POLICY } from '../../../src/deploy/role-policies.ts';
import { toCloudFormation } from '../../../src/deploy/template/cloudformation.ts';
import { type CodeLocation, PLACEHOLDERS } from '../../../src/deploy/template/template.ts';
import { toTerraform } from '../../../src/deploy/template/terraform.ts';
import { archiveOf, DEFAULT_SETTINGS } from '../../support/deploy-settings.ts';
import {
  readCloudFormation,
  readTerraform,
  type TemplateResource,
} from '../../support/template-resources.ts';
import { validateCloudFormation } from '../../support/validate-cloudformation.ts';

const account = { id: '123456789012', partition: 'aws', region: 'eu-west-1' };
const S3: CodeLocation = { kind: 's3', bucket: 'code', prefix: 'wordcount/' };
const FOLDER: CodeLocation = { kind: 'folder', path: '/opt/functions' };

const SETTINGS: Readonly<Record<string, Partial<DeploySettings>>> = {
  bare: { buckets: [] },
  everything: {
    stem: 'nightly',
    buckets: ['logs', 'data'],
    kmsKeyArns: ['arn:aws:kms:eu-west-1:123456789012:key/1234abcd'],
    boundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
    network: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
    tags: { team: 'search' },
    reservedWorkers: 200,
    architecture: 'x86_64',
    logRetentionDays: 1,
  },
  'a lent role': { roleArn: 'arn:aws:iam::123456789012:role/lent' },
};

function templatesOf(change: Partial<DeploySettings> = {}, code = S3) {
  const settings = { ...DEFAULT_SETTINGS, ...change };
  const input = (kind: 'cloudformation' | 'terraform') => ({
    stem: settings.stem,
    desired: toDesiredState({ ...settings, account: PLACEHOLDERS[kind] }),
    code,
  });
  // As they are printed.
  const printed = (template: unknown) => JSON.parse(JSON.stringify(template));
  return {
    cloudformation: printed(toCloudFormation(input('cloudformation'))),
    terraform: printed(toTerraform(input('terraform'))),
  };
}

/** The statement of a step of the plan, in the words in which templates are read. */
function settingsOf(spec: ResourceSpec, stem: string): TemplateResource['settings'] {
  const marks = { 'wordcount:stem': stem, 'wordcount:made-by': 'wordcount deploy --template' };
  const common = { variables: {}, tags: {} };
  switch (spec.kind) {
    case 'log group':
      return { ...common, retention: spec.retentionDays, tags: { ...spec.tags, ...marks } };
    case 'role':
      return {
        ...common,
        description: spec.description,
        trust: TRUST_POLICY,
        ...(spec.boundaryArn && { boundary: spec.boundaryArn }),
        tags: { ...spec.tags, ...marks },
      };
    case 'role policy':
      return { ...common, role: spec.role, document: spec.document };
    case 'function':
      return {
        description: spec.description,
        role: spec.roleArn,
        runtime: spec.runtime,
        handler: spec.handler,
        architectures: [spec.architecture],
        memory: spec.memoryMb,
        timeout: spec.timeoutSeconds,
        variables: spec.variables,
        ...(spec.network && {
          subnets: spec.network.subnetIds,
          groups: spec.network.securityGroupIds,
        }),
        ...(spec.reservedConcurrency !== undefined && { reserved: spec.reservedConcurrency }),
        tags: { ...spec.tags, ...marks },
      };
  }
}

test.each(Object.entries(SETTINGS))('both make what the plan makes: %s', (_, change) => {
  const settings = { ...DEFAULT_SETTINGS, ...change, account };
  const planned = toResources(toDesiredState(settings)).map((spec) => ({
    kind: spec.kind,
    name: spec.name,
    settings: settingsOf(spec, settings.stem),
  }));
  expect(planned.length).toBe(settings.roleArn === undefined ? 8 : 4);
  const { cloudformation, terraform } = templatesOf(change);
  expect(readCloudFormation(cloudformation)).toEqual(planned);
  expect(readTerraform(terraform)).toEqual(planned);
});

test.each(Object.entries(SETTINGS))(
  "the CloudFormation template keeps to AWS's specification: %s",
  async (_, change) => {
    expect(await validateCloudFormation(templatesOf(change).cloudformation)).toEqual([]);
  },
);

test.each<[string, (resources: Record<string, Record<string, never>>) => void, string]>([
  ['an unknown property', (all) => set(all, 'WorkerLogs', 'Retention', 1), 'no such property'],
  ['a missing one', (all) => set(all, 'WorkerFunction', 'Role', undefined), 'Role: missing'],
  ['a wrong type', (all) => set(all, 'WorkerFunction', 'Timeout', 'long'), 'no integer'],
  ['a wrong value', (all) => set(all, 'WorkerLogs', 'RetentionInDays', 2), 'not one of'],
  ['a dangling reference', (all) => delete all.WorkerRole, 'no resource WorkerRole'],
  [
    'an unknown variable',
    (all) => set(all, 'WorkerRole', 'RoleName', { 'Fn::Sub': `\${X}` }),
    'no variable X',
  ],
])('the validator finds %s', async (_, spoil, fault) => {
  const { cloudformation } = templatesOf();
  spoil(cloudformation.Resources);
  const faults = await validateCloudFormation(JSON.parse(JSON.stringify(cloudformation)));
  expect(faults.join('\n')).toContain(fault);
});

function set(all: Record<string, Record<string, never>>, id: string, name: string, value: unknown) {
  Object.assign(all[id]?.Properties ?? {}, { [name]: value });
}

/**
 * The arguments by https://registry.terraform.io/providers/hashicorp/aws/latest/docs; required ones with `!`.
 */
const TERRAFORM_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_log_group: ['name', 'retention_in_days', 'tags'],
  aws_iam_role: ['name', 'description', 'assume_role_policy!', 'permissions_boundary', 'tags'],
  aws_iam_role_policy: ['name', 'role!', 'policy!'],
  aws_lambda_function: [
    ...['function_name!', 'role!', 'description', 'runtime', 'handler', 'architectures'],
    ...['memory_size', 'timeout', 'environment', 'vpc_config', 'reserved_concurrent_executions'],
    ...['filename', 's3_bucket', 's3_key', 'source_code_hash', 'tags'],
  ],
};

test.each(Object.entries(SETTINGS))("Terraform's configuration is whole: %s", (_, change) => {
  const { terraform } = templatesOf(change);
  expect(Object.keys(terraform).sort()).toEqual(['data', 'resource', 'terraform']);
  const declared = new Set<string>();
  for (const [kind, prefix] of [
    ['resource', ''],
    ['data', 'data.'],
  ] as const) {
    for (const [type, named] of Object.entries<object>(terraform[kind])) {
      for (const name of Object.keys(named)) declared.add(`${prefix}${type}.${name}`);
    }
  }
  for (const [type, named] of Object.entries<Record<string, object>>(terraform.resource)) {
    const known = TERRAFORM_ARGUMENTS[type] ?? [];
    for (const { depends_on = [], ...given } of Object.values<{ depends_on?: string[] }>(named)) {
      expect(known.map((name) => name.replace('!', ''))).toEqual(
        expect.arrayContaining(Object.keys(given)),
      );
      const required = known.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1));
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
      for (const other of depends_on) expect(declared).toContain(other);
    }
  }
  const references = [...JSON.stringify(terraform).matchAll(/\$\{((?:data\.)?\w+\.\w+)\.\w+\}/g)];
  for (const [, reference = ''] of references) expect(declared).toContain(reference);
});

test('code is named by its place in S3, or by its path, and its name changes with its bytes', () => {
  const { cloudformation, terraform } = templatesOf();
  const code = cloudformation.Resources.WorkerFunction.Properties.Code;
  expect(code).toEqual({
    S3Bucket: 'code',
    S3Key: expect.stringMatching(/^wordcount\/wordcount-worker-[0-9a-f]{16}\.zip$/),
  });
  expect(terraform.resource.aws_lambda_function.worker).toMatchObject({
    s3_bucket: 'code',
    s3_key: code.S3Key,
    source_code_hash: DEFAULT_SETTINGS.archives.worker.sha256,
  });
  const archives = { ...DEFAULT_SETTINGS.archives, worker: archiveOf('newer') };
  const newer = templatesOf({ archives }).cloudformation.Resources;
  expect(newer.WorkerFunction.Properties.Code.S3Key).not.toBe(code.S3Key);
  expect(newer.CascadeFunction.Properties.Code).toEqual(
    cloudformation.Resources.CascadeFunction.Properties.Code,
  );

  const local = templatesOf({}, FOLDER);
  expect(local.cloudformation.Resources.CascadeFunction.Properties.Code).toBe(
    '/opt/functions/cascade.zip',
  );
  expect(local.terraform.resource.aws_lambda_function.cascade).toMatchObject({
    filename: '/opt/functions/cascade.zip',
    source_code_hash: DEFAULT_SETTINGS.archives.cascade.sha256,
  });
});
