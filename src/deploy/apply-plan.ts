// Applies a plan step by step. A later plan can repeat each step, so if applying ends half-way, the next
// deploy continues from there.

import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { DeployPorts } from './deploy-ports.ts';
import { changeFunction, createFunction, waitUntilReady } from './function-changes.ts';
import type { Plan, PlanStep } from './make-plan.ts';
import { labelOf } from './resource-label.ts';
import { tagsOf } from './resource-names.ts';
import { TRUST_POLICY } from './role-policies.ts';
import { StepError } from './step-error.ts';

/** Progress reports for people. */
export interface StepObserver {
  readonly onBegin: (doing: string) => void;
  readonly onWait: (what: string) => void;
  readonly onDone: (done: string) => void;
}

/**
 * @throws {StepError} if a step fails; no later step was begun.
 * @throws the signal's reason once it is aborted.
 */
export async function applyPlan(
  plan: Plan,
  ports: DeployPorts,
  observer: StepObserver,
): Promise<void> {
  const steps = plan.steps.filter(({ action }) => action !== 'leave' && action !== 'keep');
  for (const [index, step] of steps.entries()) {
    ports.signal.throwIfAborted();
    const { verb, past } = WORDS[step.action];
    const name = labelOf(step.resource);
    observer.onBegin(`${verb} ${name}`);
    try {
      await applyStep(plan.stem, step, { ...ports, onWait: observer.onWait });
    } catch (cause) {
      ports.signal.throwIfAborted();
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

interface StepPorts extends DeployPorts {
  readonly onWait: (what: string) => void;
}

async function applyStep(stem: string, step: PlanStep, ports: StepPorts): Promise<void> {
  const { resource, action, changes } = step;
  const { logs, iam } = ports.clients;
  switch (resource.kind) {
    case 'log group': {
      const { name: logGroupName, retentionDays: retentionInDays } = resource;
      if (action === 'create') {
        await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { ...tagsOf(stem) } }));
      }
      await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      return;
    }
    case 'role': {
      const { name: RoleName, description: Description } = resource;
      const trust = JSON.stringify(TRUST_POLICY);
      await (action === 'create'
        ? iam.send(
            new CreateRoleCommand({
              RoleName,
              Description,
              AssumeRolePolicyDocument: trust,
              Tags: Object.entries(tagsOf(stem)).map(([Key, Value]) => ({ Key, Value })),
            }),
          )
        : iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust })));
      return;
    }
    case 'role policy': {
      const { name: PolicyName, role: RoleName, document } = resource;
      const PolicyDocument = JSON.stringify(document);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
      return;
    }
    case 'function':
      if (action === 'create') await createFunction(resource, tagsOf(stem), ports);
      else if (action === 'change') await changeFunction(resource, changes, ports);
      else await waitUntilReady(resource.name, ports);
  }
}
