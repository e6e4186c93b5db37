// Gives the values of lists one after another, as the lists arrive.

/** Values that arrive in lists. To take these costs no promise for each value. */
export interface InLists<T> extends AsyncIterable<T> {
  lists(): AsyncIterable<readonly T[]>;
}

export interface FlatLists<T> extends AsyncIterableIterator<T>, InLists<T> {
  return(): Promise<IteratorResult<T>>;
  [Symbol.asyncIterator](): FlatLists<T>;
}

/**
 * Iterates over the values of lists. A delegating async generator would do the same at several
 * times the cost for each value, which is most of what a small object costs. As with a generator
 * whose every value is awaited, the next one is asked for only when there was the one before.
 */
export function flattenAsync<T>(lists: AsyncIterable<readonly T[]>): FlatLists<T> {
  const iterator = lists[Symbol.asyncIterator]();
  let list: readonly T[] = [];
  let at = 0;

  function next(): Promise<IteratorResult<T>> {
    if (at >= list.length) return nextList();
    at += 1;
    return Promise.resolve({ done: false, value: list[at - 1] as T });
  }

  async function nextList(): Promise<IteratorResult<T>> {
    const { done, value } = await iterator.next();
    if (done) return { done: true, value: undefined };
    list = value;
    at = 0;
    return await next();
  }

  return {
    next,
    lists: () => lists,
    async return() {
      list = [];
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The values in the lists in which they arrive; each in a list of its own where they do not arrive in lists. */
export function listsOf<T>(values: AsyncIterable<T>): AsyncIterable<readonly T[]> {
  return isInLists(values) ? values.lists() : listsOfOne(values);
}

function isInLists<T>(values: AsyncIterable<T>): values is InLists<T> {
  return 'lists' in values;
}

async function* listsOfOne<T>(values: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const value of values) yield [value];
}
