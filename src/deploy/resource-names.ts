// Names and tags of the resources that `deploy` creates. All names begin with one stem.

import type { Tier } from '../protocol/frame.ts';

/** The order of creation: a cascade cannot work without the worker. */
export const TIERS: readonly Tier[] = ['worker', 'cascade'];

/** Names of functions and roles have at most 64 characters, of which `-cascade` takes eight. */
export const STEM_PATTERN = /^[A-Za-z0-9_-]{1,56}$/;

export function functionName(stem: string, tier: Tier): string {
  return `${stem}-${tier}`;
}

/** A function and its role have the same name. */
export function roleName(stem: string, tier: Tier): string {
  return `${stem}-${tier}`;
}

/** The log group to which Lambda writes by default. */
export function logGroupName(stem: string, tier: Tier): string {
  return `/aws/lambda/${functionName(stem, tier)}`;
}

/**
 * A role belongs to the whole account and a function to one region, so a role has one inline policy for
 * each region with a deployment.
 */
export function rolePolicyName(region: string): string {
  return `wordcount-${region}`;
}

/** Whether a role's policy has the name of one for some region. */
export function isRolePolicyName(name: string): boolean {
  return name.startsWith(rolePolicyName(''));
}

export type Tags = Readonly<Record<string, string>>;

/** The tags that mark resources that `deploy` created. */
export function tagsOf(stem: string): Tags {
  return { 'wordcount:stem': stem, 'wordcount:made-by': 'wordcount deploy' };
}

/** All tags of a new resource. */
export function tagsFor(stem: string, { tags }: { readonly tags: Tags }): Record<string, string> {
  return { ...tags, ...tagsOf(stem) };
}

/** Keys of tags that users may not set: ours, and those of AWS. */
export const RESERVED_TAG_KEY = /^(aws|wordcount):/i;

export function hasTagsOf(stem: string, tags: Tags): boolean {
  return Object.entries(tagsOf(stem)).every(([key, value]) => tags[key] === value);
}
