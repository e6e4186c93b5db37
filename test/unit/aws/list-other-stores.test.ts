// Listings of several ranges at a time from stores other than AWS, which may not list as AWS does.

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setEnvironment } from '../../support/environment.ts';
import {
  expectAll,
  HASHES,
  list,
  NUMBERS,
  PAGE_KEYS,
  startAfters,
} from '../../support/listing-lanes.ts';

const OTHER = { AWS_ENDPOINT_URL_S3: 'http://s3.example' };

let restore = () => {};

beforeEach(() => {
  restore = setEnvironment(OTHER);
});

afterEach(() => restore());

test('another server that ignores StartAfter is listed page after page from the beginning', async () => {
  const listed = await list(HASHES, { ignoresStartAfter: true });
  expectAll(listed, HASHES);
  expect(startAfters(listed)).toBe(1);
  expect(listed.server.asked.length).toBeLessThan(115);
});

test.each([400, 404, 501])(
  'another server that refuses StartAfter with %i is too',
  async (status) => {
    const listed = await list(HASHES, {
      instead: (query) =>
        query['start-after'] === undefined
          ? undefined
          : { status, body: '<Error><Code>InvalidArgument</Code></Error>' },
    });
    expectAll(listed, HASHES);
  },
);

test('another server that begins to list out of order when ranges are listed is too', async () => {
  const listed = await list(HASHES, {
    change: (keys, query) => (query['start-after']?.startsWith('4') ? keys.toReversed() : keys),
  });
  expectAll(listed, HASHES);
});

const ORDERS: Readonly<Record<string, (left: string, right: string) => number>> = {
  'UTF-16': (left, right) => (left < right ? -1 : left > right ? 1 : 0),
  descending: (left, right) => (left < right ? 1 : left > right ? -1 : 0),
  'by length': (left, right) => left.length - right.length || (left < right ? -1 : 1),
  'without case': (left, right) => {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : a > b ? 1 : left < right ? -1 : left > right ? 1 : 0;
  },
  'by the last letter': (left, right) => {
    const [a, b] = [left.slice(-1) + left, right.slice(-1) + right];
    return a < b ? -1 : a > b ? 1 : 0;
  },
};
const unit = fc.constantFrom(...'aAbBzZ09', '~', '\ue000', '\uffff', '🎉', '𐀀');
const keys = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 5 }), {
  minLength: 60,
  maxLength: 400,
  size: 'max',
});

test.each(Object.keys(ORDERS))(
  'another server in the order %s gives each key once',
  async (order) => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 6 }), async (drawn, pageKeys) => {
        const compare = ORDERS[order];
        expectAll(await list(drawn, { pageKeys, ...(compare && { compare }) }), drawn);
      }),
      { numRuns: 8 },
    );
  },
);

test.each([
  ['of all ranges', HASHES, PAGE_KEYS, () => true],
  // The range before it ends with the last key of a page.
  [
    'of one range',
    NUMBERS,
    1,
    (after: string, hidden: number) => hidden === 0 && NUMBERS.includes(after),
  ],
])(
  'another server that hides keys at the start %s is found out',
  async (_, keys, pageKeys, hides) => {
    const hidden = new Set<string>();
    const listed = await list(keys, {
      pageKeys,
      change(page, query) {
        const after = query['start-after'];
        if (after === undefined || !hides(after, hidden.size)) return page;
        hidden.add(page[0] as string);
        return page.slice(1);
      },
    });
    expect(hidden.size).toBeGreaterThan(0);
    expectAll(listed, keys);
  },
);
