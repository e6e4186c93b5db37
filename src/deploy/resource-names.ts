// What deploy makes is found again by its names, which all follow from one stem, and by its tags.

/** The two functions of a run: a cascade invokes workers. */
export type Tier = 'cascade' | 'worker';

/** In the order in which they are made: a cascade is of no use before its worker. */
export const TIERS: readonly Tier[] = ['worker', 'cascade'];

/** Names of functions and of roles have at most 64 characters; `-cascade` takes eight of them. */
export const STEM_PATTERN = /^[A-Za-z0-9_-]{1,56}$/;

export function functionName(stem: string, tier: Tier): string {
  return `${stem}-${tier}`;
}

/** Role and function have the same name: each function has a role of its own. */
export function roleName(stem: string, tier: Tier): string {
  return `${stem}-${tier}`;
}

/** The group that Lambda writes to by itself. */
export function logGroupName(stem: string, tier: Tier): string {
  return `/aws/lambda/${functionName(stem, tier)}`;
}

/**
 * Roles belong to the whole account and functions to a region, so a role has one inline policy for
 * each region that is deployed to.
 */
export function rolePolicyName(region: string): string {
  return `wordcount-${region}`;
}

export type Tags = Readonly<Record<string, string>>;

/** The tags that mark what deploy has made. */
export function tagsOf(stem: string): Tags {
  return { 'wordcount:stem': stem, 'wordcount:made-by': 'wordcount deploy' };
}

export function hasTagsOf(stem: string, tags: Tags): boolean {
  return Object.entries(tagsOf(stem)).every(([key, value]) => tags[key] === value);
}
