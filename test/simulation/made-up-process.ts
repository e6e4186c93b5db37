// A process that is made up: what it has of its own, and how it dies.

import { createDraws } from './draws.ts';
import type { ProcessClock, VirtualTime } from './virtual-time.ts';

export interface MadeUpProcess {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly random: () => number;
  isDead(): boolean;
  /** From now on nothing of it goes on: whatever it waits for never comes. */
  die(): void;
}

export function createProcess(time: VirtualTime, seed: number, name: string): MadeUpProcess {
  const clock = time.createClock();
  let isDead = false;
  return {
    name,
    clock,
    random: createDraws(seed, `process ${name}`).next,
    isDead: () => isDead,
    die() {
      isDead = true;
      clock.freeze();
    },
  };
}
