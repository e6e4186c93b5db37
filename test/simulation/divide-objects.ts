// Plans in which a cascade has workers left, and most objects are divided. Objects of the simulation are so small that
// a run finds hardly any worth a second worker.

import type { Draws } from './draws.ts';
import type { Sample } from './samples.ts';

interface Dividable {
  readonly key: string;
  readonly sample: Sample;
  readonly kind: string;
}

export interface Dividing<T> {
  /** A cascade has so many workers, whatever the run gives it. */
  readonly leastWorkers: number;
  readonly sliceBytes?: number;
  readonly reportEveryMs?: number;
  readonly objects?: readonly T[];
}

const LEAST_BYTES = 64;

export function divideObjects<T extends Dividable>(
  objects: readonly T[],
  draws: Draws,
  isCertain: boolean,
): Dividing<T> {
  if (!draws.chance(0.3) && !isCertain) return { leastWorkers: 1 };
  const longest = Math.max(...objects.map(({ sample }) => sample.encoded.length));
  const sliceBytes = Math.max(LEAST_BYTES, Math.ceil(longest / draws.whole(2, 9)));
  // A name without extension promises plain text, whatever there is.
  const isMisnamed = draws.chance(0.3);
  return {
    // Guesses are made by workers that are idle at the outset.
    leastWorkers: draws.whole(3, 14) + (isCertain ? objects.length : 0),
    sliceBytes,
    // The slices that are expected of an object are given up when its worker says that it is still at it.
    ...(draws.chance(0.6) && { reportEveryMs: 1_000 }),
    objects: objects.map((object) =>
      isMisnamed && object.kind === 'ordinary'
        ? { ...object, key: object.key.replace(/\.[a-z0-9]+$/, '') }
        : object,
    ),
  };
}
