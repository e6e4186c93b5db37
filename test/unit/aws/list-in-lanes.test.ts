// Listings of several ranges at a time, by the SDK's genuine client from a server in memory.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectToS3 } from '../../../src/aws/s3-client.ts';
import { createS3Store } from '../../../src/aws/s3-store.ts';
import { setEnvironment } from '../../support/environment.ts';
import {
  expectAll,
  HASHES,
  list,
  MANY_HASHES,
  PAGE_KEYS,
  startAfters,
  turns,
} from '../../support/listing-lanes.ts';
import { createListingServer } from '../../support/listing-server.ts';
import { seededRandom } from '../../support/seeded.ts';

const AWS = {};
const OTHER = { AWS_ENDPOINT_URL_S3: 'http://s3.example' };

let restore = () => {};

beforeEach(() => {
  restore = setEnvironment(AWS);
});

afterEach(() => restore());

describe.each([
  ['AWS', AWS],
  ['another server', OTHER],
])('%s', (_, env) => {
  beforeEach(() => {
    restore = setEnvironment(env);
  });

  test('several ranges are listed at the same time, and each key once', async () => {
    const listed = await list(HASHES, { before: () => turns(20) });
    expectAll(listed, HASHES);
    expect(listed.server.mostAtOnce()).toBeGreaterThanOrEqual(5);
    expect(startAfters(listed)).toBeGreaterThan(5);
    expect(listed.server.asked.length).toBeLessThanOrEqual(110);
    expect(listed.connection.requests()).toBe(listed.server.asked.length);
  });

  test('every page is asked for with the prefix', async () => {
    const keys = HASHES.map((key) => `a/${key}`);
    const listed = await list([...keys, 'b', 'a'], { prefix: 'a/', before: () => turns(20) });
    expectAll(listed, keys);
    expect(listed.server.mostAtOnce()).toBeGreaterThanOrEqual(5);
    expect(listed.server.asked.every(({ prefix }) => prefix === 'a/')).toBe(true);
  });

  test('one lane lists in order and never asks for a range', async () => {
    const listed = await list(HASHES, { lanes: 1 });
    expect(listed.keys).toEqual(HASHES);
    expect(listed.server.asked.length).toBe(100);
    expect(startAfters(listed)).toBe(0);
  });

  test('short listings are as they were: in order, each page when it is wanted', async () => {
    const keys = HASHES.slice(0, 9 * PAGE_KEYS);
    let pages = 0;
    const listed = await list(keys, {
      onPage: async (_page, { asked }) => {
        await turns(1);
        expect(asked.length).toBe(++pages);
      },
    });
    expect(listed.keys).toEqual(keys);
    expect(listed.server.asked.length).toBe(9);
    expect(startAfters(listed)).toBe(0);
  });

  test('a page that fails is asked for again, in its lane alone', async () => {
    const failed = new Set<string>();
    const listed = await list(HASHES, {
      instead(query) {
        const request = JSON.stringify(query);
        if (failed.has(request)) return undefined;
        failed.add(request);
        return { status: 500, body: '<Error><Code>InternalError</Code></Error>' };
      },
    });
    expectAll(listed, HASHES);
    expect(listed.server.asked.length).toBe(2 * failed.size);
  });

  test('fewer lanes list while the server asks to slow down', async () => {
    let inFlight = 0;
    const seen: number[] = [];
    const listed = await list(MANY_HASHES, {
      async before() {
        inFlight += 1;
        seen.push(inFlight);
        await turns(20);
        inFlight -= 1;
      },
      instead: (_query, asked) =>
        asked === 150 ? { status: 503, body: '<Error><Code>SlowDown</Code></Error>' } : undefined,
    });
    expectAll(listed, MANY_HASHES);
    expect(Math.max(...seen.slice(120, 150))).toBeGreaterThanOrEqual(7);
    expect(Math.max(...seen.slice(158, 161))).toBeLessThanOrEqual(5);
  });

  test('the order does not depend on which request is quicker', async () => {
    const orders = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const random = seededRandom(seed);
        const before = () => turns(Math.floor(40 * random()));
        return (await list(HASHES, { before })).keys;
      }),
    );
    expect(orders[0]).not.toEqual(HASHES);
    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2]).toEqual(orders[0]);
  });

  test('the listing is never far ahead of its reader', async () => {
    let read = 0;
    const listed = await list(HASHES, {
      async onPage(page, { asked }) {
        read += 1;
        await turns(50);
        expect(page.length).toBeLessThanOrEqual(PAGE_KEYS);
        expect(asked.length - read).toBeLessThanOrEqual(8);
      },
    });
    expectAll(listed, HASHES);
  });

  test('a reader that leaves ends all lanes', async () => {
    const server = createListingServer(HASHES, { pageKeys: PAGE_KEYS });
    const { requestHandler } = server;
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const connection = connectToS3({ region: 'r', credentials, requestHandler });
    const store = createS3Store({ kind: 's3', bucket: 'b' }, connection, 8);
    let pages = 0;
    for await (const _ of store.list('', new AbortController().signal)) {
      pages += 1;
      if (pages === 40) break;
    }
    const { length } = server.asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked.length).toBe(length);
    expect(length).toBeLessThan(40 + 3 * 8);
  });

  test('an interrupted listing ends without an error', async () => {
    const interruption = new AbortController();
    let pages = 0;
    const { keys, error } = await list(HASHES, {
      signal: interruption.signal,
      onPage() {
        pages += 1;
        if (pages === 40) interruption.abort();
      },
    });
    expect(error).toBeUndefined();
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThan(HASHES.length);
  });

  test('what one lane may not list ends the listing, with what was found', async () => {
    const { keys, error } = await list(HASHES, {
      instead: (query, asked) =>
        asked > 60 && query['continuation-token'] !== undefined
          ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
          : undefined,
    });
    expect(error?.message).toMatch(/^Not permitted to list s3:\/\/b/);
    expect(keys.length).toBeGreaterThanOrEqual(40 * PAGE_KEYS);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('a lane that leads back breaks the listing off', async () => {
    const { error } = await list(HASHES, {
      instead: (query) =>
        query['start-after'] !== undefined
          ? {
              status: 200,
              body: '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
            }
          : undefined,
    });
    expect(error?.message).toMatch(/a page says that more follow, but not which/);
  });
});

