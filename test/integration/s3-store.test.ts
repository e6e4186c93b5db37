// The S3 store against a real S3 server, with the genuine SDK: listing, reading and faults.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBucket } from '../../src/aws/s3-store.ts';
import { ReadError } from '../../src/errors/read-error.ts';
import { UserError } from '../../src/errors/user-error.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { setEnvironment } from '../support/environment.ts';

const ODD_KEYS = [
  'odd/a b+c%20d.txt',
  'odd/%2F%',
  'odd/"quotes" & <angles>\'.txt',
  'odd/é ü 日本 🎉.txt',
  'odd/tab\there',
  'odd/a//b/c',
];

const text = 'some words of text\n'.repeat(60_000);
const never = new AbortController().signal;

let bucket: Awaited<ReturnType<typeof startBucket>>;
let restore: () => void;

beforeAll(async () => {
  bucket = await startBucket();
  restore = setEnvironment(bucket.env);
  await bucket.put('large.txt', text);
  for (const key of ODD_KEYS) await bucket.put(key, `the key is ${key}`);
  await bucket.put('folder/', '');
  await bucket.put('folder/empty', '');
});

afterAll(async () => {
  restore();
  await bucket.close();
});

function inject(rule: Parameters<typeof bucket.proxy.inject>[0]): void {
  onTestFinished(bucket.proxy.inject(rule));
}

async function open(prefix = '') {
  return openBucket({ kind: 's3', bucket: BUCKET }, prefix, never);
}

async function list(prefix: string): Promise<ListedObject[]> {
  const { store } = await open(prefix);
  const found: ListedObject[] = [];
  for await (const page of store.list(prefix, never)) found.push(...page);
  return found;
}

async function read(object: ListedObject, start = 0, end = object.sizeBytes, signal = never) {
  const { store } = await open();
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(object, start, end, signal)) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString();
}

async function find(key: string): Promise<ListedObject> {
  const found = (await list(key)).find((object) => object.key === key);
  if (!found) throw new Error(`${key} is not listed`);
  return found;
}

function requestsFor(key: string) {
  return bucket.proxy.requests.filter((request) => request.key === key);
}

async function faultOf(reading: Promise<unknown>): Promise<ReadError> {
  const error = await reading.then(
    () => undefined,
    (cause) => cause,
  );
  expect(error).toBeInstanceOf(ReadError);
  return error as ReadError;
}

