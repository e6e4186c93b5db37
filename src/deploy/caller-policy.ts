// The permissions that callers of deploy, run and destroy need. The actions, and the resources to which
// each can be limited, are listed in
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.

import { type Account, bucketArns, functionArn, logGroupArn, roleArn } from './account.ts';
import type { DeployRequest } from './deploy-request.ts';
import { type PolicyDocument, type PolicyStatement, toPolicy } from './policy-document.ts';
import { functionName, logGroupName, roleName, TIERS } from './resource-names.ts';

export const CALLERS = ['all', 'deploy', 'run', 'doctor'] as const;

/** `deploy` covers destroy too, and `all` both that and `run`. */
export type Caller = (typeof CALLERS)[number];

/** The parts of a request to `deploy` that take more permissions. */
export interface CallerPolicyInput
  extends Pick<DeployRequest, 'stem' | 'boundaryArn' | 'network' | 'reservedWorkers'> {
  readonly untag?: readonly string[];
  readonly account: Account;
  readonly buckets: readonly string[];
  /** An existing role for the functions, in place of roles that `deploy` creates. */
  readonly roleArn?: string;
}

export function callerPolicy(caller: Caller, input: CallerPolicyInput): PolicyDocument {
  return toPolicy(
    ...(caller === 'all' || caller === 'deploy' ? deployStatements(input) : []),
    ...(caller === 'doctor' ? doctorStatements(input) : []),
    ...(caller === 'deploy' ? [] : runStatements(input)),
    // The others may look at the functions anyway.
    ...(caller === 'run' ? [readFunctions(input)] : []),
  );
}

function deployStatements(input: CallerPolicyInput): PolicyStatement[] {
  const { stem, account } = input;
  const roles = TIERS.map((tier) => roleArn(account, roleName(stem, tier)));
  const groups = TIERS.map((tier) => logGroupArn(account, logGroupName(stem, tier)));
  const isUntagging = (input.untag ?? []).length > 0;
  const manageRoles: PolicyStatement = {
    Sid: 'DeployRoles',
    Effect: 'Allow',
    Action: [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListRolePolicies',
      'iam:PutRolePolicy',
      'iam:TagRole',
      ...(isUntagging ? ['iam:UntagRole'] : []),
      'iam:UpdateAssumeRolePolicy',
      ...(input.boundaryArn === undefined
        ? []
        : [
            input.boundaryArn === null
              ? 'iam:DeleteRolePermissionsBoundary'
              : 'iam:PutRolePermissionsBoundary',
          ]),
    ],
    Resource: roles,
  };
  return [
    ...(input.roleArn === undefined ? [manageRoles] : []),
    {
      Sid: 'DeployPassRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: input.roleArn === undefined ? roles : input.roleArn,
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    {
      Sid: 'DeployFunctions',
      Effect: 'Allow',
      Action: [
        'lambda:CreateFunction',
        'lambda:DeleteFunction',
        'lambda:GetFunction',
        'lambda:GetFunctionConfiguration',
        'lambda:ListTags',
        'lambda:TagResource',
        ...(isUntagging ? ['lambda:UntagResource'] : []),
        ...(input.reservedWorkers === undefined
          ? []
          : [
              input.reservedWorkers === null
                ? 'lambda:DeleteFunctionConcurrency'
                : 'lambda:PutFunctionConcurrency',
            ]),
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
      ],
      Resource: TIERS.map((tier) => functionArn(account, functionName(stem, tier))),
    },
    {
      Sid: 'DeployLogGroups',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:ListTagsForResource',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        ...(isUntagging ? ['logs:UntagResource'] : []),
      ],
      // AWS checks some of these actions against the group's ARN with `:*` after it, and some without.
      Resource: groups.flatMap((arn) => [arn, `${arn}:*`]),
    },
    {
      Sid: 'DeployFindLogGroups',
      Effect: 'Allow',
      Action: 'logs:DescribeLogGroups',
      // It cannot be limited to some of them.
      Resource: '*',
    },
    ...lookAtVpc(input),
  ];
}

/**
 * Lambda checks subnets and groups with the caller's permissions:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. `destroy` looks whether the network
 * interfaces are gone. None of these can be limited to some resources.
 */
function lookAtVpc({ network }: CallerPolicyInput): PolicyStatement[] {
  if (network === undefined) return [];
  const Action = [
    'ec2:DescribeNetworkInterfaces',
    ...(network === null
      ? []
      : ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs']),
  ];
  return [{ Sid: 'DeployVpc', Effect: 'Allow', Action, Resource: '*' }];
}

/** The permissions that `doctor` needs besides those of a run. */
function doctorStatements(input: CallerPolicyInput): PolicyStatement[] {
  const { stem, account } = input;
  const roles: PolicyStatement = {
    Sid: 'DoctorRoles',
    Effect: 'Allow',
    Action: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies'],
    Resource: TIERS.map((tier) => roleArn(account, roleName(stem, tier))),
  };
  return [
    {
      Sid: 'DoctorFunctions',
      Effect: 'Allow',
      Action: ['lambda:GetFunction', 'lambda:ListTags'],
      Resource: TIERS.map((tier) => functionArn(account, functionName(stem, tier))),
    },
    ...(input.roleArn === undefined ? [roles] : []),
    {
      Sid: 'DoctorLogGroups',
      Effect: 'Allow',
      Action: 'logs:ListTagsForResource',
      Resource: TIERS.map((tier) => logGroupArn(account, logGroupName(stem, tier))),
    },
    {
      Sid: 'DoctorFindLogGroups',
      Effect: 'Allow',
      // It cannot be limited to some of them.
      Action: 'logs:DescribeLogGroups',
      Resource: '*',
    },
    {
      Sid: 'DoctorReadObjects',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: bucketArns(account, input.buckets).map((arn) => `${arn}/*`),
    },
  ];
}

function runStatements({ stem, account, buckets }: CallerPolicyInput): PolicyStatement[] {
  return [
    {
      Sid: 'RunListBucket',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucketArns(account, buckets),
    },
    {
      Sid: 'RunInvokeCascade',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: functionArn(account, functionName(stem, 'cascade')),
    },
    {
      Sid: 'RunAccountLimit',
      Effect: 'Allow',
      Action: 'lambda:GetAccountSettings',
      // It cannot be limited to some.
      Resource: '*',
    },
    {
      Sid: 'RunReservedConcurrency',
      Effect: 'Allow',
      Action: 'lambda:GetFunctionConcurrency',
      Resource: functionArn(account, functionName(stem, 'worker')),
    },
  ];
}

/** The cost of a run depends on their memory and time limits: for `--max-cost`, `--dry-run` and `--concurrency auto`. */
function readFunctions({ stem, account }: CallerPolicyInput): PolicyStatement {
  return {
    Sid: 'RunReadFunctions',
    Effect: 'Allow',
    Action: 'lambda:GetFunctionConfiguration',
    Resource: TIERS.map((tier) => functionArn(account, functionName(stem, tier))),
  };
}
