// Makes the plan: the steps that turn the found state into the desired state. Pure.

import {
  type DesiredState,
  type FunctionSpec,
  type LogGroupSpec,
  type Network,
  type ResourceSpec,
  type RolePolicySpec,
  type RoleSpec,
  toResources,
} from './desired-state.ts';
import type { FoundFunction, FoundRole, FoundState, FoundTier } from './found-state.ts';
import { isSamePolicy } from './policy-document.ts';
import { hasTagsOf, type Tags, TIERS } from './resource-names.ts';
import { permitsVpc, TRUST_POLICY } from './role-policies.ts';

/**
 * `wait` is for a function that an earlier deploy left while it was being created. `keep` is for a log group
 * that `deploy` did not create; the functions write to it in any case.
 */
export type PlanAction = 'create' | 'change' | 'wait' | 'leave' | 'keep';

/** One difference, in words for people. */
export interface Change {
  /** The call that makes the change. */
  readonly part:
    | 'retention'
    | 'trust'
    | 'boundary'
    | 'document'
    | 'leave-vpc'
    | 'code'
    | 'configuration'
    | 'vpc'
    | 'concurrency'
    | 'tag'
    | 'untag';
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
  return { stem, steps: orderSteps(steps), foreign };
}

/** Lambda removes a function's network interfaces in its role, which must still be permitted to. */
function orderSteps(steps: readonly PlanStep[]): PlanStep[] {
  const isLast = ({ changes }: PlanStep) => changes.some(({ part }) => part === 'leave-vpc');
  return [...steps.filter((step) => !isLast(step)), ...steps.filter(isLast)];
}

export function hasWork({ steps }: Plan): boolean {
  return steps.some(isWork);
}

export function isWork({ action }: PlanStep): boolean {
  return action !== 'leave' && action !== 'keep';
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
      return byChanges(resource, [
        ...diffRetention(resource, found.logGroup.retentionDays),
        ...diffTags(resource, found.logGroup.tags),
      ]);
    }
    case 'role':
      if (!ours(found.role?.tags)) return undefined;
      return found.role ? byChanges(resource, diffRole(resource, found.role)) : step('create');
    case 'role policy':
      // The conflict is reported for the role, not for its policies.
      if (found.role?.policy === undefined) return step('create');
      return byChanges(resource, diffPolicy(resource, found.role.policy));
    case 'function': {
      if (!ours(found.function?.tags)) return undefined;
      if (!found.function) return step('create');
      const changes = [
        ...diffFunction(resource, found.function),
        ...diffTags(resource, found.function.tags),
      ];
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

function diffRole(wanted: RoleSpec, found: FoundRole): Change[] {
  const changes: Change[] = [];
  if (!isSamePolicy(TRUST_POLICY, found.trustPolicy)) {
    changes.push({ part: 'trust', text: 'who may use it' });
  }
  if (found.boundaryArn !== wanted.boundaryArn) {
    const text = fromTo('boundary', found.boundaryArn, wanted.boundaryArn);
    changes.push({ part: 'boundary', text });
  }
  return [...changes, ...diffTags(wanted, found.tags)];
}

/** Tags that were not asked for stay. */
function diffTags({ tags, untag }: Pick<RoleSpec, 'tags' | 'untag'>, found: Tags): Change[] {
  const set = Object.keys(tags).filter((key) => found[key] !== tags[key]);
  const removed = untag.filter((key) => found[key] !== undefined);
  return [
    ...set.map(
      (key): Change => ({ part: 'tag', text: fromTo(`tag ${key}`, found[key], tags[key]) }),
    ),
    ...removed.map(
      (key): Change => ({ part: 'untag', text: fromTo(`tag ${key}`, found[key], undefined) }),
    ),
  ];
}

function fromTo(title: string, before: string | undefined, after: string | undefined): string {
  return `${title} ${before || 'none'} → ${after || 'none'}`;
}

/** The order of subnets and groups has no meaning. */
export function describeNetwork(network: Network | undefined): string {
  if (!network) return '';
  return [...[...network.subnetIds].sort(), ...[...network.securityGroupIds].sort()].join(' ');
}

function diffPolicy({ document, summary }: RolePolicySpec, found: unknown): Change[] {
  if (isSamePolicy(document, found)) return [];
  const changes: Change[] = [{ part: 'document', text: `now: ${summary}` }];
  return permitsVpc(found) && !permitsVpc(document)
    ? [...changes, { part: 'leave-vpc', text: 'once the network interfaces are gone' }]
    : changes;
}

function diffFunction(wanted: FunctionSpec, found: FoundFunction): Change[] {
  const changes: Change[] = [];
  const compare = (part: Change['part'], title: string, before: string, after: string) => {
    if (before !== after) changes.push({ part, text: fromTo(title, before, after) });
  };
  if (found.codeSha256 !== wanted.archive.sha256) changes.push({ part: 'code', text: 'code' });
  compare('code', 'architecture', found.architecture, wanted.architecture);
  compare('configuration', 'memory', `${found.memoryMb} MB`, `${wanted.memoryMb} MB`);
  compare('configuration', 'time-out', `${found.timeoutSeconds} s`, `${wanted.timeoutSeconds} s`);
  compare('configuration', 'role', found.roleArn, wanted.roleArn);
  compare('configuration', 'runtime', found.runtime, wanted.runtime);
  compare('configuration', 'handler', found.handler, wanted.handler);
  compare('vpc', 'VPC', describeNetwork(found.network), describeNetwork(wanted.network));
  compare(
    'concurrency',
    'reserved concurrency',
    String(found.reservedConcurrency ?? ''),
    String(wanted.reservedConcurrency ?? ''),
  );
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
