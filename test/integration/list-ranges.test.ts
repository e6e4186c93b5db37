// Listings of several ranges at a time from a real S3 server, compared with the keys that were put.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectToS3 } from '../../src/aws/s3-client.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { setEnvironment } from '../support/environment.ts';
import { inS3Order, KEY_SHAPES } from '../support/key-shapes.ts';
import { seededRandom } from '../support/seeded.ts';

/** The server gives 1,000 keys a page; smaller pages make listings of some thousand keys long. */
const PAGE_KEYS = 40;

const ODD = [
  'a b+c%20d',
  '%2F%',
  '"quotes" & <angles>\'',
  'tab\there',
  'a//b/c',
  'é ü 日本 🎉',
  '.',
  '..x',
];

/** Shapes that the server pages as S3 does: elsewhere it sorts in another way than it compares. */
const SHAPES = ['counters', 'hashes', 'dates', 'partitions', 'a prefix of 900 characters'];

const KEYS = inS3Order([
  ...SHAPES.flatMap((shape) => KEY_SHAPES[shape]?.(400, seededRandom()) ?? []),
  ...Array.from({ length: 600 }, (_, n) => `odd${1_000 + n}${ODD[n % ODD.length]}`),
]);

let bucket: Awaited<ReturnType<typeof startBucket>>;
let restore: () => void;

beforeAll(async () => {
  bucket = await startBucket();
  restore = setEnvironment(bucket.env);
  const queue = KEYS.values();
  const putAll = async () => {
    for (const key of queue) await bucket.put(key, key);
  };
  await Promise.all(Array.from({ length: 32 }, putAll));
}, 120_000);

afterAll(async () => {
  restore();
  await bucket.close();
});

async function list(lanes: number, prefix = '') {
  const connection = connectToS3();
  let now = 0;
  let mostAtOnce = 0;
  connection.client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { MaxKeys: PAGE_KEYS });
      now += 1;
      mostAtOnce = Math.max(mostAtOnce, now);
      return await next(args).finally(() => {
        now -= 1;
      });
    },
    { step: 'initialize', name: 'smallPages' },
  );
  const store = createS3Store({ kind: 's3', bucket: BUCKET }, connection, lanes);
  const found: string[] = [];
  for await (const page of store.list(prefix, new AbortController().signal)) {
    for (const { key, sizeBytes } of page) {
      expect(sizeBytes).toBe(Buffer.byteLength(key));
      found.push(key);
    }
  }
  connection.client.destroy();
  return { found, mostAtOnce, requests: connection.requests() };
}

test.each([2, 16, 200])('%i lanes list each key once', async (lanes) => {
  const { found, mostAtOnce, requests } = await list(lanes);
  expect(found.length).toBe(KEYS.length);
  expect(inS3Order(found)).toEqual(KEYS);
  expect(mostAtOnce).toBeGreaterThan(1);
  expect(mostAtOnce).toBeLessThanOrEqual(lanes);
  expect(requests).toBeLessThanOrEqual(Math.ceil(KEYS.length / PAGE_KEYS) * 1.1);
});

test.each(['part-', 'e', 'some/folder/', 'odd', 'none'])('so they do below %s', async (prefix) => {
  const { found } = await list(16, prefix);
  expect(inS3Order(found)).toEqual(KEYS.filter((key) => key.startsWith(prefix)));
});

test('one lane lists page by page', async () => {
  const { found, mostAtOnce, requests } = await list(1);
  expect(found).toEqual(KEYS);
  expect(mostAtOnce).toBe(1);
  expect(requests).toBe(Math.ceil(KEYS.length / PAGE_KEYS));
});
