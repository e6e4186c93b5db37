// Decides which resources `destroy` removes, and which it keeps although they have one of the names. Pure.

import type { Tier } from '../protocol/frame.ts';
import type { FoundState } from './found-state.ts';
import {
  functionName,
  hasTagsOf,
  logGroupName,
  roleName,
  rolePolicyName,
  type Tags,
  TIERS,
} from './resource-names.ts';
import { permitsVpc } from './role-policies.ts';

export type RemovalTarget =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'log group'; readonly name: string }
  /** Lambda removes them by itself; the name is that of the deployment. */
  | { readonly kind: 'network interfaces'; readonly name: string }
  | { readonly kind: 'role policy'; readonly name: string; readonly role: string }
  | { readonly kind: 'role'; readonly name: string };

export interface KeptTarget {
  readonly target: RemovalTarget;
  readonly why: string;
}

export interface Removal {
  /** The order of removal: no resource is removed while another one needs it. */
  readonly targets: readonly RemovalTarget[];
  readonly kept: readonly KeptTarget[];
}

/** How many resources `destroy` removes. Lambda removes network interfaces by itself. */
export function countRemovals({ targets }: Removal): number {
  return targets.filter(({ kind }) => kind !== 'network interfaces').length;
}

const NOT_MADE_BY_DEPLOY = 'it has not the tags of what deploy makes';

/** Cascades come first, so that none invokes a worker that no longer exists. */
const ORDER: readonly Tier[] = [...TIERS].reverse();

export function planRemoval(stem: string, region: string, found: FoundState): Removal {
  const targets: RemovalTarget[] = [];
  const kept: KeptTarget[] = [];
  const sort = (target: RemovalTarget, tags: Tags) => {
    if (hasTagsOf(stem, tags)) targets.push(target);
    else kept.push({ target, why: NOT_MADE_BY_DEPLOY });
  };
  for (const tier of ORDER) {
    const it = found[tier].function;
    if (it) sort({ kind: 'function', name: functionName(stem, tier) }, it.tags);
  }
  for (const tier of ORDER) {
    const it = found[tier].logGroup;
    if (it) sort({ kind: 'log group', name: logGroupName(stem, tier) }, it.tags);
  }
  const roles = ORDER.map((tier) => found[tier].role);
  if (roles.some((role) => role && hasTagsOf(stem, role.tags) && permitsVpc(role.policy))) {
    targets.push({ kind: 'network interfaces', name: stem });
  }
  for (const tier of ORDER) {
    const it = found[tier].role;
    if (!it) continue;
    const role: RemovalTarget = { kind: 'role', name: roleName(stem, tier) };
    const own = rolePolicyName(region);
    const others = it.policyNames.filter((name) => name !== own);
    const ours = hasTagsOf(stem, it.tags);
    if (ours && it.policyNames.includes(own)) {
      targets.push({ kind: 'role policy', name: own, role: role.name });
    }
    if (ours && others.length > 0) {
      kept.push({ target: role, why: `it has other policies: ${others.sort().join(', ')}` });
    } else sort(role, it.tags);
  }
  return { targets, kept };
}
