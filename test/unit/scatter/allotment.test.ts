import { expect, test } from 'vitest';
import { createAllotment } from '../../../src/scatter/allotment.ts';

/** Takes places, and notes when and how many it was given. */
function taking() {
  const allotment = createAllotment(10);
  const given: [string, number][] = [];
  const take = (name: string, places: number) =>
    void allotment.take(places).then((granted) => given.push([name, granted]));
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
