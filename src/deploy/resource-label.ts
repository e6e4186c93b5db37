// Names resources in messages.

import type { ResourceSpec } from './desired-state.ts';
import type { RemovalTarget } from './removal.ts';

/** The name of a role's policy is unique only within the role. */
export function nameOf(resource: ResourceSpec | RemovalTarget): string {
  return resource.kind === 'role policy' ? `${resource.role}/${resource.name}` : resource.name;
}

/** For example `function wordcount-worker`. */
export function labelOf(resource: ResourceSpec | RemovalTarget): string {
  return `${resource.kind} ${nameOf(resource)}`;
}
