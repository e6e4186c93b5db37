// Reads the state of the resources with the deployment's names.

import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { accessDenied } from '../errors/user-error.ts';
import type { Tier } from '../protocol/frame.ts';
import { type Account, roleArn } from './account.ts';
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
  hasTagsOf,
  logGroupName,
  roleName,
  rolePolicyName,
  TIERS,
} from './resource-names.ts';

export interface LookUp {
  readonly stem: string;
  readonly account: Account;
  /**
   * `skip` is for callers who may not read roles. `unless-lent` skips them if the functions have another
   * role, which was given to an earlier deploy.
   */
  readonly roles: 'read' | 'skip' | 'unless-lent';
}

export async function readFoundState(ports: ReadPorts, lookUp: LookUp): Promise<FoundState> {
  const { stem, account, roles } = lookUp;
  const [workerParts, cascadeParts] = await Promise.all([
    readFunctionAndLogs(ports, stem, 'worker'),
    readFunctionAndLogs(ports, stem, 'cascade'),
  ]);
  const functions = { worker: workerParts.function, cascade: cascadeParts.function };
  const lentRoleArn = roles === 'unless-lent' ? findLentRole(lookUp, functions) : undefined;
  if (lentRoleArn !== undefined || roles === 'skip') {
    const lent = lentRoleArn === undefined ? {} : { lentRoleArn };
    return { worker: workerParts, cascade: cascadeParts, ...lent };
  }
  const policyName = rolePolicyName(account.region);
  const [worker, cascade] = await Promise.all([
    readRole(ports, roleName(stem, 'worker'), policyName),
    readRole(ports, roleName(stem, 'cascade'), policyName),
  ]);
  return {
    worker: { ...workerParts, ...(worker && { role: worker }) },
    cascade: { ...cascadeParts, ...(cascade && { role: cascade }) },
  };
}

async function readFunctionAndLogs(ports: ReadPorts, stem: string, tier: Tier): Promise<FoundTier> {
  const [logGroup, found] = await Promise.all([
    readLogGroup(ports, logGroupName(stem, tier)),
    readFunction(ports, functionName(stem, tier)),
  ]);
  return { ...(logGroup && { logGroup }), ...(found && { function: found }) };
}

/** If only one of two functions has another role, somebody changed it by hand. */
function findLentRole(
  { stem, account }: LookUp,
  functions: Readonly<Record<Tier, FoundFunction | undefined>>,
): string | undefined {
  const own = TIERS.map((tier) => roleArn(account, roleName(stem, tier)));
  const arns = TIERS.flatMap((tier) => {
    const found = functions[tier];
    return found && hasTagsOf(stem, found.tags) ? found.roleArn : [];
  });
  const [first] = arns;
  if (first === undefined || own.includes(first)) return undefined;
  return arns.every((arn) => arn === first) ? first : undefined;
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
  const { AssumeRolePolicyDocument, PermissionsBoundary, Tags = [] } = answer.Role;
  const boundaryArn = PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    trustPolicy: parsePolicy(AssumeRolePolicyDocument),
    ...(boundaryArn !== undefined && { boundaryArn }),
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
  const { Configuration: found, Tags, TagsError, Concurrency } = answer;
  const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } =
    found.VpcConfig ?? {};
  const reservedConcurrency = Concurrency?.ReservedConcurrentExecutions;
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
    // Lambda gives empty lists for a function that was in a VPC earlier.
    ...(subnetIds.length > 0 && { network: { subnetIds, securityGroupIds } }),
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    settled: isSettled(found),
  };
}
