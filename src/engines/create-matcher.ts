// The filter of a run, as its options say.

import picomatch from 'picomatch';
import { timeUnknown } from '../errors/selection-error.ts';
import { createObjectFilter } from '../planning/object-filter.ts';
import type { FoundObject } from '../protocol/ports.ts';
import type { FilterOptions } from './engine-options.ts';
import { toMs } from './fix-times.ts';

/** `nowMs` is the time of the day, in milliseconds since 1970. */
export function createMatcher(
  options: FilterOptions,
  nowMs: number,
): (object: FoundObject) => boolean {
  const { minSize, maxSize, newerThan, olderThan, storageClass } = options;
  const filter = {
    matchesKey: matchKeys(includedPatterns(options), [
      ...(options.exclude ?? []),
      ...(options.excludeFrom ?? []),
    ]),
    minBytes: minSize,
    maxBytes: maxSize,
    fromMs: newerThan && toMs(newerThan, nowMs),
    beforeMs: olderThan && toMs(olderThan, nowMs),
    storageClasses: storageClass,
  };
  return createObjectFilter(filter, (key) => {
    throw timeUnknown(key);
  });
}

export function includedPatterns({ include, includeFrom }: FilterOptions): readonly string[] {
  return [...(include ?? []), ...(includeFrom ?? [])];
}

/** Keys are plain text, so `*` also matches a leading dot and a newline. */
const GLOB_OPTIONS = { dot: true, flags: 's' } as const;

/** Matches keys that match one of `include`, or any key if it is empty, and none of `exclude`. */
function matchKeys(include: readonly string[], exclude: readonly string[]) {
  const included = include.length > 0 ? matchAny(include) : () => true;
  const excluded = matchAny(exclude);
  return (key: string, isFolder: boolean) => (isFolder || included(key)) && !excluded(key);
}

function matchAny(patterns: readonly string[]): (key: string) => boolean {
  if (patterns.length === 0) return () => false;
  // Files of patterns often list plain keys, which a set finds at once.
  const plain = new Set(patterns.filter((pattern) => /^[\w/][\w/ -]*[\w]$/.test(pattern)));
  const globs = patterns.filter((pattern) => !plain.has(pattern));
  const matches = globs.length > 0 ? picomatch(globs, GLOB_OPTIONS) : () => false;
  return (key) => plain.has(key) || matches(key);
}
