// Makes the plan: the steps that turn the found state into the desired state. Pure.

import {
  type DesiredState,
  type FunctionSpec,
  type LogGroupSpec,
  type ResourceSpec,
  type RolePolicySpec,
  toResources,
} from './desired-state.ts';
import type { FoundFunction, FoundState, FoundTier } from './found-state.ts';
import { isSamePolicy } from './policy-document.ts';
import { hasTagsOf, type Tags, TIERS } from './resource-names.ts';
import { TRUST_POLICY } from './role-policies.ts';

/**
 * `wait` is for a function that an earlier deploy left while it was being created. `keep` is for a log group
 * that `deploy` did not create; the functions write to it in any case.
 */
export type PlanAction = 'create' | 'change' | 'wait' | 'leave' | 'keep';

/** One difference, in words for people. */
export interface Change {
  /** The call that makes the change. */
  readonly part: 'retention' | 'trust' | 'document' | 'code' | 'configuration';
  readonly text: string;
}

export interface PlanStep {
  readonly action: PlanAction;
  readonly resource: ResourceSpec;
  readonly changes: readonly Change[];
}

export interface Plan {
  readonly stem: string;
  readonly steps: readonly PlanStep[];
  /** Resources in the way: they have one of the names, but `deploy` did not create them. */
  readonly foreign: readonly ResourceSpec[];
}

export function makePlan(stem: string, desired: DesiredState, found: FoundState): Plan {
  const steps: PlanStep[] = [];
  const foreign: ResourceSpec[] = [];
  for (const resource of toResources(desired)) {
    const tier = TIERS.find((name) => Object.values(desired[name]).includes(resource));
    const step = planStep(stem, resource, tier ? found[tier] : {});
    if (step) steps.push(step);
    else foreign.push(resource);
  }
  return { stem, steps, foreign };
}

export function hasWork({ steps }: Plan): boolean {
  return steps.some(({ action }) => action !== 'leave' && action !== 'keep');
}

/** Undefined if a resource of another origin has the name. */
function planStep(stem: string, resource: ResourceSpec, found: FoundTier): PlanStep | undefined {
  const ours = (tags: Tags | undefined) => tags === undefined || hasTagsOf(stem, tags);
  const step = (action: PlanAction, changes: readonly Change[] = []) => ({
    action,
    resource,
    changes,
  });
  switch (resource.kind) {
    case 'log group': {
      if (!found.logGroup) return step('create');
      if (!ours(found.logGroup.tags)) return step('keep');
      return byChanges(resource, diffRetention(resource, found.logGroup.retentionDays));
    }
    case 'role':
      if (!ours(found.role?.tags)) return undefined;
      return found.role ? byChanges(resource, diffTrust(found.role.trustPolicy)) : step('create');
    case 'role policy':
      // The conflict is reported for the role, not for its policies.
      if (found.role?.policy === undefined) return step('create');
      return byChanges(resource, diffPolicy(resource, found.role.policy));
    case 'function': {
      if (!ours(found.function?.tags)) return undefined;
      if (!found.function) return step('create');
      const changes = diffFunction(resource, found.function);
      if (changes.length === 0 && !found.function.settled) return step('wait');
      return byChanges(resource, changes);
    }
  }
}

function byChanges(resource: ResourceSpec, changes: readonly Change[]): PlanStep {
  return { action: changes.length > 0 ? 'change' : 'leave', resource, changes };
}

function diffRetention({ retentionDays }: LogGroupSpec, found: number | undefined): Change[] {
  if (found === retentionDays) return [];
  const before = found === undefined ? 'for ever' : formatDays(found);
  const after = formatDays(retentionDays);
  return [{ part: 'retention', text: `logs are kept ${before} → ${after}` }];
}

export function formatDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function diffTrust(found: unknown): Change[] {
  return isSamePolicy(TRUST_POLICY, found) ? [] : [{ part: 'trust', text: 'who may use it' }];
}

function diffPolicy({ document, summary }: RolePolicySpec, found: unknown): Change[] {
  return isSamePolicy(document, found) ? [] : [{ part: 'document', text: `now: ${summary}` }];
}

function diffFunction(wanted: FunctionSpec, found: FoundFunction): Change[] {
  const changes: Change[] = [];
  const compare = (part: Change['part'], title: string, before: string, after: string) => {
    if (before !== after) changes.push({ part, text: `${title} ${before || 'none'} → ${after}` });
  };
  if (found.codeSha256 !== wanted.archive.sha256) changes.push({ part: 'code', text: 'code' });
  compare('code', 'architecture', found.architecture, wanted.architecture);
  compare('configuration', 'memory', `${found.memoryMb} MB`, `${wanted.memoryMb} MB`);
  compare('configuration', 'time-out', `${found.timeoutSeconds} s`, `${wanted.timeoutSeconds} s`);
  compare('configuration', 'role', found.roleArn, wanted.roleArn);
  compare('configuration', 'runtime', found.runtime, wanted.runtime);
  compare('configuration', 'handler', found.handler, wanted.handler);
  if (found.description !== wanted.description) {
    changes.push({ part: 'configuration', text: 'description' });
  }
  // Values of variables are not shown, because they may be secrets.
  const names = new Set([...Object.keys(found.variables), ...Object.keys(wanted.variables)]);
  const differing = [...names].filter((name) => found.variables[name] !== wanted.variables[name]);
  if (differing.length > 0) {
    changes.push({ part: 'configuration', text: `variables ${differing.sort().join(', ')}` });
  }
  return changes;
}
