// Runs over an inventory in place of a listing, with the built program.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { runCli } from '../support/run-cli.ts';

/** The words of a file are as many as its number. */
const KEYS = ['logs/one 1+1', 'logs/é 🎉', 'other/x', 'other/y%20z'];
const INVENTORIES = 'inventories';

let bucket: Awaited<ReturnType<typeof startBucket>>;

beforeAll(async () => {
  bucket = await startBucket();
  await bucket.client.send(new CreateBucketCommand({ Bucket: INVENTORIES }));
  for (const [n, key] of KEYS.entries()) await bucket.put(key, textOf(n));
});

afterAll(() => bucket.close());

function textOf(n: number): string {
  return 'word '.repeat(n + 1);
}

interface Row {
  readonly bucket?: string;
  readonly key: string;
  readonly version?: string;
  readonly isLatest?: boolean;
  readonly isDeleteMarker?: boolean;
  readonly size?: number;
  readonly etag?: string;
  readonly modified?: string;
  readonly storageClass?: string;
}

/** The objects of the bucket, and what else an inventory of all versions has. */
function rows(): Row[] {
  const objects = KEYS.map((key, n) => ({
    key,
    size: textOf(n).length,
    etag: createHash('md5').update(textOf(n)).digest('hex'),
    modified: n < 2 ? '2026-01-01T00:00:00.000Z' : '2026-06-01T00:00:00.000Z',
  }));
  return [
    ...objects,
    { ...(objects[0] as Row), isLatest: false, size: 99 },
    { key: 'deleted', isDeleteMarker: true },
  ];
}

/** As S3 writes it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html. */
function toCsv(all: readonly Row[]): Buffer {
  const lines = all.map((row) => {
    const key = encodeURIComponent(row.key).replaceAll('%20', '+').replaceAll('%2F', '/');
    const flags = [String(row.isLatest ?? true), String(row.isDeleteMarker ?? false)];
    const rest = [row.size ?? '', row.modified ?? '', row.etag ?? '', row.storageClass ?? ''];
    const fields = [row.bucket ?? BUCKET, key, row.version ?? 'v', ...flags, ...rest];
    return fields.map((field) => `"${field}"`).join(',');
  });
  return gzipSync(`${lines.join('\n')}\n`);
}

function toParquet(all: readonly Row[], codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY'): Buffer {
  const column = <T>(name: string, type: string, data: readonly T[]) => ({
    name,
    type: type as 'STRING',
    data: [...data],
    nullable: true,
  });
  const bytes = parquetWriteBuffer({
    codec,
    rowGroupSize: 4,
    columnData: [
      column(
        'bucket',
        'STRING',
        all.map((row) => row.bucket ?? BUCKET),
      ),
      column(
        'key',
        'STRING',
        all.map(({ key }) => key),
      ),
      column(
        'version_id',
        'STRING',
        all.map(() => 'v'),
      ),
      column(
        'is_latest',
        'BOOLEAN',
        all.map((row) => row.isLatest ?? true),
      ),
      column(
        'is_delete_marker',
        'BOOLEAN',
        all.map((row) => row.isDeleteMarker ?? false),
      ),
      column(
        'size',
        'INT64',
        all.map(({ size }) => (size === undefined ? null : BigInt(size))),
      ),
      column(
        'last_modified_date',
        'TIMESTAMP',
        all.map(({ modified }) => (modified === undefined ? null : new Date(modified))),
      ),
      column(
        'e_tag',
        'STRING',
        all.map(({ etag }) => etag ?? null),
      ),
    ],
  });
  return Buffer.from(bytes);
}

const COLUMNS =
  'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass';

let inventories = 0;

/** Puts an inventory of these files, and gives the address of its manifest. */
async function putInventory(fileFormat: string, files: readonly Buffer[], changes = {}) {
  inventories += 1;
  const at = `daily/${inventories}`;
  const put = (Key: string, Body: string | Buffer) =>
    bucket.client.send(new PutObjectCommand({ Bucket: INVENTORIES, Key, Body }));
  const listed = files.map((body, n) => ({
    key: `${at}/data/${n}`,
    size: body.length,
    MD5checksum: createHash('md5').update(body).digest('hex'),
  }));
  for (const [n, body] of files.entries()) await put(`${at}/data/${n}`, body);
  const manifest = {
    sourceBucket: BUCKET,
    destinationBucket: `arn:aws:s3:::${INVENTORIES}`,
    version: '2016-11-30',
    creationTimestamp: '1514944800000',
    fileFormat,
    fileSchema: fileFormat === 'CSV' ? COLUMNS : 'message s3.inventory { }',
    files: listed,
    ...changes,
  };
  await put(`${at}/manifest.json`, JSON.stringify(manifest));
  return `s3://${INVENTORIES}/${at}/manifest.json`;
}

async function run(...args: string[]) {
  const before = bucket.proxy.requests.length;
  const common = ['run', '--engine', 'local', '--json', '--quiet', ...args];
  const { stdout, stderr, exitCode } = await runCli(common, { env: bucket.env });
  const lists = bucket.proxy.requests.slice(before).filter(({ query }) => query.has('list-type'));
  expect(lists).toEqual([]);
  return { document: stdout === '' ? undefined : JSON.parse(stdout), stderr, exitCode };
}

