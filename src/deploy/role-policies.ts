// The policies of the two functions' roles, which grant only the necessary permissions.

import type { Tier } from '../protocol/frame.ts';
import { type Account, bucketArns, functionArn, logGroupArn } from './account.ts';
import { type PolicyDocument, type PolicyStatement, toPolicy } from './policy-document.ts';
import { functionName, logGroupName } from './resource-names.ts';

/** Lets Lambda assume a role: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
export const TRUST_POLICY: PolicyDocument = toPolicy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

export interface RolePolicyInput {
  readonly stem: string;
  readonly account: Account;
  /** An empty list means every bucket. */
  readonly buckets: readonly string[];
  /** The KMS keys that encrypt objects, except for keys that S3 itself manages. */
  readonly kmsKeyArns: readonly string[];
  /** Present if the functions are attached to a VPC. */
  readonly network?: object;
}

/** The names of statements from which a later deploy reads what an earlier one was told. */
export const READ_OBJECTS = 'ReadObjects';
export const DECRYPT_OBJECTS = 'DecryptObjects';
const USE_VPC = 'UseVpc';

/**
 * The worker reads objects. It has `s3:ListBucket` only because S3 otherwise answers 403 instead of 404
 * for a missing object, and a deleted key would be reported as a forbidden one:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html.
 */
export function workerPolicy(input: RolePolicyInput): PolicyDocument {
  const buckets = bucketArns(input.account, input.buckets);
  const decrypt: PolicyStatement = {
    Sid: DECRYPT_OBJECTS,
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: [...input.kmsKeyArns].sort(),
  };
  return toPolicy(
    {
      Sid: READ_OBJECTS,
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: buckets.map((arn) => `${arn}/*`),
    },
    {
      Sid: 'TellMissingFromForbidden',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: buckets,
    },
    ...(input.kmsKeyArns.length > 0 ? [decrypt] : []),
    ...useVpc(input),
    writeOwnLogs(input, 'worker'),
  );
}

/** Streamed invocations need the same permission as others. */
export function cascadePolicy(input: RolePolicyInput): PolicyDocument {
  return toPolicy(
    {
      Sid: 'InvokeWorker',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: functionArn(input.account, functionName(input.stem, 'worker')),
    },
    ...useVpc(input),
    writeOwnLogs(input, 'cascade'),
  );
}

/**
 * Lambda makes and removes a function's network interfaces in the function's role. These are the actions of
 * AWS's own policy for that, https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html,
 * without those on logs. Lambda checks that they are permitted on every resource:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.
 */
function useVpc({ network }: RolePolicyInput): PolicyStatement[] {
  if (!network) return [];
  const Action = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [{ Sid: USE_VPC, Effect: 'Allow', Action, Resource: '*' }];
}

/** Whether this is a policy of a function that is, or was, in a VPC. */
export function permitsVpc(policy: unknown): boolean {
  const { Statement } = Object(policy) as { Statement?: unknown };
  return Array.isArray(Statement) && Statement.some((one) => Object(one).Sid === USE_VPC);
}

/** This omits `logs:CreateLogGroup`: `deploy` creates the group, and it must not return after `destroy`. */
function writeOwnLogs({ stem, account }: RolePolicyInput, tier: Tier): PolicyStatement {
  return {
    Sid: 'WriteOwnLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${logGroupArn(account, logGroupName(stem, tier))}:*`,
  };
}
