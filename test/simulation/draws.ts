// Randomness of one seed, by name. Numbers for one purpose do not depend on numbers drawn for
// others, so that leaving out one fault does not change the others.

import { createRandom } from '../fixtures/sample-text.ts';

export interface Draws {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** A number of any magnitude between these, both above 0: each factor is as likely as any other. */
  magnitude(low: number, high: number): number;
}

/** The same numbers for the same seed and name. */
export function createDraws(seed: number, name: string): Draws {
  const next = createRandom(hash(`${seed} ${name}`));
  return {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T,
    magnitude: (low, high) => low * (high / low) ** next(),
  };
}

/** FNV-1a of 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return state;
}
