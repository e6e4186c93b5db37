// Reports how many functions the account may run at a time, and how many workers a run may use of them.

import { readAccountConcurrency } from '../aws/account-concurrency.ts';
import { functionName } from '../deploy/resource-names.ts';
import {
  concurrencyUnknown,
  enoughConcurrency,
  littleConcurrency,
  noConcurrency,
  notLookedAt,
} from '../errors/findings.ts';
import type { DeploymentPorts, DoctorSettings } from './doctor-ports.ts';
import type { Found } from './finding.ts';

export async function checkConcurrency(
  { stem, deployment, workers: wanted, shareOf }: DoctorSettings,
  { clients: { lambda }, signal }: DeploymentPorts,
): Promise<Found> {
  const account = await readAccountConcurrency(lambda, functionName(stem, 'worker'), signal);
  if ('cause' in account) {
    const { denied, cause } = account;
    const said = denied === undefined ? concurrencyUnknown(cause) : notLookedAt(denied, deployment);
    return { status: 'unknown', ...said };
  }
  const { limit, unreserved, reservedWorkers: reserved } = account;
  const { workers: usable, left } = shareOf(account);
  const facts = { limit, unreserved, reserved, usable, left, wanted };
  if (unreserved === 0 || reserved === 0) return { status: 'problem', ...noConcurrency(facts) };
  if (usable < (wanted ?? 0)) return { status: 'note', ...littleConcurrency(facts) };
  return { status: 'ok', ...enoughConcurrency(facts) };
}
