// The text with which every key starts that matches a pattern, so that only such keys are listed.

import { commonHead, disjointPrefixes } from './selection.ts';

/** With more heads, one request for each may cost more than a listing of what they have in common. */
const MAX_HEADS = 50;

/**
 * The prefixes that list all keys which start with one of `prefixes` and match one of `patterns`. They may
 * list other keys too.
 */
export function prefixesOfMatches(
  prefixes: readonly string[],
  patterns: readonly string[],
): readonly string[] {
  if (patterns.length === 0) return prefixes;
  const all = disjointPrefixes(patterns.map(literalHead));
  const heads = all.length > MAX_HEADS ? [commonHead(all)] : all;
  const both = prefixes.flatMap((prefix) =>
    heads.flatMap((head) => {
      if (head.startsWith(prefix)) return [head];
      return prefix.startsWith(head) ? [prefix] : [];
    }),
  );
  return disjointPrefixes(both);
}

/**
 * The text of a glob pattern before its first character that may be special. A pattern matches keys with
 * a slash less or more at its end, and `a/**` matches `a` too, so no head ends with a slash.
 */
export function literalHead(pattern: string): string {
  // `./` at the beginning is none of the pattern.
  if (pattern.startsWith('.')) return '';
  const [head = ''] = /^[\p{L}\p{N}\p{Extended_Pictographic} /._=,:;#%~-]*/u.exec(pattern) ?? [];
  // A quantifier or an extended pattern may make the last character optional.
  const isWhole = head.length === pattern.length;
  return (isWhole || /[*]/.test(pattern[head.length] ?? '') ? head : withoutLast(head)).replace(
    /\/+$/,
    '',
  );
}

function withoutLast(text: string): string {
  return [...text].slice(0, -1).join('');
}
