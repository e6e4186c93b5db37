// What the kernel exports: its memory's layout, and one function for each word rule.

import { countRuns, Identifier, Wc } from './runs';

export { countArticle } from './article';
export { CAPACITY, INPUT, RESULTS } from './layout';

export function countWc(length: usize, wasInWord: bool): void {
  countRuns<Wc>(length, wasInWord);
}

export function countIdentifier(length: usize, wasInWord: bool): void {
  countRuns<Identifier>(length, wasInWord);
}
