// The desired state as a Terraform configuration in JSON: https://developer.hashicorp.com/terraform/language/syntax/json.
// Resources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs.

import type { Tier } from '../../protocol/frame.ts';
import type { FunctionSpec, ResourceSpec } from '../desired-state.ts';
import { TRUST_POLICY } from '../role-policies.ts';
import {
  archiveName,
  type CodeLocation,
  type TemplateInput,
  templateTags,
  tierResources,
} from './template.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The first version that knows the runtime. */
const PROVIDER = { source: 'hashicorp/aws', version: '>= 6.20.0' };

export function toTerraform(input: TemplateInput): Arguments {
  const resource: Record<string, Record<string, Arguments>> = {};
  for (const { tier, spec } of tierResources(input.desired)) {
    const type = TYPES[spec.kind];
    resource[type] = { ...resource[type], [tier]: toArguments(spec, tier, input) };
  }
  return {
    terraform: { required_version: '>= 1.0', required_providers: { aws: PROVIDER } },
    data: {
      aws_caller_identity: { current: {} },
      aws_partition: { current: {} },
      aws_region: { current: {} },
    },
    resource,
  };
}

const TYPES: Readonly<Record<ResourceSpec['kind'], string>> = {
  'log group': 'aws_cloudwatch_log_group',
  role: 'aws_iam_role',
  'role policy': 'aws_iam_role_policy',
  function: 'aws_lambda_function',
};

function toArguments(spec: ResourceSpec, tier: Tier, input: TemplateInput): Arguments {
  const { stem } = input;
  switch (spec.kind) {
    case 'log group':
      return {
        name: spec.name,
        retention_in_days: spec.retentionDays,
        tags: templateTags(stem, spec),
      };
    case 'role':
      return {
        name: spec.name,
        description: spec.description,
        assume_role_policy: JSON.stringify(TRUST_POLICY),
        ...(spec.boundaryArn !== undefined && { permissions_boundary: spec.boundaryArn }),
        tags: templateTags(stem, spec),
      };
    case 'role policy':
      return {
        name: spec.name,
        role: `\${aws_iam_role.${tier}.name}`,
        policy: JSON.stringify(spec.document),
      };
    case 'function':
      return toFunction(spec, tier, input);
  }
}

function toFunction(
  spec: FunctionSpec,
  tier: Tier,
  { stem, desired, code }: TemplateInput,
): Arguments {
  const { network, reservedConcurrency, variables } = spec;
  const isOwn = desired[tier].role !== undefined;
  return {
    function_name: spec.name,
    description: spec.description,
    runtime: spec.runtime,
    handler: spec.handler,
    architectures: [spec.architecture],
    memory_size: spec.memoryMb,
    timeout: spec.timeoutSeconds,
    role: isOwn ? `\${aws_iam_role.${tier}.arn}` : spec.roleArn,
    // The provider does not accept an empty block.
    ...(Object.keys(variables).length > 0 && { environment: { variables } }),
    ...(network && {
      vpc_config: { subnet_ids: network.subnetIds, security_group_ids: network.securityGroupIds },
    }),
    ...(reservedConcurrency !== undefined && {
      reserved_concurrent_executions: reservedConcurrency,
    }),
    ...toCode(spec, tier, code),
    tags: templateTags(stem, spec),
    // The role must be permitted to use a VPC before the function is there.
    depends_on: [
      `${TYPES['log group']}.${tier}`,
      ...(isOwn ? [`${TYPES['role policy']}.${tier}`] : []),
    ],
  };
}

function toCode({ archive }: FunctionSpec, tier: Tier, code: CodeLocation): Arguments {
  const source_code_hash = archive.sha256;
  return code.kind === 'folder'
    ? { filename: `${code.path}/${tier}.zip`, source_code_hash }
    : {
        s3_bucket: code.bucket,
        s3_key: code.prefix + archiveName(tier, archive),
        source_code_hash,
      };
}
