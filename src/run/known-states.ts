// What cascades have come to know of objects that none has counted whole yet.

import { joinCounts } from '../counting/count.ts';
import { addTallies, type Tally } from '../counting/tally.ts';
import { isSamePosition } from '../formats/position.ts';
import type { DividedState } from '../protocol/divided-state.ts';
import type { ListedObject } from '../protocol/ports.ts';

/**
 * A request is 6 MB at the most (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html);
 * what is not about objects needs little of it.
 */
const MAX_BYTES = 5_500_000;

export interface KnownStates {
  /** Keeps it if it is new and there is room for it in a request; says whether it does. */
  keep(object: ListedObject, state: DividedState): boolean;
  of(object: ListedObject): DividedState | undefined;
  forget(object: ListedObject): void;
}

export function createKnownStates(batch: readonly ListedObject[]): KnownStates {
  const states = new Map<ListedObject, { readonly state: DividedState; readonly json: string }>();
  let room: number | undefined;

  function bytesWithout(object: ListedObject): number {
    let bytes = 0;
    for (const [other, { json }] of states) if (other !== object) bytes += json.length;
    return bytes;
  }

  return {
    keep(object, state) {
      // Hardly any batch has such an object, so it is only now that its names are measured.
      room ??= MAX_BYTES - Buffer.byteLength(JSON.stringify(batch));
      const json = JSON.stringify(state);
      if (states.get(object)?.json === json) return false;
      if (bytesWithout(object) + json.length > room) return false;
      states.set(object, { state, json });
      return true;
    },
    of: (object) => states.get(object)?.state,
    forget: (object) => void states.delete(object),
  };
}

/** All that is certain of the object: what is verified, and what was counted on from there. */
export function certainTally({ verifiedUpTo, sinceFault, tally, spans }: DividedState): Tally {
  const counted = spans[0]?.counted;
  const isContiguous = verifiedUpTo && counted?.from && isSamePosition(counted.from, verifiedUpTo);
  return addTallies(tally, isContiguous ? joinCounts(sinceFault, counted.count) : sinceFault);
}
