// For how long workers are listened to that nobody needs any more, once all is counted.

import type { Clock } from '../../scatter/clock.ts';

/** The bill of a worker that has nothing left to do comes far sooner. One that stalls must not hold up the run. */
const MOST_WAIT_MS = 5_000;

export interface LastBills {
  /** To be told of each object when it is settled. */
  settled(): void;
  /** Resolves when no worker is waited for any more. */
  readonly over: Promise<undefined>;
}

/** For so many objects. `stopped` aborts when nobody waits anyway. */
export function createLastBills(
  objects: number,
  clock: Pick<Clock, 'sleep'>,
  stopped: AbortSignal,
): LastBills {
  let left = objects;
  let sayOver = (_: undefined) => {};
  const over = new Promise<undefined>((resolve) => {
    sayOver = resolve;
  });
  return {
    over,
    settled() {
      left -= 1;
      if (left === 0) void clock.sleep(MOST_WAIT_MS, stopped).then(() => sayOver(undefined));
    },
  };
}
