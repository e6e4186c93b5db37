// Workers that count a slice before it is known that its object is divided there. What they say of it is held back until
// the worker that sees the object's first bytes has divided it at the same places. Otherwise it is dropped.

import type { OwnedSlice } from './owned-slice.ts';
import { Runner } from './runner.ts';

interface Guess {
  readonly slice: OwnedSlice;
  readonly decision: Promise<void>;
  readonly decide: () => void;
}

export interface Guesses {
  /** Begins an attempt at a slice that is only expected. Nothing if it is known how its object is divided. */
  begin(slice: OwnedSlice, launchedMs: number): Runner | undefined;
  /** Resolves when what the runner's worker says is to be taken or dropped; nothing if that is known. */
  decision(runner: Runner): Promise<void> | undefined;
  /** The runner that is at the very slice that has come of a division, if there is one. */
  at(slice: OwnedSlice): Runner | undefined;
  /** Lets a runner have its slice: what is said of it is taken from now on. */
  confirm(runner: Runner, slice: OwnedSlice): void;
  /** To be told that an object was divided, or may never be. */
  decided(object: number): void;
  /** To be told that nothing more comes of a runner. */
  end(runner: Runner): void;
}

export function createGuesses(): Guesses {
  const open = new Map<Runner, Guess>();
  const decidedObjects = new Set<number>();

  function close(runner: Runner): void {
    const guess = open.get(runner);
    open.delete(runner);
    guess?.decide();
  }

  return {
    begin(slice, launchedMs) {
      if (decidedObjects.has(slice.object)) return undefined;
      // Until then it has no slice, so that all that is said of one is dropped.
      const runner = new Runner(new Map(), launchedMs);
      let decide = () => {};
      const decision = new Promise<void>((resolve) => {
        decide = resolve;
      });
      open.set(runner, { slice, decision, decide });
      return runner;
    },
    decision: (runner) => open.get(runner)?.decision,
    at(slice) {
      if (slice.seek !== undefined) return undefined;
      const found = [...open].find(([, guess]) => isSameSlice(guess.slice, slice));
      return found?.[0];
    },
    confirm(runner, slice) {
      runner.open.set(0, slice);
      close(runner);
    },
    decided(object) {
      decidedObjects.add(object);
      for (const [runner, { slice }] of open) if (slice.object === object) close(runner);
    },
    end: close,
  };
}

function isSameSlice(a: OwnedSlice, b: OwnedSlice): boolean {
  return a.object === b.object && a.start === b.start && a.end === b.end && a.format === b.format;
}
