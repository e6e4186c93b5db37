import { expect, test } from 'vitest';
import { createWeightedSemaphore } from '../../../src/scatter/weighted-semaphore.ts';

/** Takes places, and notes when and how many it was given. */
function taking() {
  const workerSlots = createWeightedSemaphore(10);
  const given: [string, number][] = [];
  const acquire = (name: string, wanted: number, atLeast = wanted) =>
    void workerSlots.acquire(wanted, atLeast).then((granted) => given.push([name, granted]));
  const settle = () => new Promise(setImmediate);
  return { workerSlots, given, acquire, settle };
}

test('places are given as long as there are any, in the order of asking', async () => {
  const { workerSlots, given, acquire, settle } = taking();
  acquire('a', 6);
  acquire('b', 5);
  acquire('c', 1);
  await settle();
  expect(given).toEqual([['a', 6]]);
  workerSlots.release(6);
  await settle();
  expect(given.slice(1)).toEqual([
    ['b', 5],
    ['c', 1],
  ]);
});

test('who asks for more than there are is given all of them', async () => {
  const { workerSlots, given, acquire, settle } = taking();
  acquire('a', 1);
  acquire('b', 100);
  await settle();
  expect(given).toEqual([['a', 1]]);
  workerSlots.release(1);
  await settle();
  expect(given).toEqual([
    ['a', 1],
    ['b', 10],
  ]);
});

test('who can do with fewer does not wait for all', async () => {
  const { workerSlots, given, acquire, settle } = taking();
  acquire('a', 7);
  acquire('b', 8, 3);
  acquire('c', 8, 4);
  acquire('d', 1, 4);
  await settle();
  expect(given).toEqual([
    ['a', 7],
    ['b', 3],
  ]);
  workerSlots.release(3);
  await settle();
  expect(given).toHaveLength(2);
  workerSlots.release(7);
  await settle();
  expect(given.slice(2)).toEqual([
    ['c', 8],
    ['d', 1],
  ]);
});

test('some go before all others that wait, and among each other in the order of asking', async () => {
  const { workerSlots, given, acquire, settle } = taking();
  const acquireFirst = (name: string, wanted: number) =>
    void workerSlots.acquireFirst(wanted, wanted).then((granted) => given.push([name, granted]));
  acquire('a', 10);
  acquire('b', 4);
  acquireFirst('c', 4);
  acquireFirst('d', 1);
  await settle();
  expect(given).toEqual([['a', 10]]);
  workerSlots.release(5);
  await settle();
  expect(given.slice(1)).toEqual([
    ['c', 4],
    ['d', 1],
  ]);
  workerSlots.release(5);
  await settle();
  expect(given.slice(3)).toEqual([['b', 4]]);
});

test('places that are added are given to those who wait', async () => {
  const { workerSlots, given, acquire, settle } = taking();
  acquire('a', 10);
  acquire('b', 8, 5);
  await settle();
  workerSlots.growTo(14);
  await settle();
  expect(given).toEqual([['a', 10]]);
  workerSlots.growTo(16);
  await settle();
  expect(given.slice(1)).toEqual([['b', 6]]);
  workerSlots.growTo(3);
  expect(workerSlots.total()).toBe(16);
});
