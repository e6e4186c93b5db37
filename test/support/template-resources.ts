// Reads templates back: their resources in one form for both kinds, with the place-holders filled in.

/** The resources that a template makes, in the words of the plan. */
export interface TemplateResource {
  readonly kind: 'log group' | 'role' | 'role policy' | 'function';
  readonly name: string;
  /** Everything else that it says. */
  readonly settings: Readonly<Record<string, unknown>>;
}

type Json = Record<string, unknown>;

const ACCOUNT = { id: '123456789012', partition: 'aws', region: 'eu-west-1' };

const KINDS: Readonly<Record<string, TemplateResource['kind']>> = {
  'AWS::Logs::LogGroup': 'log group',
  'AWS::IAM::Role': 'role',
  'AWS::IAM::RolePolicy': 'role policy',
  'AWS::Lambda::Function': 'function',
  aws_cloudwatch_log_group: 'log group',
  aws_iam_role: 'role',
  aws_iam_role_policy: 'role policy',
  aws_lambda_function: 'function',
};

export function readCloudFormation(template: unknown): TemplateResource[] {
  const { Resources } = template as {
    Resources: Record<string, { Type: string; Properties: Json }>;
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (value === null || typeof value !== 'object') return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Json;
    if (text !== undefined) {
      return String(text)
        .replaceAll(`\${AWS::AccountId}`, ACCOUNT.id)
        .replaceAll(`\${AWS::Partition}`, ACCOUNT.partition)
        .replaceAll(`\${AWS::Region}`, ACCOUNT.region);
    }
    if (Ref !== undefined) return Resources[String(Ref)]?.Properties.RoleName;
    if (attribute !== undefined) {
      return roleArn(Resources[String((attribute as string[])[0])]?.Properties.RoleName);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
  };
  return Object.values(Resources).map(({ Type, Properties }) => {
    const it = resolve(Properties) as Record<string, never>;
    const tags = Object.fromEntries(
      ((it.Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    );
    return toResource(KINDS[Type], {
      name: it.LogGroupName ?? it.PolicyName ?? it.FunctionName ?? it.RoleName,
      retention: it.RetentionInDays,
      description: it.Description,
      trust: it.AssumeRolePolicyDocument,
      boundary: it.PermissionsBoundary,
      role: it.Role ?? (it.PolicyName && it.RoleName),
      document: it.PolicyDocument,
      runtime: it.Runtime,
      handler: it.Handler,
      architectures: it.Architectures,
      memory: it.MemorySize,
      timeout: it.Timeout,
      variables: (it.Environment as Json | undefined)?.Variables ?? {},
      subnets: (it.VpcConfig as Json | undefined)?.SubnetIds,
      groups: (it.VpcConfig as Json | undefined)?.SecurityGroupIds,
      reserved: it.ReservedConcurrentExecutions,
      tags,
    });
  });
}

export function readTerraform(configuration: unknown): TemplateResource[] {
  const { resource } = configuration as { resource: Record<string, Record<string, Json>> };
  const resolve = (text: string): string =>
    text
      .replaceAll(`\${data.aws_caller_identity.current.account_id}`, ACCOUNT.id)
      .replaceAll(`\${data.aws_partition.current.partition}`, ACCOUNT.partition)
      .replaceAll(`\${data.aws_region.current.region}`, ACCOUNT.region)
      .replace(/\$\{aws_iam_role\.(\w+)\.(\w+)\}/g, (_, name: string, attribute: string) => {
        const role = String(resource.aws_iam_role?.[name]?.name);
        return attribute === 'arn' ? roleArn(role) : role;
      });
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.values(named).map((raw) => {
      const it = JSON.parse(JSON.stringify(raw), (_, one) =>
        typeof one === 'string' ? resolve(one) : one,
      );
      return toResource(KINDS[type], {
        name: it.name ?? it.function_name,
        retention: it.retention_in_days,
        description: it.description,
        trust: it.assume_role_policy && JSON.parse(it.assume_role_policy),
        boundary: it.permissions_boundary,
        role: it.role,
        document: it.policy && JSON.parse(it.policy),
        runtime: it.runtime,
        handler: it.handler,
        architectures: it.architectures,
        memory: it.memory_size,
        timeout: it.timeout,
        variables: it.environment?.variables ?? {},
        subnets: it.vpc_config?.subnet_ids,
        groups: it.vpc_config?.security_group_ids,
        reserved: it.reserved_concurrent_executions,
        tags: it.tags ?? {},
      });
    }),
  );
}

function roleArn(name: unknown): string {
  return `arn:${ACCOUNT.partition}:iam::${ACCOUNT.id}:role/${name}`;
}

function toResource(kind: TemplateResource['kind'] | undefined, values: Json): TemplateResource {
  if (!kind) throw new Error('A resource of a kind that is not known here.');
  const { name, ...settings } = values;
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { kind, name: String(name), settings: Object.fromEntries(given) };
}
