// The desired state after `deploy`: plain data, computed from the settings only.

import type { Architecture } from '../protocol/architecture.ts';
import type { Tier } from '../protocol/frame.ts';
import { type Account, functionArn, logGroupArn, roleArn } from './account.ts';
import type { FunctionArchive } from './function-archive.ts';
import type { FunctionSize } from './limits.ts';
import type { PolicyDocument } from './policy-document.ts';
import {
  functionName,
  logGroupName,
  roleName,
  rolePolicyName,
  type Tags,
  TIERS,
} from './resource-names.ts';
import { cascadePolicy, workerPolicy } from './role-policies.ts';

/** Where functions are attached to a VPC: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export interface Network {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface DeploySettings {
  readonly stem: string;
  readonly account: Account;
  /** The buckets that workers may read; an empty list means every bucket. */
  readonly buckets: readonly string[];
  readonly kmsKeyArns: readonly string[];
  /** An existing role for both functions, in place of roles that `deploy` creates. */
  readonly roleArn?: string;
  /** The permissions boundary of the roles that `deploy` creates. */
  readonly boundaryArn?: string;
  readonly network?: Network;
  /** Tags besides those that mark what `deploy` creates. */
  readonly tags: Tags;
  /** Keys of tags to remove. */
  readonly untag: readonly string[];
  /** The maximum number of workers at a time, set aside for them from the account's limit. */
  readonly reservedWorkers?: number;
  readonly architecture: Architecture;
  readonly logRetentionDays: number;
  readonly sizes: Readonly<Record<Tier, FunctionSize>>;
  readonly archives: Readonly<Record<Tier, FunctionArchive>>;
}

interface Tagged {
  readonly tags: Tags;
  readonly untag: readonly string[];
}

export interface LogGroupSpec extends Tagged {
  readonly kind: 'log group';
  readonly name: string;
  readonly arn: string;
  readonly retentionDays: number;
}

export interface RoleSpec extends Tagged {
  readonly kind: 'role';
  readonly name: string;
  readonly description: string;
  readonly boundaryArn?: string;
}

export interface RolePolicySpec {
  readonly kind: 'role policy';
  readonly name: string;
  readonly role: string;
  readonly document: PolicyDocument;
  /** A description of its permissions, for people. */
  readonly summary: string;
}

export interface FunctionSpec extends FunctionSize, Tagged {
  readonly kind: 'function';
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly runtime: 'nodejs24.x';
  readonly handler: string;
  readonly architecture: Architecture;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly network?: Network;
  /** The maximum number of environments at a time, if the function has a limit of its own. */
  readonly reservedConcurrency?: number;
  readonly archive: FunctionArchive;
}

export type ResourceSpec = LogGroupSpec | RoleSpec | RolePolicySpec | FunctionSpec;

export interface DesiredTier {
  readonly logGroup: LogGroupSpec;
  /** Absent if an existing role is used. */
  readonly role?: RoleSpec;
  readonly rolePolicy?: RolePolicySpec;
  readonly function: FunctionSpec;
}

export type DesiredState = Readonly<Record<Tier, DesiredTier>>;

export function toDesiredState(settings: DeploySettings): DesiredState {
  return { worker: toTier(settings, 'worker'), cascade: toTier(settings, 'cascade') };
}

function toTier(settings: DeploySettings, tier: Tier): DesiredTier {
  const { stem, account, boundaryArn, network, reservedWorkers, tags, untag } = settings;
  const role = roleName(stem, tier);
  const own = settings.roleArn === undefined;
  const reservedConcurrency = tier === 'worker' ? reservedWorkers : undefined;
  return {
    logGroup: {
      kind: 'log group',
      name: logGroupName(stem, tier),
      arn: logGroupArn(account, logGroupName(stem, tier)),
      retentionDays: settings.logRetentionDays,
      tags,
      untag,
    },
    ...(own && {
      role: {
        kind: 'role',
        name: role,
        description: `What the function ${functionName(stem, tier)} may do.`,
        ...(boundaryArn !== undefined && { boundaryArn }),
        tags,
        untag,
      },
      rolePolicy: {
        kind: 'role policy',
        name: rolePolicyName(account.region),
        role,
        document: tier === 'worker' ? workerPolicy(settings) : cascadePolicy(settings),
        summary: summarise(settings, tier),
      },
    }),
    function: {
      kind: 'function',
      name: functionName(stem, tier),
      arn: functionArn(account, functionName(stem, tier)),
      description: DESCRIPTIONS[tier],
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      architecture: settings.architecture,
      ...settings.sizes[tier],
      roleArn: settings.roleArn ?? roleArn(account, role),
      variables:
        tier === 'cascade' ? { WORDCOUNT_WORKER_FUNCTION: functionName(stem, 'worker') } : {},
      ...(network && { network }),
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
      tags,
      untag,
      archive: settings.archives[tier],
    },
  };
}

const DESCRIPTIONS: Readonly<Record<Tier, string>> = {
  worker: 'wordcount: counts the words and lines of a few S3 objects.',
  cascade: 'wordcount: divides a batch of S3 objects among workers and sums their counts.',
};

function summarise(settings: DeploySettings, tier: Tier): string {
  const { stem, buckets, kmsKeyArns, network } = settings;
  const others = `${network ? 'use the VPC, ' : ''}write its own logs`;
  if (tier === 'cascade') return `invoke ${functionName(stem, 'worker')}, ${others}`;
  const objects = `read objects of ${describeBuckets(buckets)}`;
  return `${objects}${kmsKeyArns.length > 0 ? ', decrypt' : ''}, ${others}`;
}

/** An empty list means every bucket. */
export function describeBuckets(buckets: readonly string[]): string {
  return buckets.length > 0 ? [...buckets].sort().join(', ') : 'all buckets';
}

/** All resources in the order in which they are created. */
export function toResources(desired: DesiredState): ResourceSpec[] {
  const tiers = TIERS.map((tier) => desired[tier]);
  return [
    ...tiers.map(({ logGroup }) => logGroup),
    ...tiers.flatMap(({ role }) => role ?? []),
    ...tiers.flatMap(({ rolePolicy }) => rolePolicy ?? []),
    ...tiers.map((tier) => tier.function),
  ];
}
