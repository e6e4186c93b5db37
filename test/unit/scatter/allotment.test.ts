import { expect, test } from 'vitest';
import { createAllotment } from '../../../src/scatter/allotment.ts';

/** Takes places, and notes when and how many it was given. */
function taking() {
  const allotment = createAllotment(10);
  const given: [string, number][] = [];
  const take = (name: string, wanted: number, atLeast = wanted) =>
    void allotment.take(wanted, atLeast).then((granted) => given.push([name, granted]));
  const settle = () => new Promise(setImmediate);
  return { allotment, given, take, settle };
}

test('places are given as long as there are any, in the order of asking', async () => {
  const { allotment, given, take, settle } = taking();
  take('a', 6);
  take('b', 5);
  take('c', 1);
  await settle();
  expect(given).toEqual([['a', 6]]);
  allotment.giveBack(6);
  await settle();
  expect(given.slice(1)).toEqual([
    ['b', 5],
    ['c', 1],
  ]);
});

test('who asks for more than there are is given all of them', async () => {
  const { allotment, given, take, settle } = taking();
  take('a', 1);
  take('b', 100);
  await settle();
  expect(given).toEqual([['a', 1]]);
  allotment.giveBack(1);
  await settle();
  expect(given).toEqual([
    ['a', 1],
    ['b', 10],
  ]);
});

test('who can do with fewer does not wait for all', async () => {
  const { allotment, given, take, settle } = taking();
  take('a', 7);
  take('b', 8, 3);
  take('c', 8, 4);
  take('d', 1, 4);
  await settle();
  expect(given).toEqual([
    ['a', 7],
    ['b', 3],
  ]);
  allotment.giveBack(3);
  await settle();
  expect(given).toHaveLength(2);
  allotment.giveBack(7);
  await settle();
  expect(given.slice(2)).toEqual([
    ['c', 8],
    ['d', 1],
  ]);
});