const FORMATS = [
  ['CSV', (all: readonly Row[]) => toCsv(all)],
  ['Parquet', (all: readonly Row[]) => toParquet(all)],
] as const;

test.each(FORMATS)('an inventory in %s lists the newest versions', async (format, encode) => {
  const all = rows();
  const files = [encode(all.slice(0, 3)), encode(all.slice(3))];
  const address = await putInventory(format, files);
  const { document, stderr, exitCode } = await run('--inventory', address);
  expect(stderr).toBe('');
  expect(document).toMatchObject({
    source: { bucket: BUCKET, prefix: '', inventory: address },
    objects: { listed: 4, counted: 4 },
    totals: { words: 1 + 2 + 3 + 4 },
    billing: { listing: { storeRequests: 0 } },
  });
  // The bucket of the inventory and its manifest twice, each file, and the bucket itself.
  expect(document.billing.listing.getRequests).toBe(6);
  expect(exitCode).toBe(0);
});

test.each(FORMATS)('prefixes and filters choose among the rows in %s', async (format, encode) => {
  const address = await putInventory(format, [encode(rows())]);
  const count = async (...args: string[]) => {
    const { document } = await run('--inventory', address, ...args);
    return document.totals.words;
  };
  expect(await count('--prefix', 'logs/', '--prefix', 'logs/o', '--prefix', 'other/y')).toBe(7);
  expect(await count('--include', 'other/*', '--exclude', '**/x')).toBe(4);
  expect(await count('--newer-than', '2026-02-01')).toBe(7);
  expect(await count('--max-size', '10')).toBe(3);
  expect(await count(`s3://${BUCKET}/other/`)).toBe(7);
});

test('uncompressed Parquet is read too', async () => {
  const address = await putInventory('Parquet', [toParquet(rows(), 'UNCOMPRESSED')]);
  expect((await run('--inventory', address)).document.totals.words).toBe(10);
});

test('objects that have changed since the inventory are reported', async () => {
  const [first, second] = rows() as [Row, Row];
  const changed = [{ ...first, etag: '0'.repeat(32) }, second, { key: 'gone', size: 3 }];
  const address = await putInventory('CSV', [toCsv(changed)]);
  const { document, exitCode } = await run('--inventory', address);
  expect(document.objects).toMatchObject({ listed: 3, counted: 1, failed: 2 });
  expect(document.warnings.map(({ code }: { code: string }) => code).sort()).toEqual([
    'changed',
    'vanished',
  ]);
  expect(exitCode).toBe(1);
});

test('a damaged file is not believed, and what was read before is counted', async () => {
  const all = rows();
  const files = [toCsv(all.slice(0, 2)), toCsv(all.slice(2))];
  const address = await putInventory('CSV', files);
  await bucket.client.send(
    new PutObjectCommand({
      Bucket: INVENTORIES,
      Key: `${address.split('/').slice(3, -1).join('/')}/data/1`,
      Body: Buffer.alloc(files[1]?.length ?? 0),
    }),
  );
  const { document, exitCode } = await run('--inventory', address);
  expect(document).toMatchObject({ status: 'incomplete', totals: { words: 3 } });
  expect(document.warnings).toMatchObject([
    { code: 'listing-broken', message: expect.stringMatching(/its MD5 is .*, but the manifest/) },
  ]);
  expect(exitCode).toBe(1);
});

test('a key that is in it twice is counted once, and reported', async () => {
  const address = await putInventory('CSV', [toCsv(rows()), toCsv(rows().slice(0, 1))]);
  const { document } = await run('--inventory', address);
  expect(document).toMatchObject({ status: 'incomplete', totals: { words: 10 } });
});

test.each<[string, () => Promise<string[]>, RegExp]>([
  ['ORC', async () => [await putInventory('ORC', [])], /format is ORC\. Configure/],
  [
    'a missing manifest',
    async () => [`s3://${INVENTORIES}/none/manifest.json`],
    /cannot be used: not/,
  ],
  ['an object that is none', async () => [`s3://${BUCKET}/other/x`], /not the manifest\.json of/],
  ['a bucket', async () => [`s3://${INVENTORIES}`], /give s3:\/\/BUCKET\/PATH\/manifest\.json/],
  [
    'rows of another bucket',
    async () => [await putInventory('CSV', [toCsv([{ bucket: 'b', key: 'k', size: 1 }])])],
    /it has a row of the bucket b/,
  ],
  [
    'an inventory of another bucket',
    async () => [await putInventory('CSV', []), `s3://${INVENTORIES}`],
    /is of the bucket texts, and not of inventories/,
  ],
  ['files', async () => [await putInventory('CSV', []), '.'], /leave out files, or --inventory/],
  ['keys', async () => [await putInventory('CSV', []), '--key', 'a'], /leave out --key and/],
])('%s ends the run before it begins', async (_, args, message) => {
  const { stderr, document, exitCode } = await run('--inventory', ...(await args()));
  expect(stderr).toMatch(message);
  expect(document).toBeUndefined();
  expect(exitCode).toBe(2);
});
