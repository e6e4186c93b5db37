import { expect, test } from 'vitest';
import { createListingGuard } from '../../../src/aws/listing-guard.ts';

/** Accepts this many empty pages, none of which leads back. */
function passEmptyPages(pages: number): () => void {
  const guard = createListingGuard('b');
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
  const guard = createListingGuard('b');
  for (let n = 0; n < 5_000; n += 1) {
    expect(guard.acceptKeys(n % 500 === 0 ? [`key ${n}`] : [])).toEqual(
      n % 500 === 0 ? [true] : [],
    );
    guard.nextToken({ objects: [], isLast: false, nextToken: `t${n}` });
  }
  expect(guard.nextToken({ objects: [], isLast: true, nextToken: undefined })).toBeUndefined();
  guard.finish();
});
