import { expect, test } from 'vitest';
import {
  createAscendingCheck,
  createKeyOrder,
  createPageChain,
  createRepetitionCheck,
} from '../../../src/aws/listing-guard.ts';

const pageOf = (keys: readonly string[], nextToken: string | undefined) => ({
  objects: keys.map((key) => ({ key, sizeBytes: 1 })),
  isLast: nextToken === undefined,
  nextToken,
});

/** Accepts this many empty pages, none of which leads back. */
function passEmptyPages(pages: number): () => void {
  const chain = createPageChain('b');
  return () => {
    for (let n = 0; n < pages; n += 1) {
      const page = pageOf([], `t${n}`);
      chain.accept(page);
      chain.nextToken(page);
    }
  };
}

test('a limited number of empty pages in a row is accepted', () => {
  expect(passEmptyPages(999)).not.toThrow();
  expect(passEmptyPages(1_000)).toThrow(/1000 pages in a row are empty/);
});

test('each page with a key restarts the count of empty pages', () => {
  const chain = createPageChain('b');
  for (let n = 0; n < 5_000; n += 1) {
    const page = pageOf(n % 500 === 0 ? [`key ${n}`] : [], `t${n}`);
    chain.accept(page);
    expect(chain.nextToken(page)).toBe(`t${n}`);
  }
  expect(chain.nextToken(pageOf([], undefined))).toBeUndefined();
});

test('a page that leads back, or on to nowhere, is not reliable', () => {
  const chain = createPageChain('b');
  chain.nextToken(pageOf(['a'], 't'));
  expect(() => chain.nextToken(pageOf(['b'], 't'))).toThrow(/leads back to an earlier one/);
  expect(() => chain.nextToken({ ...pageOf(['b'], ''), isLast: false })).toThrow(/but not which/);
});

test('a key that comes again on a page far away is not new, and the listing is not reliable', () => {
  const check = createRepetitionCheck('b');
  for (let page = 0; page < 50; page += 1) {
    check.accept(Array.from({ length: 100 }, (_, n) => `${99 - page}/${n}`));
  }
  expect(check.accept(['new', '99/0', '75/99'])).toEqual([true, false, false]);
  expect(() => check.finish()).toThrow(/keys are in it twice, such as 99\/0\./);
});

test('any order is accepted where keys need not ascend', () => {
  const check = createRepetitionCheck('b');
  expect(check.accept(['c', 'a', 'b'])).toEqual([true, true, true]);
  expect(check.accept(['B', 'Z', 'A'])).toEqual([true, true, true]);
  expect(() => check.finish()).not.toThrow();
});

test.each([
  [['a', 'b', 'b']],
  [['a', 'c', 'b']],
  // UTF-16 has these in the other order.
  [['🎉', '\uffff']],
])('where keys must ascend, %j is not reliable', (keys) => {
  expect(() => createAscendingCheck('b').accept(keys)).toThrow(
    /^The listing of s3:\/\/b is not reliable: keys must ascend, but \S+ comes after \S+\. Report/,
  );
  const check = createAscendingCheck('b');
  check.accept(keys.slice(0, -1));
  check.accept([]);
  expect(() => check.accept(keys.slice(-1))).toThrow(/keys must ascend/);
});

test('keys that ascend are accepted', () => {
  const check = createAscendingCheck('b');
  expect(check.accept(['', 'A', 'a', 'a/', 'a0', 'é'])).not.toContain(false);
  expect(check.accept(['\uffff', '🎉', '🎉0'])).not.toContain(false);
  expect(() => check.finish()).not.toThrow();
});

test('a range begins after the key that was asked for', () => {
  const fault = /^keys after m were asked for, but (a|m) was given$/;
  expect(createKeyOrder('m').findFault(['a', 'z'])).toMatch(fault);
  expect(createKeyOrder('m').findFault(['m'])).toMatch(fault);
  const order = createKeyOrder('m');
  expect(order.findFault([])).toBeUndefined();
  expect(order.findFault(['m0', 'n'])).toBeUndefined();
  expect(order.findFault(['n'])).toMatch(/keys must ascend/);
});
