// Describes plans as aligned lines of text.

import type { ResourceSpec } from './desired-state.ts';
import { formatDays, type Plan, type PlanStep } from './make-plan.ts';
import type { Removal } from './removal.ts';
import { nameOf } from './resource-label.ts';

type Line = readonly [action: string, kind: string, name: string, about: string];

export function describePlan({ steps }: Plan): string {
  return alignLines(
    steps.map((step) => [step.action, step.resource.kind, nameOf(step.resource), aboutStep(step)]),
  );
}

export function describeRemoval({ targets, kept }: Removal): string {
  return alignLines([
    ...targets.map((target): Line => ['remove', target.kind, nameOf(target), '']),
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
      return `logs are kept ${formatDays(resource.retentionDays)}`;
    case 'role':
      return 'only Lambda may use it';
    case 'role policy':
      return resource.summary;
    case 'function': {
      const { runtime, architecture, memoryMb, timeoutSeconds, archive } = resource;
      const kilobytes = Math.ceil(archive.zip.length / 1000);
      return `${runtime}, ${architecture}, ${memoryMb} MB, ${timeoutSeconds} s, ${kilobytes} kB of code`;
    }
  }
}

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
