// Picks the counter that counts by a rule.

import { createArticleCounter } from './article-counter.ts';
import type { Counter } from './counter.ts';
import { createRunCounter, IDENTIFIER_BYTES, WC_WORD_BYTES } from './run-counter.ts';
import type { WordRule } from './word-rule.ts';

export function createCounter(rule: WordRule): Counter {
  switch (rule) {
    case 'wc':
      return createRunCounter(WC_WORD_BYTES);
    case 'identifier':
      return createRunCounter(IDENTIFIER_BYTES);
    case 'article':
      return createArticleCounter();
  }
}
