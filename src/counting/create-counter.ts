// Picks the counter for a word rule: the SIMD kernel wherever the JavaScript engine supports it.

import { createArticleCounter } from './article-counter.ts';
import { createByteClassCounter, IDENTIFIER_BYTES, WC_WORD_BYTES } from './byte-class-counter.ts';
import type { Counter } from './counter.ts';
import { createSimdCounter } from './kernel/simd-counter.ts';
import type { WordRule } from './word-rule.ts';

export function createCounter(rule: WordRule): Counter {
  return createSimdCounter(rule) ?? createScalarCounter(rule);
}

/** The counter in plain JavaScript: the fallback, and the reference for the kernel's tests. */
export function createScalarCounter(rule: WordRule): Counter {
  switch (rule) {
    case 'wc':
      return createByteClassCounter(WC_WORD_BYTES);
    case 'identifier':
      return createByteClassCounter(IDENTIFIER_BYTES);
    case 'article':
      return createArticleCounter();
  }
}
