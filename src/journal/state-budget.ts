// Decides which states of unfinished objects are worth their bytes in the journal.

import type { DividedObject } from '../protocol/divided-object.ts';
import type { ListedObject } from '../protocol/ports.ts';

/** A state is written if this part of its object was counted since the one before. */
const MIN_PROGRESS = 1 / 20;

/** At most so many bytes of states in one part of a run, and one more for so many settled bytes. */
const MAX_BYTES = 32 * 2 ** 20;
const SETTLED_BYTES_PER_BYTE = 10_000;

export interface StateBudget {
  /** Says whether the state is to be written. */
  admits(object: ListedObject, state: DividedObject, isLast: boolean): boolean;
  settle(object: ListedObject): void;
}

export function createStateBudget(maxBytes = MAX_BYTES): StateBudget {
  /** How much was counted of an object in its last state. */
  const written = new Map<ListedObject, number>();
  let room = maxBytes;

  return {
    admits(object, state, isLast) {
      const counted = countedBytes(object, state);
      const progress = counted - (written.get(object) ?? 0);
      const enough = isLast ? 1 : object.sizeBytes * MIN_PROGRESS;
      if (progress < enough) return false;
      const { length } = JSON.stringify(state);
      if (length > room) return false;
      room -= length;
      written.set(object, counted);
      return true;
    },
    settle(object) {
      written.delete(object);
      room += object.sizeBytes / SETTLED_BYTES_PER_BYTE;
    },
  };
}

/** Stored bytes that need not be counted again with this state. */
function countedBytes({ sizeBytes }: ListedObject, { spans }: DividedObject): number {
  const left = spans.map(({ start, end, counted }) => {
    if (counted?.isClosed) return 0;
    return Math.max(0, end - Math.max(start, counted?.next.at ?? start));
  });
  return sizeBytes - left.reduce((sum, bytes) => sum + bytes, 0);
}
