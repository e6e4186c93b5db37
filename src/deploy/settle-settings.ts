// Settles what a deploy is to make: what is asked, and for what is left out what is deployed already. Pure.

import { bucketsNotTold, bucketsUnclear, vpcIncomplete } from '../errors/deploy-error.ts';
import { type Architecture, isArchitecture } from '../protocol/architecture.ts';
import type { Tier } from '../protocol/frame.ts';
import type { Account } from './account.ts';
import type { DeployRequest } from './deploy-request.ts';
import { deployedPermissions } from './deployed-permissions.ts';
import type { DeploySettings, Network } from './desired-state.ts';
import type { FoundFunction, FoundLogGroup, FoundState } from './found-state.ts';
import type { FunctionArchive } from './function-archive.ts';
import { DEFAULT_RETENTION_DAYS, DEFAULT_SIZES, type FunctionSize } from './limits.ts';
import { hasTagsOf, isRolePolicyName, roleName, rolePolicyName } from './resource-names.ts';

/**
 * `found.lentRoleArn` counts as an existing role for the functions.
 * @throws {UserError} if the buckets are left out, and cannot be told from what is deployed; if only one half of a
 * network is known.
 */
export function settleSettings(
  request: DeployRequest,
  account: Account,
  found: FoundState,
  archives: Readonly<Record<Tier, FunctionArchive>>,
): DeploySettings {
  const { stem, tags, untag } = request;
  const worker = ours(stem, found.worker.function);
  const cascade = ours(stem, found.cascade.function);
  const either = worker ?? cascade;
  const roleArn = keep(request.roleArn, found.lentRoleArn);
  const boundaryArn = keep(
    request.boundaryArn,
    found.worker.role?.boundaryArn ?? found.cascade.role?.boundaryArn,
  );
  const network = settleNetwork(request.network, either?.network);
  const reservedWorkers = keep(request.reservedWorkers, worker?.reservedConcurrency);
  return {
    stem,
    account,
    ...settlePermissions(request, account, found, roleArn === undefined),
    ...(roleArn !== undefined && { roleArn }),
    ...(boundaryArn !== undefined && { boundaryArn }),
    ...(network !== undefined && { network }),
    tags,
    untag,
    ...(reservedWorkers !== undefined && { reservedWorkers }),
    architecture: request.architecture ?? architectureOf(either),
    logRetentionDays:
      request.logRetentionDays ??
      retentionOf(stem, found.worker.logGroup, found.cascade.logGroup) ??
      DEFAULT_RETENTION_DAYS,
    sizes: {
      worker: settleSize(request.sizes.worker, worker, DEFAULT_SIZES.worker),
      cascade: settleSize(request.sizes.cascade, cascade, DEFAULT_SIZES.cascade),
    },
    archives,
  };
}

/** Null undoes what is deployed; undefined keeps it. */
function keep<T>(asked: T | null | undefined, deployed: T | undefined): T | undefined {
  return asked === undefined ? deployed : (asked ?? undefined);
}

/** @throws {UserError} if only one half of it is known. */
function settleNetwork(
  asked: DeployRequest['network'],
  deployed: Network | undefined,
): Network | undefined {
  if (asked === null) return undefined;
  const { subnetIds = [], securityGroupIds = [] } = { ...deployed, ...asked };
  if (subnetIds.length + securityGroupIds.length === 0) return undefined;
  if (subnetIds.length === 0) throw vpcIncomplete('--security-group', '--subnet');
  if (securityGroupIds.length === 0) throw vpcIncomplete('--subnet', '--security-group');
  return { subnetIds, securityGroupIds };
}

function ours<T extends FoundFunction | FoundLogGroup>(
  stem: string,
  found: T | undefined,
): T | undefined {
  return found && hasTagsOf(stem, found.tags) ? found : undefined;
}

function settlePermissions(
  { stem, buckets, kmsKeyArns }: DeployRequest,
  account: Account,
  found: FoundState,
  hasOwnRoles: boolean,
): Pick<DeploySettings, 'buckets' | 'kmsKeyArns'> {
  const deployed = deployedPermissions(found);
  if (hasOwnRoles && buckets === undefined) {
    const names = [rolePolicyName(account.region), roleName(stem, 'worker')] as const;
    if (deployed.is === 'unclear') throw bucketsUnclear(...names);
    if (deployed.is === 'none' && hasWorkers(stem, found)) throw bucketsNotTold(...names);
  }
  const known = deployed.is === 'known' ? deployed : { buckets: [], kmsKeyArns: [] };
  return { buckets: buckets ?? known.buckets, kmsKeyArns: kmsKeyArns ?? known.kmsKeyArns };
}

/**
 * Whether there are workers that a policy for every bucket would give more access: those of this region, and those of
 * other regions that have the same role.
 */
function hasWorkers(stem: string, { worker: { function: worker, role } }: FoundState): boolean {
  return ours(stem, worker) !== undefined || (role?.policyNames ?? []).some(isRolePolicyName);
}

function architectureOf(found: FoundFunction | undefined): Architecture {
  return found && isArchitecture(found.architecture) ? found.architecture : 'arm64';
}

/** A group that keeps logs for ever was not left so by `deploy`. */
function retentionOf(
  stem: string,
  ...groups: readonly (FoundLogGroup | undefined)[]
): number | undefined {
  return groups.map((group) => ours(stem, group)?.retentionDays).find((days) => days !== undefined);
}

function settleSize(
  asked: Partial<FunctionSize>,
  found: FoundFunction | undefined,
  { memoryMb, timeoutSeconds }: FunctionSize,
): FunctionSize {
  return {
    memoryMb: asked.memoryMb ?? found?.memoryMb ?? memoryMb,
    timeoutSeconds: asked.timeoutSeconds ?? found?.timeoutSeconds ?? timeoutSeconds,
  };
}
