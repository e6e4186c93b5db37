import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../../../src/key-space/key-order.ts';
import { createKeyRanges, type KeyRange } from '../../../src/key-space/key-ranges.ts';
import { inS3Order, KEY_SHAPES } from '../../support/key-shapes.ts';
import { seededRandom } from '../../support/seeded.ts';

interface Listing {
  readonly keys: readonly string[];
  readonly prefix: string;
  readonly pageKeys: number;
  readonly lanes: number;
  /** How long the next request takes. */
  readonly delay: () => number;
}

interface Listed {
  /** In the order in which they came. */
  readonly keys: readonly string[];
  readonly requests: number;
  readonly elapsed: number;
  readonly mostAtOnce: number;
}

/** Lists as a server and some lanes would do, each answer after its own time. */
function listInRanges({ keys, prefix, pageKeys, lanes, delay }: Listing): Listed {
  const ranges = createKeyRanges(prefix, 0.1);
  const waiting: { readonly at: number; readonly range: KeyRange; readonly from: number }[] = [];
  const listed: string[] = [];
  let now = 0;
  let requests = 0;
  let mostAtOnce = 0;
  const ask = (range: KeyRange, from: number) => {
    requests += 1;
    waiting.push({ at: now + delay(), range, from });
    mostAtOnce = Math.max(mostAtOnce, waiting.length);
  };
  ask(ranges.first, 0);
  while (waiting.length > 0) {
    waiting.sort((left, right) => left.at - right.at);
    const { at, range, from } = waiting.shift() as (typeof waiting)[number];
    now = at;
    const page = keys.slice(from, from + pageKeys);
    const kept = ranges.accept(range, page, from + pageKeys >= keys.length);
    listed.push(...page.slice(0, kept));
    if (!range.isDone) ask(range, from + kept);
    while (waiting.length < lanes) {
      const split = ranges.split();
      if (!split) break;
      const after = split.startAfter as string;
      ask(split, firstAfter(keys, after));
    }
  }
  return { keys: listed, requests, elapsed: now, mostAtOnce };
}

function firstAfter(keys: readonly string[], startAfter: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keys[middle] as string, startAfter) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The reference: each key once, and as many requests as page by page, with at most a tenth more. */
function expectExact(listing: Listing): Listed {
  const listed = listInRanges(listing);
  expect(inS3Order(listed.keys)).toEqual(listing.keys);
  expect(listed.keys.length).toBe(listing.keys.length);
  const pages = Math.max(1, Math.ceil(listing.keys.length / listing.pageKeys));
  expect(listed.requests).toBeGreaterThanOrEqual(pages);
  expect(listed.requests - pages).toBeLessThanOrEqual(pages / 10);
  expect(listed.mostAtOnce).toBeLessThanOrEqual(listing.lanes);
  return listed;
}

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'0123456789abcdef/-_ ~') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('é', '日', '\ud7ff', '\ue000', '\uffff', '𐀀', '🎉', '\u{10ffff}'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u0001', '\t', '\n', '+', '%', '"', '<', '&', '\u007f'),
  },
);
const anyKey = fc.string({ unit: character, minLength: 1, maxLength: 8 });
const shapedKeys = fc
  .record({
    shape: fc.constantFrom(...Object.keys(KEY_SHAPES)),
    count: fc.nat(900),
    seed: fc.nat(),
  })
  .map(({ shape, count, seed }) => KEY_SHAPES[shape]?.(count, seededRandom(seed)) ?? []);

describe.each<[string, fc.Arbitrary<string[]>]>([
  ['any keys', fc.array(anyKey, { maxLength: 600, size: 'max' })],
  ['keys of some shape', shapedKeys],
  [
    'keys of some shapes',
    fc.tuple(shapedKeys, fc.array(anyKey, { maxLength: 50 }), shapedKeys).map((all) => all.flat()),
  ],
])('of %s', (_, keys) => {
  test('each is listed once, by a tenth more requests than pages at the most', () => {
    fc.assert(
      fc.property(
        keys,
        anyKey,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.constantFrom(1, 1, 1, 2, 3, 10, 100), { minLength: 1, maxLength: 30 }),
        (drawn, prefix, pageKeys, lanes, delays) => {
          let asked = 0;
          const delay = () => delays[asked++ % delays.length] as number;
          const common = pageKeys % 2 === 0 ? '' : prefix;
          const all = inS3Order(drawn.map((key) => common + key));
          expectExact({ keys: all, prefix: common, pageKeys, lanes, delay });
        },
      ),
      { numRuns: 80 },
    );
  });
});

test.each(Object.keys(KEY_SHAPES))('%s are listed several times as fast by 16 lanes', (shape) => {
  const random = seededRandom(7);
  const keys = inS3Order(KEY_SHAPES[shape]?.(50_000, random) ?? []);
  const pageKeys = 50;
  const delay = () => 0.9 + 0.2 * random();
  const { elapsed } = expectExact({ keys, prefix: '', pageKeys, lanes: 16, delay });
  const pages = keys.length / pageKeys;
  expect(pages / elapsed).toBeGreaterThan(shape === 'one deep folder' ? 4 : 8);
});

test('less than ten pages are listed one after another', () => {
  for (let pages = 1; pages < 10; pages += 1) {
    const keys = inS3Order(KEY_SHAPES.hashes?.(pages * 10, seededRandom(pages)) ?? []);
    const listed = expectExact({ keys, prefix: '', pageKeys: 10, lanes: 16, delay: () => 1 });
    expect(listed).toMatchObject({ requests: pages, mostAtOnce: 1 });
    expect(listed.keys).toEqual(keys);
  }
});

test('a range that is split loses its right part, and keys that come nevertheless are not its own', () => {
  const ranges = createKeyRanges('', 1);
  const keys = Array.from({ length: 30 }, (_, n) => `k${String(n).padStart(4, '0')}`);
  expect(ranges.accept(ranges.first, keys, false)).toBe(30);
  const right = ranges.split() as KeyRange;
  expect(right.startAfter).toBe(ranges.first.upTo);
  expect(right.upTo).toBeUndefined();
  const at = right.startAfter as string;
  expect(ranges.accept(ranges.first, [at, `${at}0`, `${at}1`], false)).toBe(1);
  expect(ranges.first.isDone).toBe(true);
  expect(right.isDone).toBe(false);
});
