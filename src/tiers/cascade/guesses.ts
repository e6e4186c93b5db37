// What runs ahead of the division of an object: workers that are invoked for the slices that are expected of it. What
// they say is held back until the worker that sees the object's first bytes has divided it at the same places.
// Otherwise it is dropped. Where nobody knows the places, a guess has no slice, and only lets an environment begin.

import type { OwnedSlice } from './owned-slice.ts';
import { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';
import { partsOf, type Task } from './task.ts';

export interface GuessPorts {
  readonly ledger: Pick<SliceLedger, 'begin'>;
  readonly sliceBytes: number | undefined;
  /** Told of a runner that has its slice from now on. */
  readonly confirmed: (runner: Runner) => void;
}

interface Guess {
  readonly slice: OwnedSlice;
  readonly decision: Promise<void>;
  readonly decide: () => void;
}

export interface Guesses {
  /** To be told of tasks before they are begun. */
  expect(tasks: readonly Task[]): void;
  /** Whether more tasks may soon come up. */
  mayDivide(): boolean;
  /** To be told that a task's worker will divide nothing any more, as far as can be told. */
  decided(task: Task): void;
  /** Begins an attempt at a guess. Nothing if it is known how its object is divided, or all objects are. */
  begin(task: Task, launchedMs: number): Runner | undefined;
  /** Resolves when what the runner's worker says is to be taken or dropped; nothing if that is known. */
  decision(runner: Runner): Promise<void> | undefined;
  /** Lets runners have those slices that have come of a division and that they are at; gives the others. */
  confirm(divided: readonly OwnedSlice[]): OwnedSlice[];
  /** To be told that nothing more comes of a runner. */
  end(runner: Runner): void;
}

export function createGuesses({ ledger, sliceBytes, confirmed }: GuessPorts): Guesses {
  /** Tasks of which nobody knows yet whether their worker will divide what it counts. */
  const undecided = new Set<Task>();
  const decidedObjects = new Set<number>();
  const open = new Map<Runner, Guess>();

  function close(runner: Runner): void {
    const guess = open.get(runner);
    open.delete(runner);
    guess?.decide();
  }

  function decideObject(object: number): void {
    decidedObjects.add(object);
    for (const [runner, { slice }] of open) if (slice.object === object) close(runner);
  }

  /** The runner that is at the very slice that has come of a division, if there is one. */
  function runnerAt(slice: OwnedSlice): Runner | undefined {
    if (slice.seek !== undefined) return undefined;
    const found = [...open].find(([, guess]) => isSameSlice(guess.slice, slice));
    return found?.[0];
  }

  return {
    expect(tasks) {
      for (const task of tasks) {
        if (partsOf(task, sliceBytes) > 0) undecided.add(task);
      }
    },
    mayDivide: () => undecided.size > 0,
    decided(task) {
      if (!undecided.delete(task)) return;
      for (const { object } of task.slices) decideObject(object);
    },
    begin({ slices: [slice] }, launchedMs) {
      if (slice ? decidedObjects.has(slice.object) : undecided.size === 0) return undefined;
      // Until it is confirmed it has no slice, so that all that is said of one is dropped.
      const runner = new Runner(new Map(), launchedMs);
      if (!slice) return runner;
      let decide = () => {};
      const decision = new Promise<void>((resolve) => {
        decide = resolve;
      });
      open.set(runner, { slice, decision, decide });
      return runner;
    },
    decision: (runner) => open.get(runner)?.decision,
    confirm(divided) {
      const left = divided.filter((waiting) => {
        const runner = runnerAt(waiting);
        const { slice } = runner ? ledger.begin(waiting) : {};
        if (!runner || !slice) return true;
        runner.open.set(0, slice);
        close(runner);
        confirmed(runner);
        return false;
      });
      for (const { object } of divided.slice(0, 1)) decideObject(object);
      return left;
    },
    end: close,
  };
}

function isSameSlice(a: OwnedSlice, b: OwnedSlice): boolean {
  return a.object === b.object && a.start === b.start && a.end === b.end && a.format === b.format;
}
