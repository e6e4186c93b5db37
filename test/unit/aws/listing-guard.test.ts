import { expect, test } from 'vitest';
import { createListingGuard } from '../../../src/aws/listing-guard.ts';

/** Accepts this many empty pages, none of which leads back. */
function passEmptyPages(pages: number): () => void {
  const guard = createListingGuard('b', true);
  return () => {
    for (let n = 0; n < pages; n += 1) {
      guard.acceptKeys([]);
      guard.nextToken({ objects: [], isLast: false, nextToken: `t${n}` });
    }
  };
}

test('a limited number of empty pages in a row is accepted', () => {
  expect(passEmptyPages(999)).not.toThrow();
  expect(passEmptyPages(1_000)).toThrow(/1000 pages in a row are empty/);
});

test('each page with a key restarts the count of empty pages', () => {
  const guard = createListingGuard('b', false);
  for (let n = 0; n < 5_000; n += 1) {
    expect(guard.acceptKeys(n % 500 === 0 ? [`key ${n}`] : [])).toEqual(
      n % 500 === 0 ? [true] : [],
    );
    guard.nextToken({ objects: [], isLast: false, nextToken: `t${n}` });
  }
  expect(guard.nextToken({ objects: [], isLast: true, nextToken: undefined })).toBeUndefined();
  guard.finish();
});

test('a key that comes again on a page far away is not new, and the listing is not reliable', () => {
  const guard = createListingGuard('b', false);
  for (let page = 0; page < 50; page += 1) {
    guard.acceptKeys(Array.from({ length: 100 }, (_, n) => `${99 - page}/${n}`));
  }
  expect(guard.acceptKeys(['new', '99/0', '75/99'])).toEqual([true, false, false]);
  expect(() => guard.finish()).toThrow(/keys are in it twice, such as 99\/0\./);
});

test('any order is accepted where keys need not ascend', () => {
  const guard = createListingGuard('b', false);
  expect(guard.acceptKeys(['c', 'a', 'b'])).toEqual([true, true, true]);
  expect(guard.acceptKeys(['B', 'Z', 'A'])).toEqual([true, true, true]);
  expect(() => guard.finish()).not.toThrow();
});

test.each([
  [['a', 'b', 'b']],
  [['a', 'c', 'b']],
  // UTF-16 has these in the other order.
  [['🎉', '\uffff']],
])('where keys must ascend, %j is not reliable', (keys) => {
  expect(() => createListingGuard('b', true).acceptKeys(keys)).toThrow(
    /^The listing of s3:\/\/b is not reliable: keys must ascend, but \S+ comes after \S+\. Report/,
  );
  const guard = createListingGuard('b', true);
  guard.acceptKeys(keys.slice(0, -1));
  guard.acceptKeys([]);
  expect(() => guard.acceptKeys(keys.slice(-1))).toThrow(/keys must ascend/);
});

test('keys that ascend are accepted', () => {
  const guard = createListingGuard('b', true);
  expect(guard.acceptKeys(['', 'A', 'a', 'a/', 'a0', 'é'])).not.toContain(false);
  expect(guard.acceptKeys(['\uffff', '🎉', '🎉0'])).not.toContain(false);
  expect(() => guard.finish()).not.toThrow();
});
