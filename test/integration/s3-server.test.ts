// The S3 server that other tests build on, and the faults in front of it, as the SDK meets them.

import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientConfig } from '../emulator/test-functions.ts';
import type { S3Fault } from '../support/s3-fault-answers.ts';
import { type S3FaultProxy, startS3FaultProxy } from '../support/s3-faults.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';

const Bucket = 'tests';
const text = 'some words '.repeat(100_000);

let server: S3Server;
let proxy: S3FaultProxy;
let s3: S3Client;

beforeAll(async () => {
  server = await startS3Server();
  proxy = await startS3FaultProxy(server.endpoint);
  s3 = new S3Client(clientConfig(proxy.endpoint));
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ['a b+c%/é".txt', 'plain.txt']) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: text }));
  }
});

afterAll(async () => {
  await proxy.close();
  await server.stop();
});

async function read(Key: string, Range?: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
  return (await Body?.transformToString()) ?? '';
}

test('objects come through unchanged, and requests are noted', async () => {
  expect(await read('a b+c%/é".txt')).toBe(text);
  expect(await read('plain.txt', 'bytes=5-9')).toBe('words');
  expect(proxy.requests.at(-1)).toMatchObject({
    method: 'GET',
    bucket: Bucket,
    key: 'plain.txt',
    range: 'bytes=5-9',
  });
});

test('a body is cut after so many bytes, once', async () => {
  proxy.inject({ key: 'plain.txt', times: 1, fault: { kind: 'cut', afterBytes: 100_000 } });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'plain.txt' }));
  let bytes = 0;
  const drain = async () => {
    for await (const chunk of Body as AsyncIterable<Uint8Array>) bytes += chunk.length;
  };
  await expect(drain()).rejects.toThrow();
  expect(bytes).toBe(100_000);
  expect(await read('plain.txt')).toBe(text);
});

test.each<[S3Fault, number, string]>([
  [{ kind: 'slow-down' }, 503, 'SlowDown'],
  [{ kind: 'internal-error' }, 500, 'InternalError'],
  [{ kind: 'access-denied' }, 403, 'AccessDenied'],
  [{ kind: 'invalid-object-state' }, 403, 'InvalidObjectState'],
  [{ kind: 'no-such-key' }, 404, 'NoSuchKey'],
  [{ kind: 'precondition-failed' }, 412, 'PreconditionFailed'],
  [{ kind: 'redirect', region: 'eu-west-1' }, 301, 'PermanentRedirect'],
])('%j', async (fault, status, name) => {
  const undo = proxy.inject({ bucket: Bucket, fault });
  await expect(read('plain.txt')).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
  });
  undo();
});

test.each([undefined, 'url' as const])(
  'a listing tells storage classes, encoded as %s',
  async (EncodingType) => {
    proxy.setStorageClass('a b+c%/é".txt', 'GLACIER');
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType }));
    expect(Contents?.map(({ StorageClass }) => StorageClass)).toEqual(['GLACIER', 'STANDARD']);
  },
);
