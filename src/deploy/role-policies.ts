// What the two functions may do, and no more.

import { type Account, bucketArns, functionArn, logGroupArn } from './account.ts';
import { type PolicyDocument, type PolicyStatement, toPolicy } from './policy-document.ts';
import { functionName, logGroupName, type Tier } from './resource-names.ts';

/** Lets Lambda act in a role: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
export const TRUST_POLICY: PolicyDocument = toPolicy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

export interface RolePolicyInput {
  readonly stem: string;
  readonly account: Account;
  /** None means every bucket. */
  readonly buckets: readonly string[];
  /** Keys of which objects are encrypted, where they are not the ones that S3 manages itself. */
  readonly kmsKeyArns: readonly string[];
}

/**
 * The worker reads objects. `s3:ListBucket` is there only because S3 answers 403 instead of 404 for
 * a missing object without it, and a deleted key would be reported as a forbidden one:
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

/** Without `logs:CreateLogGroup`: the group is deploy's, and stays away once it is destroyed. */
function writeOwnLogs({ stem, account }: RolePolicyInput, tier: Tier): PolicyStatement {
  return {
    Sid: 'WriteOwnLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${logGroupArn(account, logGroupName(stem, tier))}:*`,
  };
}
