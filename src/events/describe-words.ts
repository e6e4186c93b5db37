// The rule by which a run counts words, for people.

import type { WordRule } from '../counting/word-rule.ts';

/** A clause, such as `counts words like wc`. */
export function describeWords(words: WordRule): string {
  switch (words) {
    case 'wc':
      return 'counts words like wc';
    case 'identifier':
      return 'counts identifiers as words';
    case 'article':
      return 'counts words like the article of 2015';
  }
}
