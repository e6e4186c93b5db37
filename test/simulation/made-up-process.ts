// A simulated process: its own state, and its death.

import { createDraws } from './draws.ts';
import type { ProcessClock, VirtualTime } from './virtual-time.ts';

export interface MadeUpProcess {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly random: () => number;
  isDead(): boolean;
  /** Called when it dies; returns what takes that back. */
  onDeath(act: () => void): () => void;
  /**
   * From now on nothing that it does reaches anyone. What it waits for fails, so that it lets go of what
   * the processes here have in common and no others would.
   */
  die(): void;
}

export function createProcess(time: VirtualTime, seed: number, name: string): MadeUpProcess {
  const clock = time.createClock();
  let isDead = false;
  const acts = new Set<() => void>();
  return {
    name,
    clock,
    random: createDraws(seed, `process ${name}`).next,
    isDead: () => isDead,
    onDeath(act) {
      acts.add(act);
      return () => void acts.delete(act);
    },
    die() {
      isDead = true;
      for (const act of acts) act();
      acts.clear();
      clock.freeze();
    },
  };
}