test('on AWS, a key outside of the range that was asked for is a fault', async () => {
  const outside = await list(HASHES, {
    change: (keys, query) => (query['start-after'] === undefined ? keys : ['0', ...keys]),
  });
  expect(outside.error?.message).toMatch(
    /^The listing of s3:\/\/b is not reliable: keys after \S+ were asked for, but 0 was given/,
  );
  const unordered = await list(HASHES, {
    change: (keys, query) => (query['start-after'] === undefined ? keys : keys.toReversed()),
  });
  expect(unordered.error?.message).toMatch(/keys must ascend/);
});

const SESSION = {
  status: 200,
  body:
    '<CreateSessionResult><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey>' +
    '<SessionToken>t</SessionToken><Expiration>2126-11-26T00:00:00Z</Expiration></Credentials>' +
    '</CreateSessionResult>',
};

test('directory buckets, and what else need not list in order, are listed page after page', async () => {
  const byEnd = (left: string, right: string) =>
    left.slice(1) < right.slice(1) ? -1 : left.slice(1) > right.slice(1) ? 1 : 0;
  const directories = ['b--use1-az4--x-s3', 'point--use1-az4--xa-s3'];
  for (const bucket of [...directories, 'fsx-ext-s3alias', 'point-a1b2--ol-s3']) {
    const listed = await list(HASHES, {
      bucket,
      compare: byEnd,
      instead: ({ session }) => (session === undefined ? undefined : SESSION),
    });
    expectAll(listed, HASHES);
    const pages = listed.server.asked.filter(({ session }) => session === undefined);
    expect(pages.length).toBe(100);
    expect(startAfters(listed)).toBe(0);
  }
});
