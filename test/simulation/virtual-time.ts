// One virtual time for everything in a process: the clocks of all made-up processes, and what the SDK
// takes from the global timers. It jumps on to the next timer only when nothing else is left to do.

import type { Clock } from '../../src/scatter/clock.ts';

export interface VirtualTime {
  now(): number;
  /** Calls back after this many milliseconds; returns a function that cancels it. */
  after(ms: number, act: () => void): () => void;
  /** Resolves after this many milliseconds. */
  wait(ms: number): Promise<void>;
  /** A clock of its own for each made-up process. */
  createClock(): ProcessClock;
  /**
   * Lets time pass until the condition holds; says how that ended: `idle` when nothing more can
   * happen, `endless` when one of the bounds was met.
   */
  passUntil(isOver: () => boolean, bounds: TimeBounds): Promise<'over' | 'idle' | 'endless'>;
}

export interface TimeBounds {
  readonly maxMs: number;
  readonly maxTurns: number;
}

export interface ProcessClock extends Clock {
  /** The number of sleepers. */
  sleepers(): number;
  /** Wakes those who sleep, for the last time: the process is dead. */
  freeze(): void;
  /** Moves the process's time ahead, as if it had been suspended for this long. */
  stall(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

const GLOBALS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
] as const;

/** The minimum of Node's timers. */
const LEAST_MS = 1;

/** After this many idle turns in a row, nothing will ever happen. */
const IDLE_TURNS = 50;

/**
 * Takes the place of the global timers and of `Math.random` while `act` runs.
 */
export async function inVirtualTime<T>(
  random: () => number,
  act: (time: VirtualTime) => Promise<T>,
): Promise<T> {
  const real = Object.fromEntries(GLOBALS.map((name) => [name, globalThis[name]])) as Pick<
    typeof globalThis,
    (typeof GLOBALS)[number]
  >;
  const realRandom = Math.random;
  const { time, globals } = createVirtualTime(real.setImmediate);
  Object.assign(globalThis, globals);
  Math.random = random;
  try {
    return await act(time);
  } finally {
    Object.assign(globalThis, real);
    Math.random = realRandom;
  }
}

const TICKS_A_MS = 1024;

/** Sums and differences of such fractions are exact, so that a sleeper wakes at exactly its time. */
function toTicks(ms: number): number {
  return Math.ceil(Math.max(0, ms) * TICKS_A_MS) / TICKS_A_MS;
}

function createVirtualTime(realSetImmediate: typeof setImmediate) {
  let now = 0;
  let order = 0;
  let immediates = 0;
  const timers = createTimerHeap();

  function after(ms: number, act: () => void): () => void {
    const timer = { at: now + toTicks(ms), order, act };
    order += 1;
    timers.push(timer);
    return () => timers.remove(timer);
  }

  const globals = {
    setTimeout: (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      handleOf(after(ms, () => act(...args))),
    clearTimeout: (handle?: { callOff?: () => void }) => handle?.callOff?.(),
    setInterval: () => {
      throw new Error('the simulation has no intervals');
    },
    clearInterval: (handle?: { callOff?: () => void }) => handle?.callOff?.(),
    setImmediate: (act: (...args: unknown[]) => void, ...args: unknown[]) => {
      immediates += 1;
      return realSetImmediate(() => {
        immediates -= 1;
        act(...args);
      });
    },
  };

  const turn = () => new Promise<void>((resolve) => realSetImmediate(resolve));

  const time: VirtualTime = {
    now: () => now,
    after,
    wait: (ms) => new Promise((resolve) => void after(ms, resolve)),
    createClock: () => createProcessClock(time),
    async passUntil(isOver, { maxMs, maxTurns }) {
      let idle = 0;
      for (let turns = 0; turns < maxTurns && now < maxMs; turns += 1) {
        await turn();
        if (isOver()) return 'over';
        if (immediates > 0) continue;
        const next = timers.pop();
        if (!next) {
          idle += 1;
          if (idle > IDLE_TURNS) return 'idle';
          continue;
        }
        idle = 0;
        now = Math.max(now, next.at);
        next.act();
      }
      return 'endless';
    },
  };
  return { time, globals };
}

function handleOf(callOff: () => void) {
  const handle = { callOff, ref: () => handle, unref: () => handle, hasRef: () => true };
  return handle;
}

function createProcessClock(time: VirtualTime): ProcessClock {
  const sleeping = new Set<() => void>();
  let isFrozen = false;
  let ahead = 0;
  return {
    now: () => time.now() + ahead,
    sleepers: () => sleeping.size,
    freeze() {
      isFrozen = true;
      for (const wake of sleeping) wake();
    },
    stall(ms) {
      ahead += toTicks(ms);
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (isFrozen) return;
        if (signal.aborted) return resolve();
        const wake = () => {
          callOff();
          sleeping.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const callOff = time.after(Math.max(LEAST_MS, ms), wake);
        sleeping.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

/** A binary heap by time, and by the order of asking where that is the same. */
function createTimerHeap() {
  const heap: (Timer | undefined)[] = [];
  const gone = new Set<Timer>();

  function isBefore(a: Timer, b: Timer): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  }

  function popFirst(): Timer | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || first === last) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      for (const child of [left, right]) {
        if (child < heap.length && isBefore(heap[child] as Timer, heap[least] as Timer))
          least = child;
      }
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  }

  return {
    push(timer: Timer): void {
      heap.push(timer);
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(heap[at] as Timer, heap[parent] as Timer)) return;
        swap(at, parent);
        at = parent;
      }
    },
    /** A popped timer is no longer in the heap, so its removal does nothing. */
    remove(timer: Timer): void {
      gone.add(timer);
    },
    pop(): Timer | undefined {
      for (;;) {
        const timer = popFirst();
        if (!timer || !gone.delete(timer)) return timer;
      }
    },
  };
}
