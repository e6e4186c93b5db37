// Reads from a worker's policy which buckets and keys an earlier deploy was told. Pure.

import type { FoundState } from './found-state.ts';
import type { PolicyStatement } from './policy-document.ts';
import { DECRYPT_OBJECTS, READ_OBJECTS } from './role-policies.ts';

/**
 * `unclear` is a policy that `deploy` cannot have made. An empty list of buckets means every bucket.
 */
export type DeployedPermissions =
  | { readonly is: 'none' }
  | { readonly is: 'unclear' }
  | {
      readonly is: 'known';
      readonly buckets: readonly string[];
      readonly kmsKeyArns: readonly string[];
    };

export function deployedPermissions({ worker: { role } }: FoundState): DeployedPermissions {
  if (role?.policy === undefined) return { is: 'none' };
  const buckets = resourcesOf(role.policy, READ_OBJECTS)?.map(bucketOf);
  if (!buckets || buckets.length === 0 || buckets.includes(undefined)) return { is: 'unclear' };
  const names = buckets.filter((name) => name !== undefined);
  return {
    is: 'known',
    buckets: names.includes('*') ? [] : names,
    kmsKeyArns: resourcesOf(role.policy, DECRYPT_OBJECTS) ?? [],
  };
}

function resourcesOf(policy: unknown, sid: string): string[] | undefined {
  const { Statement } = Object(policy) as { Statement?: unknown };
  if (!Array.isArray(Statement)) return undefined;
  const statement = Statement.find((one) => Object(one).Sid === sid) as PolicyStatement | undefined;
  return statement && [statement.Resource ?? []].flat();
}

/** The bucket of an ARN of all its objects; `*` for every bucket. */
function bucketOf(arn: unknown): string | undefined {
  return /^arn:[a-z-]+:s3:::([^/*?]+|\*)\/\*$/.exec(String(arn))?.[1];
}
