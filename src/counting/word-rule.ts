// The named rules of what a word is.

/**
 * - `wc`: POSIX `wc` in the C locale. A word is a maximal run of bytes other than space, \t, \n,
 *   \v, \f and \r.
 * - `identifier`: a word is a maximal run of `[A-Za-z0-9_]`.
 * - `article`: the arithmetic of the program in the AWS Big Data Blog's article of 2015, which
 *   counts `line.split(/\W/).length` over the lines of the UTF-8 text.
 */
export const WORD_RULES = ['wc', 'identifier', 'article'] as const;

export type WordRule = (typeof WORD_RULES)[number];

/** Whether a text can be cut anywhere and counted in pieces under this rule. */
export function isSliceable(rule: WordRule): boolean {
  return rule !== 'article';
}
