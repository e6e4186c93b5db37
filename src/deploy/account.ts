// The account and region to which `deploy` deploys, and the ARNs of resources there.

export interface Account {
  readonly id: string;
  /** `aws`, or the partition of the regions in China or of the US government. */
  readonly partition: string;
  readonly region: string;
}

/** Stands for every account, for policies that are printed without credentials. */
export const ANY_ACCOUNT_ID = '*';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOfRegion(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

export function functionArn({ partition, region, id }: Account, name: string): string {
  return `arn:${partition}:lambda:${region}:${id}:function:${name}`;
}

export function roleArn({ partition, id }: Account, name: string): string {
  return `arn:${partition}:iam::${id}:role/${name}`;
}

export function logGroupArn({ partition, region, id }: Account, name: string): string {
  return `arn:${partition}:logs:${region}:${id}:log-group:${name}`;
}

/** Without a name, the ARN covers every bucket. */
export function bucketArns(
  { partition }: Pick<Account, 'partition'>,
  buckets: readonly string[],
): string[] {
  const names = buckets.length > 0 ? [...buckets].sort() : ['*'];
  return names.map((name) => `arn:${partition}:s3:::${name}`);
}
