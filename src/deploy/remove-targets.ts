// Removes resources for `destroy`, and verifies that they are gone.

import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { stillThere } from '../errors/deploy-error.ts';
import type { StepObserver } from './apply-plan.ts';
import { type DeployPorts, isError, unlessMissing } from './deploy-ports.ts';
import { waitForNetworkInterfaces } from './network-interfaces.ts';
import { type LookUp, readFoundState } from './read-found-state.ts';
import { planRemoval, type RemovalTarget } from './removal.ts';
import { labelOf } from './resource-label.ts';
import { retryTemporary, type Waits } from './retry-temporary.ts';
import { StepError } from './step-error.ts';

/** Shorter than for creation, because an obstacle to a removal usually remains. */
const WAITS: Waits = { firstMs: 250, maxMs: 2_000, totalMs: 20_000 };

/** @throws {StepError} if a step fails or the signal is aborted; no later step was begun. */
export async function removeTargets(
  targets: readonly RemovalTarget[],
  ports: DeployPorts,
  observer: StepObserver,
): Promise<void> {
  const { signal } = ports;
  for (const [index, target] of targets.entries()) {
    const name = labelOf(target);
    try {
      signal.throwIfAborted();
      observer.onBegin(`remove ${name}`);
      await retryTemporary(() => unlessMissing(remove(target, ports, observer)), {
        ...ports,
        waits: WAITS,
        isTemporary: (error) =>
          isError(error, 'ResourceConflictException', 'OperationAbortedException') ||
          isError(error, 'DeleteConflictException', 'DeleteConflict'),
        onWait: () => observer.onWait(`until ${name} can be removed`),
      });
    } catch (cause) {
      throw new StepError(`remove the ${name}`, { done: index, total: targets.length, cause });
    }
    observer.onDone(`removed ${name}`);
  }
}

async function remove(
  target: RemovalTarget,
  ports: DeployPorts,
  observer: StepObserver,
): Promise<unknown> {
  const { lambda, logs, iam } = ports.clients;
  switch (target.kind) {
    case 'network interfaces':
      return await waitForNetworkInterfaces(target.name, { ...ports, onWait: observer.onWait });
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
 * Reads the state again, for some time, because a removal is not visible everywhere at once.
 * @throws {UserError} if a resource that should be gone is still there.
 */
export async function verifyRemoval(lookUp: LookUp, ports: DeployPorts): Promise<void> {
  const { stem, account } = lookUp;
  let left: readonly RemovalTarget[] = [];
  const somethingLeft = new Error('something is left');
  try {
    await retryTemporary(
      async () => {
        left = planRemoval(stem, account.region, await readFoundState(ports, lookUp)).targets;
        if (left.length > 0) throw somethingLeft;
      },
      { ...ports, waits: WAITS, isTemporary: (error) => error === somethingLeft },
    );
  } catch (error) {
    if (error !== somethingLeft) throw error;
    throw stillThere(left.map(labelOf).join(', '));
  }
}
