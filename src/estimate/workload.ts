// The objects of a listing, in the few figures from which a run is estimated.

import type { Work } from './worker-model.ts';

export interface Workload extends Work {
  /** The costliest object that can't be divided, as its name tells; of 0 objects if there is none. */
  readonly largestUndivided: Work;
  /** The costliest of all objects. */
  readonly largest: Work;
  /** Objects that can be divided, by the number of binary digits of their counting cost. The first are those of no bytes. */
  readonly dividable: readonly DividableWork[];
  /** By the format that the names tell. */
  readonly byFormat: ReadonlyMap<string, Pick<Work, 'objects' | 'sizeBytes'>>;
}

export interface DividableWork extends Work {
  /** The counting cost of those whose slices may have a condition, and then take longer; none if left out. */
  readonly maybeConditional?: number;
}

/** Objects without bytes, for which no worker sends a request. */
export function emptyObjects({ dividable }: Pick<Workload, 'dividable'>): number {
  return dividable[0]?.objects ?? 0;
}
