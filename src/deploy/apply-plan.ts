// Applies a plan step by step. A later plan can repeat each step, so if applying ends half-way, the next
// deploy continues from there.

import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { DeployPorts } from './deploy-ports.ts';
import {
  changeFunction,
  createFunction,
  type FunctionPorts,
  waitUntilReady,
} from './function-changes.ts';
import { changeLogGroup, createLogGroup } from './log-group-changes.ts';
import { isWork, type Plan, type PlanStep } from './make-plan.ts';
import { waitForNetworkInterfaces } from './network-interfaces.ts';
import { labelOf } from './resource-label.ts';
import { tagsFor } from './resource-names.ts';
import { changeRole, createRole } from './role-changes.ts';
import { StepError } from './step-error.ts';

/** Progress reports for people. */
export interface StepObserver {
  readonly onBegin: (doing: string) => void;
  readonly onWait: (what: string) => void;
  readonly onDone: (done: string) => void;
}

/**
 * @throws {StepError} if a step fails or the signal is aborted; no later step was begun.
 */
export async function applyPlan(
  plan: Plan,
  ports: DeployPorts,
  observer: StepObserver,
): Promise<void> {
  const steps = plan.steps.filter(isWork);
  for (const [index, step] of steps.entries()) {
    const { verb, past } = WORDS[step.action];
    const name = labelOf(step.resource);
    try {
      ports.signal.throwIfAborted();
      observer.onBegin(`${verb} ${name}`);
      await applyStep(plan.stem, step, { ...ports, onWait: observer.onWait });
    } catch (cause) {
      throw new StepError(`${verb} the ${name}`, { done: index, total: steps.length, cause });
    }
    observer.onDone(`${past} ${name}`);
  }
}

const WORDS = {
  create: { verb: 'create', past: 'created' },
  change: { verb: 'change', past: 'changed' },
  wait: { verb: 'wait for', past: 'ready:' },
  leave: { verb: 'leave', past: 'left' },
  keep: { verb: 'keep', past: 'kept' },
} as const;

async function applyStep(stem: string, step: PlanStep, ports: FunctionPorts): Promise<void> {
  const { resource, action, changes } = step;
  switch (resource.kind) {
    case 'log group':
      if (action === 'create') await createLogGroup(stem, resource, ports.clients);
      else await changeLogGroup(resource, changes, ports.clients);
      return;
    case 'role':
      if (action === 'create') await createRole(stem, resource, ports.clients);
      else await changeRole(resource, changes, ports.clients);
      return;
    case 'role policy': {
      if (changes.some(({ part }) => part === 'leave-vpc')) {
        await waitForNetworkInterfaces(stem, ports);
      }
      const { name: PolicyName, role: RoleName, document } = resource;
      const PolicyDocument = JSON.stringify(document);
      const command = new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument });
      await ports.clients.iam.send(command);
      return;
    }
    case 'function':
      if (action === 'create') await createFunction(resource, tagsFor(stem, resource), ports);
      else if (action === 'change') await changeFunction(resource, changes, ports);
      else await waitUntilReady(resource.name, ports);
  }
}
