// Keys of the shapes that buckets have, for listings.

import { createHash } from 'node:crypto';

/** Makes this many keys, not sorted, perhaps with repetitions; `random` is uniform in [0, 1). */
type MakeKeys = (count: number, random: () => number) => string[];

const repeat = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));
const below = (random: () => number, bound: number) => Math.floor(random() * bound);
const hash = (index: number, length: number) =>
  createHash('sha256').update(String(index)).digest('hex').slice(0, length);
const padded = (number: number, width: number) => String(number).padStart(width, '0');
const day = (index: number, count: number) =>
  new Date(Date.UTC(2024, 0, 1) + Math.floor((index / count) * 700 * 24) * 3_600_000).toISOString();

export const KEY_SHAPES: Readonly<Record<string, MakeKeys>> = {
  counters: (count) => repeat(count, (index) => `part-${padded(index, 9)}`),
  'unpadded counters': (count) => repeat(count, (index) => `part-${index}.json`),
  hashes: (count) => repeat(count, (index) => hash(index, 32)),
  dates: (count) =>
    repeat(count, (index) => {
      const [date = '', time = ''] = day(index, count).split('T');
      return `logs/${date.replaceAll('-', '/')}/${time.slice(0, 2)}/${hash(index, 16)}.gz`;
    }),
  partitions: (count) =>
    repeat(
      count,
      (index) =>
        `events/dt=${day(index, count).slice(0, 10)}/part-${padded(index % 2_000, 5)}-${hash(index, 8)}.parquet`,
    ),
  'one deep folder': (count, random) =>
    repeat(count, (index) =>
      index % 100 === 0
        ? `${'abcdefghijklmnop'[below(random, 16)]}/${hash(index, 8)}`
        : `m/deep/er/and/deeper/${hash(index, 12)}`,
    ),
  'a prefix of 900 characters': (count) =>
    repeat(
      count,
      (index) => `${'some/folder/with-name/'.repeat(41).slice(0, 900)}${hash(index, 16)}`,
    ),
  'a number behind 900 characters': (count) =>
    repeat(count, (index) => `${'p'.repeat(900)}${padded(index, 8)}`),
  'other scripts': (count, random) =>
    repeat(count, () => {
      const letters = repeat(4, () =>
        String.fromCodePoint(
          random() < 0.1 ? 0x1f300 + below(random, 256) : 0x4e00 + below(random, 5_000),
        ),
      );
      return letters.join('');
    }),
  'users of every size': (count, random) =>
    repeat(count, (index) => `u${Math.floor(Math.exp(random() * 12))}/f${index}`),
  'random letters': (count, random) =>
    repeat(count, () => `backup/${repeat(20, () => BASE64[below(random, 64)] as string).join('')}`),
};

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Each key once, in the order of S3: that of the keys' UTF-8 bytes. */
export function inS3Order(keys: readonly string[]): string[] {
  return [...new Set(keys)]
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ key }) => key);
}
