// The states of objects that no cascade has counted whole yet.

import type { DividedObject } from '../protocol/divided-object.ts';
import type { ListedObject } from '../protocol/ports.ts';

/**
 * A request has at most 6 MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html);
 * what is not about objects needs little of it.
 */
const MAX_BYTES = 5_500_000;

export interface KnownStates {
  /** Keeps it if it is new and there is room for it in a request; says whether it does. */
  keep(object: ListedObject, state: DividedObject): boolean;
  of(object: ListedObject): DividedObject | undefined;
  forget(object: ListedObject): void;
}

export function createKnownStates(batch: readonly ListedObject[]): KnownStates {
  const states = new Map<
    ListedObject,
    { readonly state: DividedObject; readonly json: string; readonly bytes: number }
  >();
  let room: number | undefined;

  function bytesWithout(object: ListedObject): number {
    let bytes = 0;
    for (const [other, state] of states) if (other !== object) bytes += state.bytes;
    return bytes;
  }

  return {
    keep(object, state) {
      // Hardly any batch has such an object, so it is only now that its names are measured.
      room ??= MAX_BYTES - Buffer.byteLength(JSON.stringify(batch));
      const json = JSON.stringify(state);
      if (states.get(object)?.json === json) return false;
      const bytes = Buffer.byteLength(json);
      if (bytesWithout(object) + bytes > room) return false;
      states.set(object, { state, json, bytes });
      return true;
    },
    of: (object) => states.get(object)?.state,
    forget: (object) => void states.delete(object),
  };
}
