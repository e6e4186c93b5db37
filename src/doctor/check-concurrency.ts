// How many functions the account may run at a time, and what a run may use of it.

import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import type { FoundState } from '../deploy/found-state.ts';
import { enoughConcurrency, littleConcurrency, noConcurrency } from '../errors/findings.ts';
import type { DeploymentPorts, DoctorSettings } from './doctor-ports.ts';
import { toUnknown } from './failure.ts';
import type { Found } from './finding.ts';

export async function checkConcurrency(
  { workers: wanted, cascades }: DoctorSettings,
  { clients: { lambda }, signal: abortSignal }: DeploymentPorts,
  state: FoundState | undefined,
): Promise<Found> {
  try {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}), { abortSignal });
    const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = limit } =
      AccountLimit ?? {};
    const reserved = state?.worker.function?.reservedConcurrency;
    // The cascades use what is not reserved, too.
    const usable = reserved ?? Math.max(0, unreserved - cascades);
    const facts = { limit, unreserved, reserved, usable, wanted };
    if (usable === 0) return { status: 'problem', ...noConcurrency(facts) };
    if (usable < wanted) return { status: 'note', ...littleConcurrency(facts) };
    return { status: 'ok', ...enoughConcurrency(facts) };
  } catch (error) {
    return toUnknown(error, 'look at the concurrency of the account', 'lambda:GetAccountSettings');
  }
}
