// Takes listed objects from the journal where it has them, so that only the others are counted.

import type { RunEvent } from '../events/run-event.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { EarlierPart } from './run-journal.ts';

/** How many objects may wait for the others of their sums; that bounds the memory for them. */
const MAX_HELD = 50_000;

export interface IntakePorts {
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  /** Receives what must be counted. */
  readonly count: (objects: readonly ListedObject[]) => Promise<void> | undefined;
}

export interface Intake {
  take(page: readonly ListedObject[]): Promise<void>;
  /** Hands on what still waits, once the listing has ended. */
  finish(): Promise<void>;
}

/**
 * A sum is one number for all its objects, so it is taken only if all of them are listed again unchanged.
 * Until then they wait. If one is missing at the end of the listing, or too many wait, they are counted
 * again.
 */
export function createIntake(
  earlier: EarlierPart,
  { emit, count }: IntakePorts,
  maxHeld = MAX_HELD,
): Intake {
  /** The objects that wait, by their entry, the one that has waited longest first. */
  const held = new Map<number, ListedObject[]>();
  const givenUp = new Set<number>();
  let heldObjects = 0;

  /** Gives what must be counted of the page. */
  async function sortOut(page: readonly ListedObject[]): Promise<ListedObject[]> {
    const open: ListedObject[] = [];
    for (const object of page) {
      const entry = earlier.find(object);
      if (entry === undefined) {
        await earlier.loadState(object);
        open.push(object);
      } else if (givenUp.has(entry)) {
        open.push(object);
      } else if (hold(entry, object)) {
        await emit({ ...(await earlier.read(entry)), earlier: true });
      }
    }
    while (heldObjects > maxHeld) {
      for (const object of giveUpOldest()) open.push(object);
    }
    return open;
  }

  /** Says whether the entry is complete with this object. */
  function hold(entry: number, object: ListedObject): boolean {
    const objects = held.get(entry) ?? [];
    objects.push(object);
    heldObjects += 1;
    held.set(entry, objects);
    if (objects.length < earlier.objectsOf(entry)) return false;
    release(entry, objects);
    return true;
  }

  function giveUpOldest(): readonly ListedObject[] {
    for (const [entry, objects] of held) {
      givenUp.add(entry);
      release(entry, objects);
      return objects;
    }
    return [];
  }

  function release(entry: number, objects: readonly ListedObject[]): void {
    held.delete(entry);
    heldObjects -= objects.length;
  }

  return {
    async take(page) {
      await count(await sortOut(page));
    },
    async finish() {
      while (held.size > 0) await count(giveUpOldest());
    },
  };
}
