// The kernel's exports: the layout of its memory, and one function for each word rule.

import { countRuns, Identifier, Wc } from './runs';

export { countArticle } from './article';
export { CAPACITY, INPUT, RESULTS } from './layout';

export function countWc(from: usize, length: usize, wasInWord: bool): void {
  countRuns<Wc>(from, length, wasInWord);
}

export function countIdentifier(from: usize, length: usize, wasInWord: bool): void {
  countRuns<Identifier>(from, length, wasInWord);
}
