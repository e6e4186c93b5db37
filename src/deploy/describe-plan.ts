// Describes plans as aligned lines of text.

import { deployedPermissions } from './deployed-permissions.ts';
import { type DeploySettings, describeBuckets, type ResourceSpec } from './desired-state.ts';
import type { FoundState } from './found-state.ts';
import { describeNetwork, formatDays, type Plan, type PlanStep } from './make-plan.ts';
import type { Removal } from './removal.ts';
import { nameOf } from './resource-label.ts';
import type { Tags } from './resource-names.ts';

type Line = readonly [action: string, kind: string, name: string, about: string];

export function describePlan({ steps }: Plan): string {
  return alignLines(
    steps.map((step) => [step.action, step.resource.kind, nameOf(step.resource), aboutStep(step)]),
  );
}

export function describeRemoval({ targets, kept }: Removal): string {
  return alignLines([
    ...targets.map(
      (target): Line =>
        target.kind === 'network interfaces'
          ? ['wait', target.kind, target.name, 'Lambda removes them some time after the functions']
          : ['remove', target.kind, nameOf(target), ''],
    ),
    ...kept.map(({ target, why }): Line => ['keep', target.kind, nameOf(target), why]),
  ]);
}

function aboutStep({ action, resource, changes }: PlanStep): string {
  switch (action) {
    case 'create':
      return aboutResource(resource);
    case 'change':
      return changes.map(({ text }) => text).join(', ');
    case 'wait':
      return 'is being made already';
    case 'keep':
      return 'was not made by deploy, and stays as it is';
    case 'leave':
      return '';
  }
}

function aboutResource(resource: ResourceSpec): string {
  switch (resource.kind) {
    case 'log group':
      return withTags(resource, `logs are kept ${formatDays(resource.retentionDays)}`);
    case 'role': {
      const boundary =
        resource.boundaryArn === undefined ? '' : `, boundary ${resource.boundaryArn}`;
      return withTags(resource, `only Lambda may use it${boundary}`);
    }
    case 'role policy':
      return resource.summary;
    case 'function': {
      const { runtime, architecture, memoryMb, timeoutSeconds, archive } = resource;
      const kilobytes = Math.ceil(archive.zip.length / 1000);
      const { network, reservedConcurrency: reserved } = resource;
      return withTags(
        resource,
        `${runtime}, ${architecture}, ${memoryMb} MB, ${timeoutSeconds} s, ${kilobytes} kB of code` +
          `${network ? `, VPC ${describeNetwork(network)}` : ''}` +
          `${reserved === undefined ? '' : `, reserved concurrency ${reserved}`}`,
      );
    }
  }
}

function withTags({ tags }: { readonly tags: Tags }, text: string): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? text : `${text}, tags ${pairs.join(' ')}`;
}

/** One line: which buckets workers may read before and after. */
export function describeAccess(settings: DeploySettings, found: FoundState): string {
  if (settings.roleArn !== undefined) {
    return `Buckets that workers may read: those that ${settings.roleArn} permits\n`;
  }
  const before = deployedPermissions(found);
  const after = describeBuckets(settings.buckets);
  const known = before.is === 'known' ? describeBuckets(before.buckets) : BEFORE[before.is];
  const change = known === after ? `${after}, as before` : `${known} → ${after}`;
  return `Buckets that workers may read: ${change}\n`;
}

const BEFORE = { none: 'none', unclear: 'unknown' } as const;

/** Details are on lines of their own, so that they fit a terminal of 80 columns. */
function alignLines(lines: readonly Line[]): string {
  const widths = [0, 1].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const indent = ' '.repeat(2 + (widths[0] ?? 0) + 2);
  return lines
    .map(([action, kind, name, about]) => {
      const cells = [action, kind].map((cell, at) => cell.padEnd(widths[at] ?? 0));
      const line = `  ${[...cells, name].join('  ')}\n`;
      return about === '' ? line : `${line}${indent}${about}\n`;
    })
    .join('');
}
