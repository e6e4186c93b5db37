// Workers that go on with nothing left are listened to only for what they are billed, and not for long once all is
// counted.

import { anySignal } from '../../scatter/any-signal.ts';
import type { Clock } from '../../scatter/clock.ts';
import type { Runner } from './runner.ts';

/** The bill of a worker that has nothing left to do comes far sooner. One that stalls must not hold up the run. */
const MOST_WAIT_MS = 5_000;

export interface LastBills {
  /** Aborts when no worker's answer is waited for any more. */
  readonly listening: AbortSignal;
  /** To be told of each object when it is settled. */
  settled(): void;
  isAllSettled(): boolean;
  /** What came of a worker's answer; nothing if it goes on, and is needed only for its bill. */
  hear<Heard extends object>(runner: Runner, answer: Promise<Heard>): Promise<Heard | undefined>;
  /** How many workers run beyond those that tasks wait for. */
  needless(): number;
  /** Stops listening to them; what they are billed stays unknown. */
  close(): Promise<void>;
}

/** For so many objects. `stopped` aborts when nobody waits anyway. */
export function createLastBills(
  objects: number,
  clock: Pick<Clock, 'sleep'>,
  stopped: AbortSignal,
): LastBills {
  const closed = new AbortController();
  const listening = anySignal(stopped, closed.signal);
  const needless = new Set<Promise<unknown>>();
  let left = objects;
  let sayOver = (_: undefined) => {};
  const over = new Promise<undefined>((resolve) => {
    sayOver = resolve;
  });
  return {
    listening,
    settled() {
      left -= 1;
      if (left === 0) void clock.sleep(MOST_WAIT_MS, listening).then(() => sayOver(undefined));
    },
    isAllSettled: () => left === 0,
    async hear(runner, answer) {
      const heard = await Promise.race([answer, runner.released, over]);
      if (heard) return heard;
      // Nothing that it says is needed.
      const forBill = answer.catch(() => undefined).finally(() => needless.delete(forBill));
      needless.add(forBill);
      return undefined;
    },
    needless: () => needless.size,
    async close() {
      closed.abort();
      await Promise.all(needless);
    },
  };
}
