// The time that second workers may take: a share of the time of all others. As much as one may take at most is reserved
// when it is chosen, and what it did not take is given back when it is billed.

import type { Runner } from './runner.ts';

/** The time of one worker. */
export interface BilledTime {
  /** It has run for so long, whatever was reserved. Without effect once it is settled. */
  atLeast(ms: number): void;
  /** It was so long. */
  settle(ms: number): void;
}

/** A second worker that is to be launched for what the first has left. */
export interface Hedge {
  readonly first: Runner;
  /** For how long it may count. */
  readonly limitMs: number;
  readonly time: BilledTime;
}

export interface HedgeShare {
  /** To be told of a worker that is not a second one. */
  first(): BilledTime;
  reserve(ms: number): BilledTime;
  /** How much more can be reserved. */
  roomMs(): number;
}

export function createHedgeShare(share: number): HedgeShare {
  const [first, second] = [createTimes(), createTimes()];
  return {
    first: () => first.add(0),
    reserve: second.add,
    roomMs: () => share * first.sumMs() - second.sumMs(),
  };
}

function createTimes() {
  let sumMs = 0;
  return {
    sumMs: () => sumMs,
    add(reservedMs: number): BilledTime {
      let ownMs = 0;
      let isSettled = false;
      const become = (ms: number) => {
        sumMs += ms - ownMs;
        ownMs = ms;
      };
      become(reservedMs);
      return {
        atLeast(ms) {
          if (!isSettled) become(Math.max(ownMs, ms));
        },
        settle(ms) {
          isSettled = true;
          become(ms);
        },
      };
    },
  };
}
