// The policies of the two functions' roles, which grant only the necessary permissions.

import { type Account, bucketArns, functionArn, logGroupArn } from './account.ts';
import { type PolicyDocument, type PolicyStatement, toPolicy } from './policy-document.ts';
import { functionName, logGroupName, type Tier } from './resource-names.ts';

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
}

/**
 * The worker reads objects. It has `s3:ListBucket` only because S3 otherwise answers 403 instead of 404
 * for a missing object, and a deleted key would be reported as a forbidden one:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html.
 */
export function workerPolicy(input: RolePolicyInput): PolicyDocument {
  const buckets = bucketArns(input.account, input.buckets);
  const decrypt: PolicyStatement = {
    Sid: 'DecryptObjects',
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: [...input.kmsKeyArns].sort(),
  };
  return toPolicy(
    {
      Sid: 'ReadObjects',
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
    writeOwnLogs(input, 'cascade'),
  );
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
