// Checks that the functions' roles are as deploy makes them, and let workers read the bucket.

import { roleArn } from '../deploy/account.ts';
import { deployedPermissions } from '../deploy/deployed-permissions.ts';
import { describeBuckets } from '../deploy/desired-state.ts';
import type { FoundState } from '../deploy/found-state.ts';
import { isSamePolicy } from '../deploy/policy-document.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { roleName, TIERS } from '../deploy/resource-names.ts';
import { cascadePolicy, TRUST_POLICY, workerPolicy } from '../deploy/role-policies.ts';
import {
  bucketNotPermitted,
  roleChanged,
  roleIsLent,
  roleMissing,
  rolesPermit,
} from '../errors/findings.ts';
import type { Tier } from '../protocol/frame.ts';
import type { DeploymentPorts, DoctorSettings } from './doctor-ports.ts';
import { toUnknown } from './failure.ts';
import type { Found } from './finding.ts';

export async function checkRoles(
  settings: DoctorSettings,
  ports: DeploymentPorts,
): Promise<Found[]> {
  const { stem } = settings;
  const { account } = ports;
  try {
    const state = await readFoundState(ports, { stem, account, roles: 'unless-lent' });
    if (state.lentRoleArn !== undefined) {
      return [{ status: 'unknown', ...roleIsLent(state.lentRoleArn) }];
    }
    const faults = TIERS.flatMap((tier) => findFault(tier, state, settings, ports));
    return faults.length > 0 ? faults : [judgeBucket(state, settings)];
  } catch (error) {
    return [toUnknown(error, 'look at the roles', 'iam:GetRole', settings)];
  }
}

function findFault(
  tier: Tier,
  state: FoundState,
  { stem, deployment }: DoctorSettings,
  { account }: DeploymentPorts,
): Found[] {
  const name = roleName(stem, tier);
  const { role, function: fn } = state[tier];
  // Without a function there is nothing to permit, and its own check says so.
  if (!fn) return [];
  if (fn.roleArn !== roleArn(account, name))
    return [{ status: 'problem', ...roleChanged(name, deployment) }];
  if (role?.policy === undefined)
    return [{ status: 'problem', ...missing(tier, name, deployment) }];
  const deployed = deployedPermissions(state);
  const known = deployed.is === 'known' ? deployed : { buckets: [], kmsKeyArns: [] };
  const { network } = fn;
  const input = { stem, account, ...known, ...(network && { network }) };
  const wanted = tier === 'worker' ? workerPolicy(input) : cascadePolicy(input);
  const isAsMade =
    isSamePolicy(TRUST_POLICY, role.trustPolicy) && isSamePolicy(wanted, role.policy);
  return isAsMade ? [] : [{ status: 'problem', ...roleChanged(name, deployment) }];
}

/** A deploy has to be told again which buckets a worker without a policy may read. */
function missing(tier: Tier, name: string, deployment: string) {
  return roleMissing(name, `${deployment}${tier === 'worker' ? ' --bucket NAME' : ''}`);
}

function judgeBucket(state: FoundState, { bucket, stem, deployment }: DoctorSettings): Found {
  const deployed = deployedPermissions(state);
  if (deployed.is !== 'known')
    return { status: 'unknown', ...missing('worker', roleName(stem, 'worker'), deployment) };
  const { buckets } = deployed;
  if (bucket !== undefined && buckets.length > 0 && !buckets.includes(bucket)) {
    return { status: 'problem', ...bucketNotPermitted(bucket, buckets, deployment) };
  }
  return { status: 'ok', ...rolesPermit(describeBuckets(buckets)) };
}