test('keys of all pages are listed in order, with their sizes and entity tags', async () => {
  const keys = Array.from({ length: 2_100 }, (_, n) => `many/${String(n).padStart(5, '0')}`);
  const queue = keys.values();
  const lane = async () => {
    for (const key of queue) await bucket.put(key, key);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  const { store } = await open('many/');
  const before = store.requests();
  const pages: (readonly ListedObject[])[] = [];
  for await (const page of store.list('many/', never)) pages.push(page);
  expect(pages.flat().map(({ key }) => key)).toEqual(keys);
  expect(pages.flat()[0]).toMatchObject({ sizeBytes: 10, etag: expect.stringMatching(/^"/) });
  expect(pages.length).toBeGreaterThanOrEqual(3);
  expect(store.requests() - before).toBe(pages.length);
});

test('odd keys are listed as they are, and can be read', async () => {
  const found = await list('odd/');
  expect(found.map(({ key }) => key).sort()).toEqual([...ODD_KEYS].sort());
  for (const object of found) expect(await read(object)).toBe(`the key is ${object.key}`);
});

test('folder markers are skipped, empty objects are not', async () => {
  const [marker, empty] = await list('folder/');
  expect(marker).toMatchObject({ unread: { status: 'skipped', code: 'folder-marker' } });
  expect(empty?.unread).toBeUndefined();
  expect(await read(empty as ListedObject)).toBe('');
});

test('archived objects are skipped', async () => {
  bucket.proxy.setStorageClass('large.txt', 'DEEP_ARCHIVE');
  const archived = await find('large.txt');
  bucket.proxy.setStorageClass('large.txt', 'STANDARD');
  expect(archived.unread).toEqual({ status: 'skipped', code: 'archived' });
});

test('a range is read alone, and so is the range of the whole object', async () => {
  const object = await find('large.txt');
  expect(await read(object, 5, 10)).toBe('words');
  expect(requestsFor('large.txt').at(-1)?.range).toBe('bytes=5-9');
  expect(await read(object)).toBe(text);
  expect(requestsFor('large.txt').at(-1)?.range).toBe(`bytes=0-${text.length - 1}`);
});

test('a broken download continues at the byte where it broke', async () => {
  const object = await find('large.txt');
  inject({ key: 'large.txt', times: 2, fault: { kind: 'cut', afterBytes: 300_000 } });
  const before = requestsFor('large.txt').length;
  expect(await read(object)).toBe(text);
  const ranges = requestsFor('large.txt')
    .slice(before)
    .map(({ range }) => range);
  expect(ranges).toHaveLength(3);
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-1139999$/);
});

test('a passing fault of the service is retried', async () => {
  const object = await find('large.txt');
  inject({ key: 'large.txt', times: 2, fault: { kind: 'slow-down' } });
  expect(await read(object)).toBe(text);
});

test.each([
  ['no-such-key', 'vanished'],
  ['access-denied', 'access-denied'],
  ['invalid-object-state', 'archived'],
] as const)('%s is the end of that key: %s', async (kind, code) => {
  const object = await find('large.txt');
  inject({ key: 'large.txt', fault: { kind } });
  const before = requestsFor('large.txt').length;
  expect(await faultOf(read(object))).toMatchObject({ code, retryable: false });
  expect(requestsFor('large.txt').length - before).toBe(1);
});

test('an object that was replaced since it was listed is not read', async () => {
  await bucket.put('replaced.txt', 'one');
  const object = await find('replaced.txt');
  await bucket.put('replaced.txt', 'two');
  expect(await faultOf(read(object))).toMatchObject({ code: 'changed' });
});

test('an object that shrank is noticed even without an entity tag', async () => {
  await bucket.put('shrunk.txt', 'longer than before');
  const { etag: _, ...object } = await find('shrunk.txt');
  await bucket.put('shrunk.txt', 'short');
  expect(await faultOf(read(object))).toMatchObject({ code: 'changed' });
});

test('an aborted read ends', async () => {
  const object = await find('large.txt');
  inject({ key: 'large.txt', times: 1, fault: { kind: 'stall', afterBytes: 100_000 } });
  const abort = new AbortController();
  const { store } = await open();
  const reading = async () => {
    for await (const _ of store.read(object, 0, object.sizeBytes, abort.signal)) abort.abort();
  };
  await faultOf(reading());
});

test('a bucket in another region is found and followed', async () => {
  // Without it the redirection would repeat itself for ever.
  let redirected = false;
  inject({
    bucket: BUCKET,
    fault: { kind: 'redirect', region: 'eu-west-3' },
    when: ({ key }) => {
      const first = key === '' && !redirected;
      redirected = true;
      return first;
    },
  });
  const opened = await open('odd/');
  expect(opened.source).toMatchObject({ region: 'eu-west-3' });
  expect(opened.region).toBe('us-east-1');
  expect(opened.store.requests()).toBe(2);
});

test('a bucket in another region is followed without listing it', async () => {
  let redirected = false;
  inject({
    bucket: BUCKET,
    method: 'HEAD',
    fault: { kind: 'redirect', region: 'eu-west-3' },
    when: () => {
      const first = !redirected;
      redirected = true;
      return first;
    },
  });
  const opened = await openBucket({ kind: 's3', bucket: BUCKET }, undefined, never);
  expect(opened.source).toMatchObject({ region: 'eu-west-3' });
  expect([opened.store.requests(), opened.store.getRequests()]).toEqual([2, 2]);
  const found: ListedObject[] = [];
  for await (const page of opened.store.lookUp?.(['large.txt', 'none'], never) ?? []) {
    found.push(...page);
  }
  const { key, sizeBytes, etag } = await find('large.txt');
  expect(found).toMatchObject([
    { key, sizeBytes, etag },
    { key: 'none', sizeBytes: 0, unread: { status: 'failed', code: 'vanished' } },
  ]);
});

test('a bucket that does not exist or may not be listed is reported in one line', async () => {
  const opening = openBucket({ kind: 's3', bucket: 'nowhere' }, '', never);
  await expect(opening).rejects.toThrow(/^There is no bucket nowhere/);
  inject({ bucket: BUCKET, fault: { kind: 'access-denied' } });
  const denied = open().catch((error) => error);
  expect(await denied).toBeInstanceOf(UserError);
  expect((await denied).message).toMatch(/^Not permitted to list s3:\/\/texts/);
});
