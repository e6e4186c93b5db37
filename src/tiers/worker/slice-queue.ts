// The slices of one task, of which each thread that counts the task takes one after another.

export interface SliceQueue {
  /** The index of the next slice; at least their number if none is left. */
  take(): number;
}

/** The memory of a queue: the next index, and for each thread whether it has begun to take. */
export type SharedQueue = Int32Array<SharedArrayBuffer>;

const NEXT = 0;
const FIRST_THREAD = 1;

/** More than a task has. */
const NONE_LEFT = 2 ** 30;

/** The queue of a worker that counts in one thread. */
export function createSliceQueue(): SliceQueue {
  let next = 0;
  return {
    take() {
      next += 1;
      return next - 1;
    },
  };
}

export function createSharedQueue(threads: number): SharedQueue {
  const bytes = (FIRST_THREAD + threads) * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new SharedArrayBuffer(bytes));
}

/** The queue for the thread of this number. */
export function joinQueue(queue: SharedQueue, thread: number): SliceQueue {
  return {
    take() {
      Atomics.store(queue, FIRST_THREAD + thread, 1);
      return Atomics.add(queue, NEXT, 1);
    },
  };
}

/** From now on, no slice is left. Says of each thread whether it may have taken one before. */
export function closeQueue(queue: SharedQueue): (thread: number) => boolean {
  Atomics.store(queue, NEXT, NONE_LEFT);
  // A thread that begins later takes none, so it makes no difference that it is not among these.
  const begun = queue.slice(FIRST_THREAD);
  return (thread) => begun[thread] === 1;
}
