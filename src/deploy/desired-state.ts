// The desired state after `deploy`: plain data, computed from the options only.

import type { Architecture } from '../protocol/architecture.ts';
import { type Account, roleArn } from './account.ts';
import type { FunctionArchive } from './function-archive.ts';
import type { FunctionSize } from './limits.ts';
import type { PolicyDocument } from './policy-document.ts';
import {
  functionName,
  logGroupName,
  roleName,
  rolePolicyName,
  TIERS,
  type Tier,
} from './resource-names.ts';
import { cascadePolicy, workerPolicy } from './role-policies.ts';

export interface DeploySettings {
  readonly stem: string;
  readonly account: Account;
  /** The buckets that workers may read; an empty list means every bucket. */
  readonly buckets: readonly string[];
  readonly kmsKeyArns: readonly string[];
  /** An existing role for both functions, in place of roles that `deploy` creates. */
  readonly roleArn?: string;
  readonly architecture: Architecture;
  readonly logRetentionDays: number;
  readonly sizes: Readonly<Record<Tier, FunctionSize>>;
  readonly archives: Readonly<Record<Tier, FunctionArchive>>;
}

export interface LogGroupSpec {
  readonly kind: 'log group';
  readonly name: string;
  readonly retentionDays: number;
}

export interface RoleSpec {
  readonly kind: 'role';
  readonly name: string;
  readonly description: string;
}

export interface RolePolicySpec {
  readonly kind: 'role policy';
  readonly name: string;
  readonly role: string;
  readonly document: PolicyDocument;
  /** A description of its permissions, for people. */
  readonly summary: string;
}

export interface FunctionSpec extends FunctionSize {
  readonly kind: 'function';
  readonly name: string;
  readonly description: string;
  readonly runtime: 'nodejs24.x';
  readonly handler: string;
  readonly architecture: Architecture;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
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
  const { stem, account } = settings;
  const role = roleName(stem, tier);
  const own = settings.roleArn === undefined;
  return {
    logGroup: {
      kind: 'log group',
      name: logGroupName(stem, tier),
      retentionDays: settings.logRetentionDays,
    },
    ...(own && {
      role: {
        kind: 'role',
        name: role,
        description: `What the function ${functionName(stem, tier)} may do.`,
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
      description: DESCRIPTIONS[tier],
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      architecture: settings.architecture,
      ...settings.sizes[tier],
      roleArn: settings.roleArn ?? roleArn(account, role),
      variables:
        tier === 'cascade' ? { WORDCOUNT_WORKER_FUNCTION: functionName(stem, 'worker') } : {},
      archive: settings.archives[tier],
    },
  };
}

const DESCRIPTIONS: Readonly<Record<Tier, string>> = {
  worker: 'wordcount: counts the words and lines of a few S3 objects.',
  cascade: 'wordcount: divides a batch of S3 objects among workers and sums their counts.',
};

function summarise({ stem, buckets, kmsKeyArns }: DeploySettings, tier: Tier): string {
  if (tier === 'cascade') return `invoke ${functionName(stem, 'worker')}, write its own logs`;
  const objects =
    buckets.length > 0
      ? `read objects of ${[...buckets].sort().join(', ')}`
      : 'read objects of all buckets';
  return `${objects}${kmsKeyArns.length > 0 ? ', decrypt' : ''}, write its own logs`;
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
