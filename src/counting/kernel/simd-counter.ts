// Counters that call the SIMD kernel, and keep the totals themselves.

import { IDENTIFIER_BYTES, WC_WORD_BYTES } from '../byte-class-counter.ts';
import type { Counter } from '../counter.ts';
import type { WordRule } from '../word-rule.ts';
import { getKernel, type Kernel } from './kernel.ts';

export function isSimdSupported(): boolean {
  return getKernel() !== undefined;
}

/** A counter for the rule; nothing if there is no kernel. */
export function createSimdCounter(rule: WordRule): Counter | undefined {
  const kernel = getKernel();
  if (!kernel) return undefined;
  switch (rule) {
    case 'wc':
      return createSimdRunCounter(kernel, kernel.countWc, WC_WORD_BYTES);
    case 'identifier':
      return createSimdRunCounter(kernel, kernel.countIdentifier, IDENTIFIER_BYTES);
    case 'article':
      return createSimdArticleCounter(kernel);
  }
}

function createSimdRunCounter(
  kernel: Kernel,
  countRuns: (from: number, length: number, wasInWord: number) => void,
  wordBytes: Uint8Array,
): Counter {
  const { results, input } = kernel;
  const { buffer } = kernel.memory;
  let bytes = 0;
  let lines = 0;
  let words = 0;
  let startsInWord = false;
  let inWord = 0;

  function count(from: number, length: number): void {
    countRuns(from, length, inWord);
    lines += results[0] as number;
    words += results[1] as number;
  }

  return {
    update(chunk) {
      if (chunk.length === 0) return;
      if (bytes === 0) startsInWord = wordBytes[chunk[0] as number] === 1;
      // A decoder may have put the chunk into the kernel's memory already.
      if (chunk.buffer === buffer) {
        count(chunk.byteOffset, chunk.length);
        inWord = wordBytes[chunk[chunk.length - 1] as number] as number;
      } else {
        for (let at = 0; at < chunk.length; ) {
          const length = copyPiece(kernel, chunk, at);
          count(input.byteOffset, length);
          at += length;
          inWord = wordBytes[chunk[at - 1] as number] as number;
        }
      }
      bytes += chunk.length;
    },
    count: () => ({ bytes, lines, words, startsInWord, endsInWord: inWord === 1 }),
  };
}

function createSimdArticleCounter(kernel: Kernel): Counter {
  const { results, countArticle } = kernel;
  let bytes = 0;
  let newlines = 0;
  let separators = 0;
  let state = 0;

  return {
    update(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const length = copyPiece(kernel, chunk, at);
        state = countArticle(length, state);
        newlines += results[0] as number;
        separators += results[1] as number;
        at += length;
      }
      bytes += chunk.length;
    },
    count() {
      const lines = newlines + 1;
      return { bytes, lines, words: lines + separators, startsInWord: false, endsInWord: false };
    },
  };
}

/** Copies as many bytes of the chunk as the kernel takes at once, and returns their number. */
function copyPiece({ input }: Kernel, chunk: Uint8Array, from: number): number {
  const length = Math.min(chunk.length - from, input.length);
  input.set(length === chunk.length ? chunk : chunk.subarray(from, from + length));
  return length;
}
