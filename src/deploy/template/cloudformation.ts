// The desired state as a CloudFormation template:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html.

import type { Tier } from '../../protocol/frame.ts';
import type { FunctionSpec, ResourceSpec } from '../desired-state.ts';
import type { Tags } from '../resource-names.ts';
import { TRUST_POLICY } from '../role-policies.ts';
import {
  archiveName,
  type CodeLocation,
  type TemplateInput,
  templateTags,
  tierResources,
} from './template.ts';

type Properties = Readonly<Record<string, unknown>>;

export function toCloudFormation({ stem, desired, code }: TemplateInput): Properties {
  const resources = tierResources(desired).map(({ tier, spec }) => {
    const { type, properties, dependsOn = [] } = toResource(spec, tier, { stem, desired, code });
    const resource = {
      Type: type,
      ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
      Properties: substitute(properties),
    };
    return [logicalId(spec.kind, tier), resource];
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'wordcount: two functions that count the words and lines of S3 objects.',
    Resources: Object.fromEntries(resources),
  };
}

interface Resource {
  readonly type: string;
  readonly properties: Properties;
  readonly dependsOn?: readonly string[];
}

function toResource(spec: ResourceSpec, tier: Tier, input: TemplateInput): Resource {
  const { stem } = input;
  switch (spec.kind) {
    case 'log group':
      return {
        type: 'AWS::Logs::LogGroup',
        properties: {
          LogGroupName: spec.name,
          RetentionInDays: spec.retentionDays,
          Tags: toTags(templateTags(stem, spec)),
        },
      };
    case 'role':
      return {
        type: 'AWS::IAM::Role',
        properties: {
          RoleName: spec.name,
          Description: spec.description,
          AssumeRolePolicyDocument: TRUST_POLICY,
          ...(spec.boundaryArn !== undefined && { PermissionsBoundary: spec.boundaryArn }),
          Tags: toTags(templateTags(stem, spec)),
        },
      };
    case 'role policy':
      return {
        type: 'AWS::IAM::RolePolicy',
        properties: {
          RoleName: { Ref: logicalId('role', tier) },
          PolicyName: spec.name,
          PolicyDocument: spec.document,
        },
      };
    case 'function':
      return toFunction(spec, tier, input);
  }
}

function toFunction(spec: FunctionSpec, tier: Tier, { stem, desired, code }: TemplateInput) {
  const { network, reservedConcurrency } = spec;
  const isOwn = desired[tier].role !== undefined;
  return {
    type: 'AWS::Lambda::Function',
    // The role must be permitted to use a VPC before the function is there.
    dependsOn: [logicalId('log group', tier), ...(isOwn ? [logicalId('role policy', tier)] : [])],
    properties: {
      FunctionName: spec.name,
      Description: spec.description,
      Runtime: spec.runtime,
      Handler: spec.handler,
      Architectures: [spec.architecture],
      MemorySize: spec.memoryMb,
      Timeout: spec.timeoutSeconds,
      Role: isOwn ? { 'Fn::GetAtt': [logicalId('role', tier), 'Arn'] } : spec.roleArn,
      Environment: { Variables: spec.variables },
      ...(network && {
        VpcConfig: { SubnetIds: network.subnetIds, SecurityGroupIds: network.securityGroupIds },
      }),
      ...(reservedConcurrency !== undefined && {
        ReservedConcurrentExecutions: reservedConcurrency,
      }),
      Code: toCode(spec, tier, code),
      Tags: toTags(templateTags(stem, spec)),
    },
  };
}

/** `aws cloudformation package` replaces a path by a place in S3. */
function toCode({ archive }: FunctionSpec, tier: Tier, code: CodeLocation): unknown {
  if (code.kind === 'folder') return `${code.path}/${tier}.zip`;
  return { S3Bucket: code.bucket, S3Key: code.prefix + archiveName(tier, archive) };
}

const KINDS: Readonly<Record<ResourceSpec['kind'], string>> = {
  'log group': 'Logs',
  role: 'Role',
  'role policy': 'Policy',
  function: 'Function',
};

function logicalId(kind: ResourceSpec['kind'], tier: Tier): string {
  return `${tier === 'worker' ? 'Worker' : 'Cascade'}${KINDS[kind]}`;
}

function toTags(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Marks the texts in which CloudFormation is to replace something. */
function substitute(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('${AWS::') ? { 'Fn::Sub': value } : value;
  if (Array.isArray(value)) return value.map(substitute);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, substitute(one)]));
}
