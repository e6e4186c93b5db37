// A virtual clock for many thousands of sleepers: its time jumps to the end of the shortest sleep.

import type { Clock } from '../../src/scatter/clock.ts';

interface Sleeper {
  readonly until: number;
  /** The first of two that sleep equally long is woken first. */
  readonly order: number;
  wake: (() => void) | undefined;
}

/** A heap knows the shortest sleep, and a signal has one listener however many sleep with it. */
export function createEventClock(): Clock {
  const heap: Sleeper[] = [];
  const bySignal = new WeakMap<AbortSignal, Set<Sleeper>>();
  let now = 0;
  let order = 0;
  let isScheduled = false;

  /** Wakes one sleeper in each turn of the event loop, so that everything else that is ready runs first. */
  function schedule(): void {
    if (isScheduled || heap.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      for (let next = takeFirst(heap); next; next = takeFirst(heap)) {
        // One that was aborted is awake already.
        if (!next.wake) continue;
        now = next.until;
        next.wake();
        break;
      }
      schedule();
    });
  }

  function sleepersOf(signal: AbortSignal): Set<Sleeper> {
    const known = bySignal.get(signal);
    if (known) return known;
    const sleepers = new Set<Sleeper>();
    bySignal.set(signal, sleepers);
    signal.addEventListener('abort', () => {
      for (const { wake } of [...sleepers]) wake?.();
    });
    return sleepers;
  }

  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleepers = sleepersOf(signal);
        const sleeper: Sleeper = {
          until: now + ms,
          order,
          wake() {
            sleeper.wake = undefined;
            sleepers.delete(sleeper);
            resolve();
          },
        };
        order += 1;
        sleepers.add(sleeper);
        add(heap, sleeper);
        schedule();
      });
    },
  };
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.until < b.until || (a.until === b.until && a.order < b.order);
}

function add(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.length;
  heap.push(sleeper);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Sleeper;
    if (!isBefore(sleeper, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = sleeper;
}

function takeFirst(heap: Sleeper[]): Sleeper | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right && isBefore(right, heap[child] as Sleeper)) child += 1;
    if (!isBefore(heap[child] as Sleeper, last)) break;
    heap[at] = heap[child] as Sleeper;
    at = child;
  }
  heap[at] = last;
  return first;
}
