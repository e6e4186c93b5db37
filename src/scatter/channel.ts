// A queue between those who produce values as things happen and one who iterates over them.

import { flattenAsync, type InLists } from './flatten-async.ts';

/** Its lists are the values that wait, as they are taken. */
export interface Channel<T> extends InLists<T> {
  /**
   * Adds a value. Gives nothing, or a promise that resolves once the consumer has caught up enough to take more.
   */
  push(value: T): Promise<void> | undefined;
  /** Ends the iteration after what was pushed. */
  close(): void;
  /** Ends the iteration with an error after what was pushed. */
  fail(error: unknown): void;
}

/** `maxWaiting` values may wait for the consumer before {@link Channel.push} holds producers back. */
export function createChannel<T>(maxWaiting = 1024): Channel<T> {
  let waiting: T[] = [];
  let closed = false;
  let failure: { error: unknown } | undefined;
  let wakeConsumer = () => {};
  let wakeProducers: (() => void)[] = [];

  function releaseProducers(): void {
    const held = wakeProducers;
    wakeProducers = [];
    for (const wake of held) wake();
  }

  function end(): void {
    closed = true;
    wakeConsumer();
    releaseProducers();
  }

  async function* consume(): AsyncGenerator<readonly T[]> {
    try {
      while (true) {
        const values = waiting;
        waiting = [];
        releaseProducers();
        if (values.length > 0) yield values;
        if (waiting.length > 0) continue;
        if (failure) throw failure.error;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wakeConsumer = resolve;
        });
      }
    } finally {
      end();
    }
  }

  return {
    push(value) {
      if (closed) return undefined;
      waiting.push(value);
      wakeConsumer();
      if (waiting.length <= maxWaiting) return undefined;
      return new Promise((resolve) => wakeProducers.push(resolve));
    },
    close: end,
    fail(error) {
      failure ??= { error };
      end();
    },
    lists: consume,
    [Symbol.asyncIterator]: () => flattenAsync(consume()),
  };
}
