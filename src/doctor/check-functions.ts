// Checks that the functions are there, are made by deploy, and have this program's code.

import type { FoundFunction, FoundState } from '../deploy/found-state.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { functionName, hasTagsOf, TIERS } from '../deploy/resource-names.ts';
import {
  functionIsThere,
  functionOfOthers,
  functionUnsettled,
  otherCode,
} from '../errors/findings.ts';
import { noSuchFunction } from '../errors/user-error.ts';
import type { Tier } from '../protocol/frame.ts';
import { workerThreads } from '../protocol/worker-threads.ts';
import type { DeploymentPorts, DoctorSettings } from './doctor-ports.ts';
import { toUnknown } from './failure.ts';
import type { Found } from './finding.ts';

export interface FoundFunctions {
  readonly found: readonly Found[];
  /** Absent if the caller may not look. */
  readonly state?: FoundState;
}

export async function checkFunctions(
  settings: DoctorSettings,
  ports: DeploymentPorts,
): Promise<FoundFunctions> {
  const { stem } = settings;
  try {
    const { account } = ports;
    const state = await readFoundState(ports, { stem, account, roles: 'skip' });
    const found = TIERS.map((tier) => judge(tier, state[tier].function, settings, account.region));
    return { found, state };
  } catch (error) {
    return { found: [toUnknown(error, 'look at the functions', 'lambda:GetFunction', settings)] };
  }
}

function judge(
  tier: Tier,
  found: FoundFunction | undefined,
  { stem, deployment, archives }: DoctorSettings,
  region: string,
): Found {
  const name = functionName(stem, tier);
  if (!found) {
    return { status: 'problem', message: noSuchFunction(name, deployment, region).message };
  }
  if (!hasTagsOf(stem, found.tags)) return { status: 'note', ...functionOfOthers(name) };
  if (!found.settled) return { status: 'note', ...functionUnsettled(name, deployment) };
  if (found.codeSha256 !== archives[tier].sha256)
    return { status: 'note', ...otherCode(name, deployment) };
  const threads = tier === 'worker' ? workerThreads(found.memoryMb) : 1;
  return { status: 'ok', ...functionIsThere(name, found, threads) };
}
