// Values that arrive in lists, taken one by one or list by list.

import { expect, test } from 'vitest';
import { createChannel } from '../../../src/scatter/channel.ts';
import { flattenAsync, listsOf } from '../../../src/scatter/flatten-async.ts';
import { collect } from '../../support/collect.ts';

const LISTS = [[1, 2], [], [3]];

async function* generate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

test('the values of lists come one by one, in their order', async () => {
  expect(await collect(flattenAsync(generate(LISTS)))).toEqual([1, 2, 3]);
});

test('values that arrive in lists are taken as these lists', async () => {
  expect(await collect(listsOf(flattenAsync(generate(LISTS))))).toEqual(LISTS);
});

test('the values that wait in a channel are one list', async () => {
  const channel = createChannel<number>();
  for (const value of [1, 2, 3]) void channel.push(value);
  channel.close();
  expect(await collect(listsOf(channel))).toEqual([[1, 2, 3]]);
});

test('values that do not arrive in lists are in a list each', async () => {
  expect(await collect(listsOf(generate([1, 2])))).toEqual([[1], [2]]);
});

test.each([
  ['one by one', flattenAsync],
  ['list by list', (lists: AsyncIterable<readonly number[]>) => listsOf(flattenAsync(lists))],
])('the source ends when values are no longer taken %s', async (_, take) => {
  let isOver = false;
  async function* source() {
    try {
      yield* LISTS;
    } finally {
      isOver = true;
    }
  }
  for await (const _ of take(source())) break;
  expect(isOver).toBe(true);
});
