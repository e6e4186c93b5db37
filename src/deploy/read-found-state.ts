// Reads the state of the resources with the deployment's names.

import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { accessDenied } from '../errors/user-error.ts';
import { type ReadPorts, unlessMissing } from './deploy-ports.ts';
import type {
  FoundFunction,
  FoundLogGroup,
  FoundRole,
  FoundState,
  FoundTier,
} from './found-state.ts';
import { isSettled } from './function-changes.ts';
import {
  functionName,
  logGroupName,
  roleName,
  rolePolicyName,
  type Tier,
} from './resource-names.ts';

export interface LookUp {
  readonly stem: string;
  readonly region: string;
  /** If false, roles are not read, for callers without permission to read them. */
  readonly withRoles: boolean;
}

export async function readFoundState(ports: ReadPorts, lookUp: LookUp): Promise<FoundState> {
  const [worker, cascade] = await Promise.all([
    readTier(ports, lookUp, 'worker'),
    readTier(ports, lookUp, 'cascade'),
  ]);
  return { worker, cascade };
}

async function readTier(ports: ReadPorts, lookUp: LookUp, tier: Tier): Promise<FoundTier> {
  const { stem, region, withRoles } = lookUp;
  const [logGroup, role, found] = await Promise.all([
    readLogGroup(ports, logGroupName(stem, tier)),
    withRoles ? readRole(ports, roleName(stem, tier), rolePolicyName(region)) : undefined,
    readFunction(ports, functionName(stem, tier)),
  ]);
  return {
    ...(logGroup && { logGroup }),
    ...(role && { role }),
    ...(found && { function: found }),
  };
}

async function readLogGroup(
  { clients: { logs }, signal: abortSignal }: ReadPorts,
  name: string,
): Promise<FoundLogGroup | undefined> {
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name, nextToken }),
      { abortSignal },
    );
    const group = page.logGroups?.find(({ logGroupName: found }) => found === name);
    if (group) {
      // `arn` ends in `:*`, which the tagging calls do not accept.
      const resourceArn = group.logGroupArn ?? group.arn?.replace(/:\*$/, '');
      const tags = await unlessMissing(
        logs.send(new ListTagsForResourceCommand({ resourceArn }), { abortSignal }),
      );
      return tags && { retentionDays: group.retentionInDays, tags: tags.tags ?? {} };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

async function readRole(
  ports: ReadPorts,
  name: string,
  policyName: string,
): Promise<FoundRole | undefined> {
  const {
    clients: { iam },
    signal: abortSignal,
  } = ports;
  const answer = await unlessMissing(
    iam.send(new GetRoleCommand({ RoleName: name }), { abortSignal }),
  );
  if (!answer?.Role) return undefined;
  const [policyNames, policy] = await Promise.all([
    listPolicyNames(ports, name),
    unlessMissing(
      iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: policyName }), {
        abortSignal,
      }),
    ),
  ]);
  const { AssumeRolePolicyDocument, Tags = [] } = answer.Role;
  return {
    trustPolicy: parsePolicy(AssumeRolePolicyDocument),
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    policyNames,
    policy: policy && parsePolicy(policy.PolicyDocument),
  };
}

async function listPolicyNames(
  { clients: { iam }, signal: abortSignal }: ReadPorts,
  role: string,
): Promise<string[]> {
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await unlessMissing(
      iam.send(new ListRolePoliciesCommand({ RoleName: role, Marker }), { abortSignal }),
    );
    names.push(...(page?.PolicyNames ?? []));
    Marker = page?.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return names;
}

/** IAM URL-encodes policies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
function parsePolicy(encoded: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded ?? ''));
  } catch {
    // The policy is not from `deploy`. Null differs from every policy.
    return null;
  }
}

async function readFunction(
  { clients: { lambda }, signal: abortSignal }: ReadPorts,
  name: string,
): Promise<FoundFunction | undefined> {
  const answer = await unlessMissing(
    lambda.send(new GetFunctionCommand({ FunctionName: name }), { abortSignal }),
  );
  if (!answer?.Configuration) return undefined;
  const { Configuration: found, Tags, TagsError } = answer;
  // Only the tags tell whether `deploy` created the function.
  if (TagsError) throw accessDenied(`read the tags of ${name}`, TagsError.Message ?? '');
  return {
    tags: Tags ?? {},
    description: found.Description ?? '',
    runtime: found.Runtime ?? '',
    handler: found.Handler ?? '',
    architecture: found.Architectures?.[0] ?? 'x86_64',
    memoryMb: found.MemorySize ?? 0,
    timeoutSeconds: found.Timeout ?? 0,
    roleArn: found.Role ?? '',
    variables: found.Environment?.Variables ?? {},
    codeSha256: found.CodeSha256 ?? '',
    settled: isSettled(found),
  };
}
