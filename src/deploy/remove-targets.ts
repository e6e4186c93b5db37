// Removes what destroy is to remove, and sees to it that it is gone.

import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { stillThere } from '../errors/user-error.ts';
import type { StepObserver } from './apply-plan.ts';
import { type DeployClients, type DeployPorts, isError, unlessMissing } from './deploy-ports.ts';
import { type LookUp, readFoundState } from './read-found-state.ts';
import { planRemoval, type RemovalTarget } from './removal.ts';
import { labelOf } from './resource-label.ts';
import { StepError } from './step-error.ts';
import { type Patience, tryAgain } from './try-again.ts';

/** Shorter than for making things: what stays in the way of a removal mostly stays there. */
const PATIENCE: Patience = { firstWaitMs: 250, maxWaitMs: 2_000, limitMs: 20_000 };

/** @throws {StepError} when a step fails; nothing after it was begun. */
export async function removeTargets(
  targets: readonly RemovalTarget[],
  ports: DeployPorts,
  observer: StepObserver,
): Promise<void> {
  const { clients, signal } = ports;
  for (const [index, target] of targets.entries()) {
    signal.throwIfAborted();
    const name = labelOf(target);
    observer.onBegin(`remove ${name}`);
    try {
      await tryAgain(() => unlessMissing(remove(target, clients)), {
        ...ports,
        patience: PATIENCE,
        isPassing: (error) =>
          isError(error, 'ResourceConflictException', 'OperationAbortedException') ||
          isError(error, 'DeleteConflictException', 'DeleteConflict'),
        onWait: () => observer.onWait(`until ${name} can be removed`),
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new StepError(`remove the ${name}`, { done: index, total: targets.length, cause });
    }
    observer.onDone(`removed ${name}`);
  }
}

async function remove(target: RemovalTarget, clients: DeployClients): Promise<unknown> {
  const { lambda, logs, iam } = clients;
  switch (target.kind) {
    case 'function':
      return await lambda.send(new DeleteFunctionCommand({ FunctionName: target.name }));
    case 'log group':
      return await logs.send(new DeleteLogGroupCommand({ logGroupName: target.name }));
    case 'role policy': {
      const { name: PolicyName, role: RoleName } = target;
      return await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    case 'role':
      return await iam.send(new DeleteRoleCommand({ RoleName: target.name }));
  }
}

/**
 * Looks for everything once more; a removal takes a moment to be known everywhere.
 * @throws {UserError} if anything is still there that should be gone.
 */
export async function verifyRemoval(lookUp: LookUp, ports: DeployPorts): Promise<void> {
  const { stem, region } = lookUp;
  let left: readonly RemovalTarget[] = [];
  const somethingLeft = new Error('something is left');
  try {
    await tryAgain(
      async () => {
        left = planRemoval(stem, region, await readFoundState(ports, lookUp)).targets;
        if (left.length > 0) throw somethingLeft;
      },
      { ...ports, patience: PATIENCE, isPassing: (error) => error === somethingLeft },
    );
  } catch (error) {
    if (error !== somethingLeft) throw error;
    throw stillThere(left.map(labelOf).join(', '));
  }
}
